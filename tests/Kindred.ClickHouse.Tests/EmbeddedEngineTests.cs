namespace Kindred.ClickHouse.Tests;

public sealed class EmbeddedEngineTests(EmbeddedStore store) : EngineTests, IClassFixture<EmbeddedStore>, IAsyncLifetime
{
    protected override Engine Engine => store.Engine!;

    protected override Task<Engine> ReadOnlyAsync() => store.ReadOnlyAsync();

    public async ValueTask InitializeAsync() => await store.OpenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_result_of_many_blocks_is_joined()
    {
        var block = await Engine.QueryAsync(
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
        var block = await Engine.QueryAsync(
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
        await Engine.ExecuteAsync($"CREATE TABLE newer (hash UInt128, time DateTime64(3), yes Bool, word LowCardinality(String), narrow Int32, day Date32) ENGINE = Memory", Cancellation);

        await Engine.InsertAsync(
            "newer",
            new(
                Column.Of("hash", [UInt128.MaxValue]), Column.Of("time", [time], "DateTime64(3)"), Column.Of("yes", [true]), Column.Of("word", ["a"]),
                Column.Of("narrow", [5L]), Column.Of("day", [new DateOnly(1950, 1, 2)], "Date32")),
            Cancellation);
        var block = await Engine.QueryAsync($"SELECT * FROM newer", Cancellation);

        Assert.Equal([UInt128.MaxValue, time, true, "a", 5, new DateOnly(1950, 1, 2)], block.Columns.Select(c => c[0]));
    }

    [Fact]
    public async Task Files_anywhere_are_read_and_written()
    {
        await Engine.ExecuteAsync($"SELECT number AS n FROM numbers(10) INTO OUTFILE {store.Folder.File("a.csv.gz")} FORMAT CSVWithNames", Cancellation);
        await Engine.ExecuteAsync($"INSERT INTO FUNCTION file({store.Folder.File("b.parquet")}) SELECT number AS n FROM numbers(10)", Cancellation);
        await Engine.ExecuteAsync($"SELECT number AS n FROM numbers(10) INTO OUTFILE {store.Folder.File("c.jsonl")}", Cancellation);

        Assert.Equal(45, await Engine.ValueAsync<long>($"SELECT sum(n) FROM file({store.Folder.File("a.csv.gz")})", Cancellation));
        Assert.Equal(45, await Engine.ValueAsync<long>($"SELECT sum(n) FROM file({store.Folder.File("b.parquet")})", Cancellation));
        Assert.Equal(45, await Engine.ValueAsync<long>($"SELECT sum(n) FROM file({store.Folder.File("c.jsonl")})", Cancellation));
        Assert.Equal("""{"n":0}""", File.ReadLines(store.Folder.File("c.jsonl")).First());
    }

    [Fact]
    public async Task Every_insert_is_on_the_disk_when_it_is_done()
    {
        var settings = await Engine.QueryAsync(
            $"SELECT name, value FROM system.merge_tree_settings WHERE name IN ('fsync_after_insert', 'fsync_part_directory')", Cancellation);

        Assert.Equal(["1", "1"], settings.Column<string>("value"));
    }

    [Fact]
    public async Task Nothing_is_logged_to_tables() =>
        Assert.Equal(0, await Engine.ValueAsync<int>($"SELECT count() FROM system.tables WHERE database = 'system' AND name LIKE '%log'", Cancellation));

    [Fact]
    public async Task Times_are_utc() =>
        Assert.Equal("UTC", await Engine.ValueAsync<string>($"SELECT timezone()", Cancellation));
}
