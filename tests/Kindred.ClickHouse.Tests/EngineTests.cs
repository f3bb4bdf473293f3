using FsCheck;
using FsCheck.Fluent;

namespace Kindred.ClickHouse.Tests;

/// <summary>What every engine does, whatever it is.</summary>
public abstract class EngineTests
{
    /// <summary>Pieces that have a meaning somewhere in SQL, in its escapes or in this code's own templates.</summary>
    static readonly string[] Pieces =
    [
        "'", "\"", "`", "\\", "\\'", "''", "\0", "\n", "\r", "\t", "\b", "\f", "\x7f", "\x1b", "\u0085", "\u2028", "\ufffd", "\ufeff", "é", "漢", "🙂", "👨‍👩‍👧",
        "--", "/*", "*/", "#", ";", "{", "}", "{x}", "{id:String}", "%", "_", "?", "$1", "\\x41", "\\0", "\\N", "NULL", "a", "Z", "0", " ",
        "'; DROP TABLE events; --", "' OR 1 = 1 --", "\\'; SELECT 1; --", "') UNION ALL SELECT name FROM system.tables --",
    ];

    protected abstract Engine Engine { get; }

    /// <summary>The same data, opened to be read only; <see cref="Engine"/> may be gone then.</summary>
    protected abstract Task<Engine> ReadOnlyAsync();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_that_may_only_read_refuses_all_else()
    {
        string[] statements =
        [
            "INSERT INTO kept VALUES (2)", "CREATE TABLE other (a Int8) ENGINE = MergeTree ORDER BY a", "DROP TABLE kept", "SET readonly = 0",
            "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')", "SELECT * FROM file('kept', 'CSV', 'a String')", "SELECT 1 SETTINGS readonly = 0",
        ];
        await Engine.ExecuteAsync($"CREATE TABLE IF NOT EXISTS kept (a Int8) ENGINE = MergeTree ORDER BY a", Cancellation);
        await using var readOnly = await ReadOnlyAsync();

        foreach (var statement in statements)
        {
            var refusal = await Assert.ThrowsAsync<EngineException>(() => readOnly.ExecuteAsync(Sql.Trusted(statement), Cancellation));
            Assert.Equal(164, refusal.Code);
        }

        Assert.Equal(0, await readOnly.ValueAsync<long>($"SELECT count() FROM kept", Cancellation));
    }

    [Fact]
    public async Task Any_string_comes_back_as_it_was_written()
    {
        var text = Gen.Elements(Pieces).ListOf().Select(string.Concat);
        var seed = 20_260_101UL;
        var written = Gen.Sample(text, 20, new Rnd(seed), 1000).Append(string.Concat(Pieces)).ToArray();

        foreach (var some in written.Chunk(200))
        {
            var read = await Engine.ValueAsync<string[]>($"SELECT {Literal.Array(some.Select(s => (Literal)s))}", Cancellation);

            Assert.Equal(some, read);
        }
    }

    [Fact]
    public async Task Every_control_character_and_quote_comes_back_alone()
    {
        var written = Enumerable.Range(0, 256).Select(c => ((char)c).ToString()).ToArray();

        var read = await Engine.ValueAsync<string[]>($"SELECT {Literal.Array(written.Select(s => (Literal)s))}", Cancellation);

        Assert.Equal(written, read);
    }

