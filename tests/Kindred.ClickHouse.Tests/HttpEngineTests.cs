using Kindred.Testing;

namespace Kindred.ClickHouse.Tests;

public sealed class HttpEngineTests(ClusterFixture cluster) : EngineTests, IAsyncLifetime
{
    Engine _engine = null!;

    protected override Engine Engine => _engine;

    public async ValueTask InitializeAsync() => _engine = (await cluster.DatabaseAsync("engine"))[0];

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    protected override Task<Engine> ReadOnlyAsync() => cluster.ReadOnlyAsync("engine");

    [Fact]
    public async Task A_table_over_two_shards_keeps_a_customer_together()
    {
        var shards = await cluster.DatabaseAsync("spread");
        await ClusterFixture.CreateTableAsync(shards, "events", "customer_id UInt64, name String", "customer_id", "cityHash64(customer_id)");
        var ids = Enumerable.Range(0, 1000).Select(i => (ulong)i % 100).ToArray();
        await shards[0].InsertAsync("events", new(Column.Of("customer_id", ids), Column.Of("name", Array.ConvertAll(ids, i => $"n{i}"))), Cancellation);

        var whole = await shards[1].QueryAsync(
            $"SELECT customer_id, count() AS n, any(name) AS name FROM events GROUP BY customer_id ORDER BY customer_id", Cancellation);
        var counts = await Task.WhenAll(shards.Select(s => s.QueryAsync($"SELECT DISTINCT customer_id FROM events_local", Cancellation)));

        Assert.Equal(Enumerable.Repeat(10L, 100), whole.Column<long>("n"));
        Assert.Equal("n99", whole.Column<string>("name")[99]);
        Assert.Equal(100, counts.Sum(c => c.Rows));
        Assert.All(counts, c => Assert.NotEqual(0, c.Rows));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        await using var nobody = Engine.Connect(new() { Address = new("http://127.0.0.1:1/") });

        var failure = await Assert.ThrowsAsync<EngineException>(() => nobody.ExecuteAsync($"SELECT 1", Cancellation));

        Assert.Contains("127.0.0.1:1 cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_after_the_first_rows_is_an_error()
    {
        var read = 0L;

        var failure = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (var block in _engine.StreamAsync($"SELECT number, throwIf(number = 5000000) FROM numbers(10000000)", Cancellation))
            {
                read += block.Rows;
            }
        });

        Assert.Equal(395, failure.Code);
        Assert.InRange(read, 1, 5_000_000);
    }
}
