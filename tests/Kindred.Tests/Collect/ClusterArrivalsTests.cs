using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Tests.Collect;

public sealed class ClusterArrivalsTests(ClusterFixture fixture) : IAsyncDisposable
{
    EventCluster? _cluster;

    public async ValueTask DisposeAsync() => await (_cluster?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task A_block_that_was_stored_in_part_is_completed()
    {
        var arrivals = await OpenAsync("arrivals_in_part");
        await arrivals.StoreAsync(Messages("a", "b"), [], "block 1", again: false, CancellationToken.None);

        var before = await arrivals.StoreAsync(Messages("a", "b", "c"), [], "block 1", again: true, CancellationToken.None);

        Assert.Empty(before);
        Assert.Equal(3, await CountAsync($"SELECT toInt64(count()) FROM events"));
        Assert.Equal(3, await CountAsync($"SELECT toInt64(uniqExact(event_id)) FROM event_ids"));
    }

    [Fact]
    public async Task A_message_of_another_block_is_told_also_when_a_block_is_repeated()
    {
        var arrivals = await OpenAsync("arrivals_repeated");
        await arrivals.StoreAsync(Messages("a", "b"), [], "block 1", again: false, CancellationToken.None);
        var other = new ClusterArrivals(_cluster!, "other", TimeProvider.System);
        await other.PrepareAsync(CancellationToken.None);

        var once = await other.StoreAsync(Messages("x", "a", "y"), [], "block 2", again: false, CancellationToken.None);
        var again = await other.StoreAsync(Messages("x", "a", "y"), [], "block 2", again: true, CancellationToken.None);

        Assert.Equal([1], once);
        Assert.Equal([1], again);
        Assert.Equal(4, await CountAsync($"SELECT toInt64(count()) FROM events"));
    }

    [Fact]
    public async Task What_an_earlier_attempt_of_the_same_collector_begins_late_is_shut_out()
    {
        var killed = await OpenAsync("arrivals_late");
        var next = new ClusterArrivals(_cluster!, "one", TimeProvider.System);
        await next.PrepareAsync(CancellationToken.None);
        await next.StoreAsync(Messages("a"), [], "block 1", again: true, CancellationToken.None);

        await Assert.ThrowsAsync<EngineException>(() => killed.StoreAsync(Messages("a"), [], "block 1", again: false, CancellationToken.None));

        Assert.Equal(1, await CountAsync($"SELECT toInt64(count()) FROM events"));
        Assert.Equal(2, await CountAsync($"SELECT toInt64(count()) FROM system.tables WHERE database = currentDatabase() AND name LIKE 'arriving%'"));
    }

    [Fact]
    public async Task Rejected_ones_are_told_apart_by_request_and_place()
    {
        var arrivals = await OpenAsync("arrivals_rejected");
        RejectedArrival[] rejected = [new("web", 0, 7, "no customer id", "{}"), new("web", 0, 7, "no customer id", "{}"), new("web", 0, 8, "no customer id", "{}")];
        await arrivals.StoreAsync(new(), rejected[..2], "block 1", again: false, CancellationToken.None);

        await arrivals.StoreAsync(new(), rejected, "block 1", again: true, CancellationToken.None);

        Assert.Equal(3, await CountAsync($"SELECT toInt64(count()) FROM events_rejected"));
    }

    [Fact]
    public async Task Ids_of_messages_are_forgotten_after_thirty_days()
    {
        var arrivals = await OpenAsync("arrivals_forgotten");
        await _cluster!.First.ExecuteAsync(
            $"INSERT INTO event_ids SELECT toFixedString(toString(number), 16), 1, today() - 25 - number FROM numbers(10)", CancellationToken.None);

        await arrivals.StoreAsync(new(), [], "block 1", again: false, CancellationToken.None);

        Assert.Equal(6, await CountAsync($"SELECT toInt64(count()) FROM event_ids"));
    }

    [Fact]
    public async Task A_customers_events_lie_on_one_shard_with_their_values()
    {
        var arrivals = await OpenAsync("arrivals_shards");
        var block = new ArrivalBlock();
        for (var i = 0; i < 100; i++)
        {
            var row = Event($"user {i % 20}");
            row.Set("revenue", (double)i);
            block.Add(row, $"m{i}", "web", 0);
        }

        await arrivals.StoreAsync(block, [], "block 1", again: false, CancellationToken.None);

        Assert.Equal(4950, await _cluster!.First.ValueAsync<double>($"SELECT sum(revenue) FROM events FINAL", CancellationToken.None));
        var customers = await Task.WhenAll(_cluster.Servers.Select(server => server.ValueAsync<long>($"SELECT toInt64(uniqExact(user_id)) FROM events_local", CancellationToken.None)));
        Assert.Equal(20, customers.Sum());
        Assert.All(customers, count => Assert.InRange(count, 1, 19));
    }

    async Task<ClusterArrivals> OpenAsync(string database)
    {
        await fixture.DatabaseAsync(database);
        var servers = string.Join(", ", await fixture.AddressesAsync());
        var project = ProjectFile.Parse($"name: shop\ncluster: {{ servers: [{servers}], name: kindred, database: {database} }}\n", "kindred.yaml");
        _cluster = EventCluster.Connect(project, limits: null);
        var arrivals = new ClusterArrivals(_cluster, "one", TimeProvider.System);
        await arrivals.PrepareAsync(CancellationToken.None);
        return arrivals;
    }

    static ArrivalBlock Messages(params string[] ids)
    {
        var block = new ArrivalBlock();
        foreach (var id in ids)
        {
            block.Add(Event($"user {id}"), id, "web", 0);
        }

        return block;
    }

    static EventRow Event(string user)
    {
        var row = new EventRow();
        row.Set("event", "Page Viewed");
        row.Set("user_id", user);
        row.Set("occurred_at", 1_700_000_000_000);
        return row;
    }

    Task<long> CountAsync(Sql count) => _cluster!.First.ValueAsync<long>(count, CancellationToken.None);
}
