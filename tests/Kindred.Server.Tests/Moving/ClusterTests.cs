using Kindred.ClickHouse;
using Kindred.Numerics;
using Kindred.Server.Keys;
using Kindred.Server.Spooling;
using Kindred.Testing;

namespace Kindred.Server.Tests.Moving;

/// <summary>Collectors in processes of their own, each with its own spool, on one cluster of two shards.</summary>
public sealed class ClusterTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>, IDisposable
{
    const int Kills = 30;

    static readonly ServeOptions Options = new() { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(50), RetryAfter = TimeSpan.FromMilliseconds(200) };

    readonly TemporaryFolder[] _folders = [new(), new()];
    Load[] _loads = [];
    IReadOnlyList<Engine> _shards = [];

    public void Dispose() => Array.ForEach(_folders, folder => folder.Dispose());

    [Fact]
    public async Task Two_collectors_killed_at_random_moments_have_every_acknowledged_message_once()
    {
        await MakeAsync("collected_killed");
        var chance = new Rng(11);
        using var stop = new CancellationTokenSource();
        Child[] servers = [await StartAsync(0), await StartAsync(1)];
        Task[] sending = [SendAsync(0), SendAsync(1)];
        for (var kill = 0; kill < Kills; kill++)
        {
            var one = kill % 2;
            await Task.Delay(TimeSpan.FromMilliseconds(100 + (400 * chance.NextDouble())));
            servers[one].Kill();
            await sending[one];
            servers[one].Dispose();
            servers[one] = await StartAsync(one);
            sending[one] = SendAsync(one);
        }

        await stop.CancelAsync();
        await Task.WhenAll(sending);
        await StopAsync(servers);

        Assert.All(_loads, load => Assert.True(load.Acknowledged.Count > 10 * Kills, $"Only {load.Acknowledged.Count} events were acknowledged."));
        await HasEachOnceAsync();

        Task SendAsync(int one) => _loads[one].SendAsync(servers[one].Client, stop.Token);
    }

    [Fact]
    public async Task A_message_that_both_collectors_get_is_a_duplicate_of_the_second()
    {
        await MakeAsync("collected_twice");
        using var first = await StartAsync(0);
        using var second = await StartAsync(1);
        string[] ids = [.. Enumerable.Range(0, 40).Select(i => $"same {i}")];

        await _loads[0].PostAsync(first.Client, ids);
        await first.MovedAsync();
        await _loads[1].PostAsync(second.Client, ids);
        await second.MovedAsync();

        Assert.Equal(40, await CountAsync($"SELECT toInt64(count()) FROM events"));
        Assert.Equal([new Count(1, "accepted", "", 40)], Counting.Of(Store(0)));
        Assert.Equal([new Count(1, "duplicate", "", 40)], Counting.Of(Store(1)));
        Assert.True(await _shards[0].ValueAsync<long>($"SELECT toInt64(count()) FROM events_local", CancellationToken.None) is > 0 and < 40, "Both shards have a share.");
    }