    [Fact]
    public async Task Any_finite_number_comes_back_to_the_last_bit()
    {
        var map = ArbMap.Default;
        var doubles = Gen.Sample(map.GeneratorFor<double>().Where(double.IsFinite), 100, new Rnd(7), 500)
            .Concat([0, -0.0, 1, -1, 0.1, 1e16, 1e-300, double.Epsilon, double.MaxValue, double.MinValue, 1.0 / 3]).ToArray();
        var longs = Gen.Sample(map.GeneratorFor<long>(), 100, new Rnd(7), 500).Concat([0, long.MaxValue, long.MinValue, -1]).ToArray();

        var read = await Engine.ValueAsync<double[]>($"SELECT {Literal.Array(doubles.Select(d => (Literal)d))}", Cancellation);
        var wholes = await Engine.ValueAsync<long[]>($"SELECT {Literal.Array(longs.Select(l => (Literal)l))}", Cancellation);

        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), read.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(longs, wholes);
        Assert.Equal(ulong.MaxValue, await Engine.ValueAsync<ulong>($"SELECT {ulong.MaxValue}", Cancellation));
    }

    [Fact]
    public async Task Values_find_their_rows_alone_and_in_lists()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

        var found = await Engine.QueryAsync(
            $"SELECT number FROM numbers(10) WHERE number IN {Literal.List([2L, 3])} AND toString(number) IN {Literal.List(["3", "4"])} AND {true} = 1",
            row => row.Get<long>("number"),
            Cancellation);

        Assert.Equal([3], found);
        Assert.Equal(time.ToUnixTimeMilliseconds(), await Engine.ValueAsync<long>($"SELECT {time}", Cancellation));
        Assert.Equal(6, await Engine.ValueAsync<long>($"SELECT 1-{-5L}", Cancellation));
    }

    [Fact]
    public async Task Every_portable_type_is_read()
    {
        var block = await Engine.QueryAsync(
            $"""
            SELECT toInt8(-1) AS i8, toInt16(-2) AS i16, toInt32(-3) AS i32, toInt64(-4) AS i64, toUInt8(1) AS u8, toUInt16(2) AS u16, toUInt32(3) AS u32,
                toUInt64(4) AS u64, toFloat32(0.5) AS f32, toFloat64(0.25) AS f64, 'text' AS s, toFixedString('ab', 3) AS fixed,
                toDate('2024-02-29') AS date, toDateTime('2024-02-29 12:34:56', 'UTC') AS time, CAST('y' AS Enum8('x' = 1, 'y' = 2)) AS e,
                CAST(NULL AS Nullable(Int32)) AS nothing, CAST(7 AS Nullable(Int32)) AS something, ['a', ''] AS strings, [[1, 2], [3]] AS nested,
                (1, 'b') AS pair, emptyArrayInt64() AS empty, toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0') AS uuid
            """,
            Cancellation);

        Assert.Equal(-1, block.Column<sbyte>("i8")[0]);
        Assert.Equal(-2, block.Column<short>("i16")[0]);
        Assert.Equal(-3, block.Column<int>("i32")[0]);
        Assert.Equal(-4, block.Column<long>("i64")[0]);
        Assert.Equal(1, block.Column<byte>("u8")[0]);
        Assert.Equal(2, block.Column<ushort>("u16")[0]);
        Assert.Equal(3u, block.Column<uint>("u32")[0]);
        Assert.Equal(4ul, block.Column<ulong>("u64")[0]);
        Assert.Equal(0.5f, block.Column<float>("f32")[0]);
        Assert.Equal(0.25, block.Column<double>("f64")[0]);
        Assert.Equal("text", block.Column<string>("s")[0]);
        Assert.Equal("ab\0"u8.ToArray(), block.Column<byte[]>("fixed")[0]);
        Assert.Equal(new DateOnly(2024, 2, 29), block.Column<DateOnly>("date")[0]);
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero), block.Column<DateTimeOffset>("time")[0]);
        Assert.Equal("y", block.Column<string>("e")[0]);
        Assert.True(block["nothing"].IsMissing(0));
        Assert.Null(block["nothing"][0]);
        Assert.Equal(7, block.Column<int>("something")[0]);
        Assert.Equal(["a", ""], block.Column<string[]>("strings")[0]);
        Assert.Equal(new object[] { new object[] { (byte)1, (byte)2 }, new object[] { (byte)3 } }, block["nested"][0]);
        Assert.Equal(new object[] { (byte)1, "b" }, block["pair"][0]);
        Assert.Empty(block.Column<long[]>("empty")[0]);
        Assert.Equal(Guid.Parse("61f0c404-5cb3-11e7-907b-a6006ad3dba0"), block.Column<Guid>("uuid")[0]);
    }

    [Fact]
    public async Task Every_column_of_an_empty_result_is_empty()
    {
        var block = await Engine.QueryAsync($"SELECT number AS n, toString(number) AS s FROM numbers(3) WHERE number > 5", Cancellation);

        Assert.Equal(0, block.Rows);
        Assert.Empty(block.Column<long>("n"));
        Assert.Empty(block.Column<string>("s"));
    }

    [Fact]
    public async Task Every_portable_type_is_written()
    {
        await Engine.ExecuteAsync($"DROP TABLE IF EXISTS written", Cancellation);
        await Engine.ExecuteAsync(
            $"""
            CREATE TABLE written (i8 Int8, i16 Int16, i32 Int32, i64 Int64, u8 UInt8, u16 UInt16, u32 UInt32, u64 UInt64, f32 Float32, f64 Float64, s String,
                fixed FixedString(3), date Date, time DateTime, uuid UUID, maybe Nullable(Int64), strings Array(String), texts String) ENGINE = MergeTree ORDER BY i64
            """,
            Cancellation);
        var time = new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero);
        var texts = new TextList();
        texts.Add("text 漢\0'");
        var block = new Block(
            Column.Of<sbyte>("i8", [-1]), Column.Of<short>("i16", [-2]), Column.Of("i32", [-3]), Column.Of("i64", [-4L]), Column.Of<byte>("u8", [1]),
            Column.Of<ushort>("u16", [2]), Column.Of("u32", [3u]), Column.Of("u64", [4ul]), Column.Of("f32", [0.5f]), Column.Of("f64", [0.25]),
            Column.Of("s", ["text\0'"]), Column.Of<byte[]>("fixed", ["ab"u8.ToArray()], "FixedString(3)"), Column.Of("date", [new DateOnly(2024, 2, 29)]),
            Column.Of("time", [time]), Column.Of("uuid", [Guid.Parse("61f0c404-5cb3-11e7-907b-a6006ad3dba0")]), Column.OfNullable<long>("maybe", [null]),
            Column.OfArrays("strings", [new[] { "x", "" }]), Column.Of("texts", texts));

        await Engine.InsertAsync("written", block, Cancellation);
        var read = await Engine.QueryAsync($"SELECT * FROM written", Cancellation);

        foreach (var (wrote, column) in block.Columns.Zip(read.Columns).Where(c => c.First.Name != "fixed"))
        {
            Assert.Equal(wrote[0], column[0]);
        }

        Assert.Equal("ab\0"u8.ToArray(), read.Column<byte[]>("fixed")[0]);
    }

    [Fact]
    public async Task Many_rows_are_inserted_and_streamed_in_pieces()
    {
        var numbers = Enumerable.Range(0, 1_000_000).Select(i => (long)i).ToArray();
        await Engine.ExecuteAsync($"DROP TABLE IF EXISTS many", Cancellation);
        await Engine.ExecuteAsync($"CREATE TABLE many (n Int64, s String) ENGINE = MergeTree ORDER BY n", Cancellation);
        await Engine.InsertAsync("many", new(Column.Of("n", numbers), Column.Of("s", Array.ConvertAll(numbers, n => $"row {n}"))), Cancellation);

        var (sum, largest, last) = (0L, 0, "");
        await foreach (var block in Engine.StreamAsync($"SELECT n, s FROM many ORDER BY n", Cancellation))
        {
            sum += block.Column<long>("n").Sum();
            largest = Math.Max(largest, block.Rows);
            last = block.Column<string>("s").LastOrDefault(last);
        }

        Assert.Equal(499_999_500_000, sum);
        Assert.Equal("row 999999", last);
        Assert.InRange(largest, 1, 200_000);
    }

    [Fact]
    public async Task A_cancelled_query_stops_in_the_engine()
    {
        using var source = new CancellationTokenSource(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Engine.QueryAsync($"SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 5", source.Token));

        await NothingRunsAsync();
    }

    [Fact]
    public async Task A_cancelled_statement_stops_in_the_engine()
    {
        await Engine.ExecuteAsync($"DROP TABLE IF EXISTS endless", Cancellation);
        await Engine.ExecuteAsync($"CREATE TABLE endless (n UInt64) ENGINE = Null", Cancellation);
        using var source = new CancellationTokenSource(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Engine.ExecuteAsync($"INSERT INTO endless SELECT number FROM numbers(1000000000000)", source.Token));

        await NothingRunsAsync();
    }

    [Fact]
    public async Task Leaving_a_stream_early_stops_its_query()
    {
        await foreach (var block in Engine.StreamAsync($"SELECT number FROM numbers(1000000000000)", Cancellation))
        {
            Assert.NotEqual(0, block.Rows);
            break;
        }

        await NothingRunsAsync();
    }

    [Fact]
    public async Task A_stream_is_cancelled_between_its_blocks()
    {
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var block in Engine.StreamAsync($"SELECT number FROM numbers(1000000000000)", source.Token))
            {
                await source.CancelAsync();
            }
        });

        await NothingRunsAsync();
    }

    [Fact]
    public async Task Many_ask_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(
            i => Engine.ValueAsync<long>($"SELECT sum(number + {i}) FROM numbers(10000)", Cancellation)));

        Assert.Equal(Enumerable.Range(0, 80).Select(i => 49_995_000L + (10_000 * i)), answers);
    }

    public static TheoryData<string, int, string> Refusals => new()
    {
        { "SELECT secret_value FROM numbers(1)", 47, "DESCRIBE TABLE" },
        { "SELECT 'secret' FROM nowhere", 60, "SHOW TABLES" },
        { "SELECT 'secret' FRM numbers(1) x y", 62, "spelling" },
        { "SELECT noSuchFunction('secret')", 46, "sql-portability" },
        { "SELECT toInt32('secret')", 0, "column's type" },
        { "SELECT length(groupArray(number)) FROM numbers(200000000)", 241, "more memory" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refused_query_says_why_what_to_do_and_not_what_was_asked(string query, int code, string advice)
    {
        var refusal = await Assert.ThrowsAsync<EngineException>(() => Engine.QueryAsync(Sql.Trusted(query), Cancellation));

        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, 20, 450);
        Assert.DoesNotContain("SELECT", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'secret'", refusal.Message, StringComparison.Ordinal);
        if (code != 0)
        {
            Assert.Equal(code, refusal.Code);
        }
    }

    [Fact]
    public async Task Reading_a_column_as_something_else_is_refused_by_name()
    {
        var block = await Engine.QueryAsync($"SELECT 'a' AS word, CAST(NULL AS Nullable(Int64)) AS gap, 300 AS wide", Cancellation);

        Assert.Contains("word is String", Assert.Throws<InvalidCastException>(() => block.Column<long>("word")).Message, StringComparison.Ordinal);
        Assert.Contains("gap has no value", Assert.Throws<InvalidOperationException>(() => block.Column<long>("gap")).Message, StringComparison.Ordinal);
        Assert.Throws<OverflowException>(() => block.Column<byte>("wide"));
        Assert.Contains("word, gap, wide", Assert.Throws<KeyNotFoundException>(() => block.Column<long>("other")).Message, StringComparison.Ordinal);
        Assert.Equal([double.NaN], block.Column<double>("gap"));
        Assert.Equal([300.0], block.Column<double>("wide"));
    }

    /// <summary>Waits until this question is the only one in the engine.</summary>
    async Task NothingRunsAsync()
    {
        for (var left = 2400; ; left--)
        {
            var running = await Engine.QueryAsync($"SELECT query FROM system.processes", row => row.Get<string>(0), Cancellation);
            if (running.Count == 1)
            {
                return;
            }

            Assert.True(left > 0, $"Still running: {string.Join("; ", running)}");
            await Task.Delay(50, Cancellation);
        }
    }
}
