using Kindred.Testing;

namespace Kindred.ClickHouse.Tests;

public sealed class EmbeddedEngineTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    Engine _engine = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _engine = await Engine.OpenAsync(_folder.File("store"), new(), Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_query_answers_in_typed_columns()
    {
        var block = await _engine.QueryAsync($"SELECT number AS n, toString(number) AS s FROM numbers(3)", Cancellation);

        Assert.Equal([0, 1, 2], block.Column<ulong>("n"));
        Assert.Equal(["0", "1", "2"], block.Column<string>("s"));
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
        var block = await _engine.QueryAsync($"SELECT number AS n, toString(number) AS s, [number, n + 1] AS a FROM numbers(1000000)", Cancellation);

        Assert.Equal(1_000_000, block.Rows);
        Assert.Equal(499_999_500_000, block.Column<long>("n").Sum());
        Assert.Equal("999999", block.Column<string>("s").Max(StringComparer.Ordinal));
        Assert.Equal([7, 8], ((ArrayColumn)block["a"]).Row<ulong>(7).ToArray());
    }

    [Fact]
    public async Task A_cancelled_query_stops_in_the_engine()
    {
        using var source = new CancellationTokenSource(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _engine.QueryAsync($"SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 5", source.Token));

        Assert.Equal(1, await _engine.ValueAsync<long>($"SELECT count() FROM system.processes", Cancellation));
    }

    [Fact]
    public async Task Leaving_a_stream_early_stops_its_query()
    {
        await foreach (var block in _engine.StreamAsync($"SELECT number FROM numbers(1000000000000)", Cancellation))
        {
            Assert.NotEqual(0, block.Rows);
            break;
        }

        Assert.Equal(1, await _engine.ValueAsync<long>($"SELECT count() FROM system.processes", Cancellation));
    }

    [Fact]
    public async Task Files_anywhere_are_read_and_written()
    {
        await _engine.ExecuteAsync($"SELECT number AS n FROM numbers(10) INTO OUTFILE {_folder.File("a.csv")} FORMAT CSVWithNames", Cancellation);
        await _engine.ExecuteAsync($"INSERT INTO FUNCTION file({_folder.File("b.parquet")}) SELECT number AS n FROM numbers(10)", Cancellation);

        Assert.Equal(45, await _engine.ValueAsync<long>($"SELECT sum(n) FROM file({_folder.File("a.csv")})", Cancellation));
        Assert.Equal(45, await _engine.ValueAsync<long>($"SELECT sum(n) FROM file({_folder.File("b.parquet")})", Cancellation));
    }

    [Fact]
    public async Task A_second_store_in_one_process_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Engine.OpenAsync(_folder.File("other"), new(), Cancellation));

        Assert.Contains("close it", refusal.Message, StringComparison.Ordinal);
    }
}