    [Fact]
    public async Task A_message_that_both_collectors_get_at_the_same_moment_is_seen_once()
    {
        await MakeAsync("collected_at_once");
        using var first = await StartAsync(0);
        using var second = await StartAsync(1);

        for (var i = 0; i < 100; i++)
        {
            await Task.WhenAll(_loads[0].PostAsync(first.Client, $"same {i}"), _loads[1].PostAsync(second.Client, $"same {i}"));
        }

        await first.MovedAsync();
        await second.MovedAsync();
        Assert.Equal(100, await CountAsync($"SELECT toInt64(count()) FROM events FINAL"));
        foreach (var shard in _shards)
        {
            await shard.ExecuteAsync($"OPTIMIZE TABLE events_local FINAL", CancellationToken.None);
        }

        Assert.Equal(100, await CountAsync($"SELECT toInt64(count()) FROM events"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task While_a_server_of_the_cluster_is_down_events_wait_and_then_are_stored_once(int down)
    {
        await MakeAsync($"collected_without_{down}");
        Child[] servers = [await StartAsync(0, Options with { MaxSpoolBytes = 200_000 }), await StartAsync(1)];
        using var stop = new CancellationTokenSource();
        var sending = servers.Select((server, one) => _loads[one].SendAsync(server.Client, stop.Token)).ToList();
        await Task.Delay(1500);

        await cluster.KillAsync(down);
        var full = await FirstAsync(servers[0], 503);
        await servers[1].ReadyAsync("\"status\":\"not ready\"");
        await cluster.StartAsync(down);
        await FirstAsync(servers[0], 200);
        await stop.CancelAsync();
        await Task.WhenAll(sending);
        await StopAsync(servers);

        Assert.True(full.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        await HasEachOnceAsync();
    }

    [Fact]
    public async Task A_minute_in_which_servers_hang_refuse_and_are_down_loses_nothing_and_stores_nothing_twice()
    {
        await MakeAsync("collected_minute");
        var server = await StartAsync(0);
        await PostForAsync(TimeSpan.FromSeconds(2), server);

        await cluster.KillAsync(0);
        await cluster.KillAsync(1);
        await PostForAsync(TimeSpan.FromSeconds(15), server);
        await cluster.StartAsync(0);
        await cluster.StartAsync(1);
        await cluster.HangAsync(1);
        await PostForAsync(TimeSpan.FromSeconds(15), server);
        await cluster.GoAsync(1);
        await cluster.HangAsync(0);
        await PostForAsync(TimeSpan.FromSeconds(15), server);
        await cluster.GoAsync(0);
        await cluster.RefuseAsync(0, true);
        await PostForAsync(TimeSpan.FromSeconds(15), server);
        await server.ReadyAsync("\"status\":\"not ready\"");
        await cluster.RefuseAsync(0, false);

        await StopAsync([server]);
        await HasEachOnceAsync();
        Assert.Equal(_loads[0].Acknowledged.Count, await CountAsync($"SELECT toInt64(count()) FROM events"));
        Assert.Equal([new Count(1, "accepted", "", _loads[0].Acknowledged.Count)], Counting.Of(Store(0)));
    }

    [Fact]
    public async Task What_cannot_be_used_is_kept_once_through_kills()
    {
        await MakeAsync("collected_rejected");
        var chance = new Rng(12);
        for (var kill = 0; kill < 4; kill++)
        {
            using var server = await StartAsync(0);
            for (var i = 0; i < 10; i++)
            {
                using var answer = await server.Client.PostAsync("/v1/batch", new StringContent(
                    $$"""{"writeKey":"{{_loads[0].Secret}}","batch":[{"type":"track","event":"Nobody's"},{"type":"track","event":"Nobody's"}]}"""));
                Assert.Equal(200, (int)answer.StatusCode);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300 * chance.NextDouble()));
            server.Kill();
        }

        using (var last = await StartAsync(0))
        {
            await last.StopAsync();
        }

        Assert.Equal(80, await CountAsync($"SELECT toInt64(count()) FROM events_rejected WHERE reason = 'no customer id'"));
    }

    /// <summary>Every acknowledged message is in the cluster, and each message at most once.</summary>
    async Task HasEachOnceAsync()
    {
        string[] acknowledged = [.. _loads.SelectMany(load => load.Acknowledged)];
        await _shards[0].ExecuteAsync($"CREATE TABLE acknowledged (id String) ENGINE = Memory", CancellationToken.None);
        await _shards[0].InsertAsync("acknowledged", new(Column.Of("id", acknowledged)), CancellationToken.None);
        Assert.Equal(0, await CountAsync($"SELECT toInt64(count()) FROM acknowledged WHERE sipHash128(id) NOT IN (SELECT event_id FROM events)"));
        Assert.Equal(0, await CountAsync($"SELECT toInt64(count() - uniqExact(event_id)) FROM events"));
        Assert.InRange(await CountAsync($"SELECT toInt64(count()) FROM events FINAL"), acknowledged.Length, _loads.Sum(load => load.Sent) + 1000);
    }

    Task<long> CountAsync(Sql count) => _shards[0].ValueAsync<long>(count, CancellationToken.None);

    /// <summary>Makes a database, and two projects with a key each that keep their events in it.</summary>
    async Task MakeAsync(string database)
    {
        _shards = await cluster.DatabaseAsync(database);
        var servers = string.Join(", ", await cluster.AddressesAsync());
        foreach (var folder in _folders)
        {
            TestServer.WriteProject(folder.Path, $"cluster: {{ servers: [{servers}], name: kindred, database: {database} }}\n");
        }

        _loads = [.. _folders.Select((_, one) => new Load(NewKey(one), $"{one}-"))];
    }

    string NewKey(int one)
    {
        using var keys = KeyStore.Open(Store(one), TimeProvider.System);
        return keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret;
    }

    string Store(int one) => _folders[one].File(".kindred/store");

    Task<Child> StartAsync(int one, ServeOptions? options = null) => Child.StartAsync(_folders[one].Path, options ?? Options);

    /// <summary>Sends an event every tenth of a second, each of which is acknowledged.</summary>
    async Task PostForAsync(TimeSpan time, Child server)
    {
        for (var until = Environment.TickCount64 + time.TotalMilliseconds; Environment.TickCount64 < until; await Task.Delay(100))
        {
            Assert.Equal(200, await _loads[0].PostAsync(server.Client, $"waiting {_loads[0].Acknowledged.Count}"));
        }
    }

    /// <summary>Waits until all is moved, and stops.</summary>
    static async Task StopAsync(Child[] servers)
    {
        foreach (var server in servers)
        {
            await server.MovedAsync();
            await server.StopAsync();
            server.Dispose();
        }
    }

    /// <summary>Posts until the answer is the one that is waited for.</summary>
    async Task<HttpResponseMessage> FirstAsync(Child server, int status)
    {
        for (var i = 0; ; i++)
        {
            if (await _loads[0].PostAsync(server.Client, $"until {status} {i}") == status)
            {
                return _loads[0].Last!;
            }

            Assert.True(i < 6000, $"The answer was never {status}.");
            await Task.Delay(50);
        }
    }
}
