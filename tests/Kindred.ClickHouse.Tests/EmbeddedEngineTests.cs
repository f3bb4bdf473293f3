using Kindred.Testing;

namespace Kindred.ClickHouse.Tests;

public sealed class EmbeddedEngineTests : EngineTests, IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    Engine _engine = null!;

    protected override Engine Engine => _engine;

    public async ValueTask InitializeAsync() =>
        _engine = await Engine.OpenAsync(_folder.File("store"), new() { MemoryBytes = 1L << 30 }, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<Engine> ReadOnlyAsync()
    {
        await _engine.DisposeAsync();
        return await Engine.OpenAsync(_folder.File("store"), new() { MemoryBytes = 1L << 30, ReadOnly = true }, Cancellation);
    }

    [Fact]
    public async Task What_is_inserted_is_read_again_after_the_store_is_reopened()
    {
        await _engine.ExecuteAsync($"CREATE TABLE t (id Int64, name LowCardinality(String), score Nullable(Float64), tags Array(String)) ENGINE = MergeTree ORDER BY id", Cancellation);
        await _engine.InsertAsync(
            "t",
            new(Column.Of<long>("id", [1, 2]), Column.Of("name", ["a", "b\n\nc"]), Column.OfNullable<double>("score", [0.5, null]), Column.OfArrays<string>("tags", [["x", "y"], []])),
            Cancellation);

        await _engine.DisposeAsync();
        _engine = await Engine.OpenAsync(_folder.File("store"), new(), Cancellation);
        var block = await _engine.QueryAsync($"SELECT * FROM t ORDER BY id", Cancellation);

        Assert.Equal([1, 2], block.Column<long>("id"));
        Assert.Equal(["a", "b\n\nc"], block.Column<string>("name"));
        Assert.Equal([0.5, double.NaN], block.Column<double>("score"));
        Assert.Equal([["x", "y"], []], block.Column<string[]>("tags"));
    }

    [Fact]
    public async Task A_result_of_many_blocks_is_joined()
    {
        var block = await _engine.QueryAsync(
            $"""
            SELECT number AS n, toString(number) AS s, [number, n + 1] AS a, if(n % 2 = 0, NULL, n) AS odd, (n, s) AS pair,
                toLowCardinality(toString(n % 10)) AS digit
            FROM numbers(500000) ORDER BY n
            """,
            Cancellation);

        Assert.Equal(500_000, block.Rows);
        Assert.Equal(124_999_750_000, block.Column<long>("n").Sum());
        Assert.Equal("499999", block.Column<string>("s")[^1]);
        Assert.Equal([400_000, 400_001], ((ArrayColumn)block["a"]).Row<ulong>(400_000).ToArray());
        Assert.Equal(250_000, Enumerable.Range(0, block.Rows).Count(block["odd"].IsMissing));
        Assert.Equal(new object[] { 300_000ul, "300000" }, block["pair"][300_000]);
        Assert.Equal("7", block.Column<string>("digit")[499_997]);
    }

    [Fact]
    public async Task Newer_types_are_read()
    {
        var block = await _engine.QueryAsync(
            $"""
            SELECT toUInt128('340282366920938463463374607431768211455') AS u128, toInt128('-5') AS i128, true AS yes,
                toDateTime64('2024-02-29 12:34:56.789', 3, 'UTC') AS time, toDate32('1950-01-02') AS date, toDecimal64('12.34', 2) AS price,
                toLowCardinality('a') AS word, [toLowCardinality(toNullable('b')), NULL] AS words, CAST('it\'s' AS Enum16('it\'s' = -300, 'b, (c' = 2)) AS e,
                CAST((1, 'x') AS Tuple(a Int64, b String)) AS named, NULL AS nothing
            """,
            Cancellation);

        Assert.Equal(UInt128.MaxValue, block.Column<UInt128>("u128")[0]);
        Assert.Equal(-5, block.Column<Int128>("i128")[0]);
        Assert.True(block.Column<bool>("yes")[0]);
        Assert.Equal(DateTimeOffset.Parse("2024-02-29T12:34:56.789Z", null), block.Column<DateTimeOffset>("time")[0]);
        Assert.Equal(new DateOnly(1950, 1, 2), block.Column<DateOnly>("date")[0]);
        Assert.Equal(12.34m, block.Column<decimal>("price")[0]);
        Assert.Equal("a", block.Column<string>("word")[0]);
        Assert.Equal(["b", null], (object?[])block["words"][0]!);
        Assert.Equal("it's", block.Column<string>("e")[0]);
        Assert.Equal(["a", "b"], ((TupleColumn)block["named"]).Items.Select(i => i.Name));
        Assert.Null(block["nothing"][0]);
    }

    [Fact]
    public async Task Newer_types_are_written()
    {
        var time = DateTimeOffset.Parse("2024-02-29T12:34:56.789Z", null);
        await _engine.ExecuteAsync($"CREATE TABLE t (hash UInt128, time DateTime64(3), yes Bool, word LowCardinality(String), narrow Int32, day Date32) ENGINE = Memory", Cancellation);

        await _engine.InsertAsync(
            "t",
            new(
                Column.Of("hash", [UInt128.MaxValue]), Column.Of("time", [time], "DateTime64(3)"), Column.Of("yes", [true]), Column.Of("word", ["a"]),
                Column.Of("narrow", [5L]), Column.Of("day", [new DateOnly(1950, 1, 2)], "Date32")),
            Cancellation);
        var block = await _engine.QueryAsync($"SELECT * FROM t", Cancellation);

        Assert.Equal([UInt128.MaxValue, time, true, "a", 5, new DateOnly(1950, 1, 2)], block.Columns.Select(c => c[0]));
    }

    [Fact]
    public async Task Files_anywhere_are_read_and_written()
    {
        await _engine.ExecuteAsync($"SELECT number AS n FROM numbers(10) INTO OUTFILE {_folder.File("a.csv.gz")} FORMAT CSVWithNames", Cancellation);
        await _engine.ExecuteAsync($"INSERT INTO FUNCTION file({_folder.File("b.parquet")}) SELECT number AS n FROM numbers(10)", Cancellation);
        await _engine.ExecuteAsync($"SELECT number AS n FROM numbers(10) INTO OUTFILE {_folder.File("c.jsonl")}", Cancellation);

        Assert.Equal(45, await _engine.ValueAsync<long>($"SELECT sum(n) FROM file({_folder.File("a.csv.gz")})", Cancellation));
        Assert.Equal(45, await _engine.ValueAsync<long>($"SELECT sum(n) FROM file({_folder.File("b.parquet")})", Cancellation));
        Assert.Equal(45, await _engine.ValueAsync<long>($"SELECT sum(n) FROM file({_folder.File("c.jsonl")})", Cancellation));
        Assert.Equal("""{"n":0}""", File.ReadLines(_folder.File("c.jsonl")).First());
    }

    [Fact]
    public async Task A_second_store_in_one_process_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Engine.OpenAsync(_folder.File("other"), new(), Cancellation));

        Assert.Contains("close it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_programs_configuration_in_the_current_folder_is_left_alone()
    {
        await _engine.DisposeAsync();
        File.WriteAllText(_folder.File("config.xml"), "<beans>");
        var current = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder.Path;
        try
        {
            _engine = await Engine.OpenAsync(_folder.File("store"), new(), Cancellation);
        }
        finally
        {
            Environment.CurrentDirectory = current;
        }

        Assert.Equal(1, await _engine.ValueAsync<int>($"SELECT 1", Cancellation));
    }

    [Fact]
    public async Task Groups_beyond_half_of_the_memory_spill_to_disk()
    {
        await _engine.DisposeAsync();
        _engine = await Engine.OpenAsync(_folder.File("store"), new() { MemoryBytes = 400L << 20, SpillFolder = _folder.File("spill") }, Cancellation);

        var groups = await _engine.ValueAsync<long>($"SELECT count() FROM (SELECT number, count() FROM numbers(12000000) GROUP BY number)", Cancellation);

        Assert.Equal(12_000_000, groups);
    }
}
