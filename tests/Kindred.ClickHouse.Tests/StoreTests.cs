using Kindred.Testing;

namespace Kindred.ClickHouse.Tests;

/// <summary>Opening, closing and limiting the engine in this process.</summary>
public sealed class StoreTests : IAsyncLifetime
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
    public async Task A_read_only_engine_changes_nothing_and_still_stops_its_queries()
    {
        await _engine.ExecuteAsync($"CREATE TABLE t (n Int64) ENGINE = MergeTree ORDER BY n", Cancellation);
        await _engine.DisposeAsync();
        _engine = await Engine.OpenAsync(_folder.File("store"), new() { ReadOnly = true }, Cancellation);
        using var source = new CancellationTokenSource(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _engine.QueryAsync($"SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 5", source.Token));
        var refusal = await Assert.ThrowsAsync<EngineException>(() => _engine.ExecuteAsync($"DROP TABLE t", Cancellation));

        Assert.Equal("READONLY", refusal.CodeName);
    }

    [Fact]
    public async Task Closing_waits_for_the_queries_that_run()
    {
        var running = _engine.ValueAsync<long>($"SELECT sum(sleepEachRow(0.1)) + 5 FROM numbers(5)", Cancellation);

        await _engine.DisposeAsync();

        Assert.Equal(5, await running);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _engine.ExecuteAsync($"SELECT 1", Cancellation));
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
