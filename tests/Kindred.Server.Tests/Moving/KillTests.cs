using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Numerics;
using Kindred.Server.Keys;
using Kindred.Server.Spooling;
using Kindred.Testing;

namespace Kindred.Server.Tests.Moving;

/// <summary>Servers in processes of their own, which do not always live to the end.</summary>
public sealed class KillTests : IDisposable
{
    const int Kills = 30;

    readonly TemporaryFolder _folder = new();
    readonly Load _load;

    public KillTests()
    {
        TestServer.WriteProject(_folder.Path);
        using var keys = KeyStore.Open(Store, TimeProvider.System);
        _load = new(keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret);
    }

    string Store => _folder.File(".kindred/store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_thirty_times_under_load_it_has_every_acknowledged_message_once()
    {
        var (chance, options) = (new Rng(5), new ServeOptions { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(5) });
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = await Child.StartAsync(_folder.Path, options);
            var sending = _load.SendAsync(server.Client, CancellationToken.None);
            await AcknowledgedAsync(kill % 2 == 0 ? 20 * kill : 0); // on a slow machine too, some are killed while they work
            await Task.Delay(TimeSpan.FromMilliseconds(100 + (500 * chance.NextDouble())));
            server.Kill();
            await sending;
        }

        using (var last = await Child.StartAsync(_folder.Path, options))
        {
            await last.StopAsync();
        }

        Assert.True(_load.Acknowledged.Count > 10 * Kills, $"Only {_load.Acknowledged.Count} events were acknowledged.");
        await using var engine = await Engine.OpenAsync(Store, new(), CancellationToken.None);
        await HasEachOnceAsync(engine);
    }

    [Fact]
    public async Task Killed_while_its_clock_jumps_it_has_every_acknowledged_message_once()
    {
        var (chance, options) = (new Rng(6), new ServeOptions { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(5) });
        foreach (var jump in (TimeSpan[])[TimeSpan.FromDays(400), TimeSpan.FromDays(-400), TimeSpan.FromDays(31), TimeSpan.FromHours(-1), TimeSpan.FromSeconds(-30), TimeSpan.FromDays(20_000)])
        {
            using var server = await Child.StartAsync(_folder.Path, options);
            var sending = _load.SendAsync(server.Client, CancellationToken.None);
            await AcknowledgedAsync();
            await server.JumpAsync(jump);
            await AcknowledgedAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(200 * chance.NextDouble()));
            server.Kill();
            await sending;
        }

        using (var last = await Child.StartAsync(_folder.Path, options))
        {
            await last.MovedAsync();
            await last.StopAsync();
        }

        await using var engine = await Engine.OpenAsync(Store, new(), CancellationToken.None);
        await HasEachOnceAsync(engine);
        Assert.InRange(await engine.ValueAsync<long>($"SELECT toInt64((max(received_at) - min(received_at)) / 86400000) FROM events", CancellationToken.None), 20_399, 20_400);

        async Task AcknowledgedAsync()
        {
            for (var before = _load.Acknowledged.Count; _load.Acknowledged.Count < before + 20; await Task.Delay(10))
            {
            }
        }
    }

    [Fact]
    public async Task Told_to_stop_it_moves_everything_first()
    {
        using (var server = await Child.StartAsync(_folder.Path, new() { Port = 0, MoveEvery = TimeSpan.FromHours(1) }))
        {
            await Task.Delay(300); // it looked, found nothing, and will look again in an hour
            Assert.Equal(200, await _load.PostAsync(server.Client, "a1", "a2"));
            await server.StopAsync();
        }

        await using var engine = await Engine.OpenAsync(Store, new(), CancellationToken.None);
        Assert.Equal(2, await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events", CancellationToken.None));
    }

    [Fact]
    public async Task Told_to_stop_under_load_it_moves_whatever_it_acknowledged()
    {
        using (var server = await Child.StartAsync(_folder.Path))
        {
            var sending = _load.SendAsync(server.Client, CancellationToken.None);
            await AcknowledgedAsync(200);
            await server.StopAsync();
            await sending;
        }

        using (var spool = SpoolFile.Open(Spool.PathOf(Store)))
        {
            Assert.Equal(0, SpoolFile.BytesOf(spool));
        }

        Assert.True(_load.Acknowledged.Count > 50, $"Only {_load.Acknowledged.Count} events were acknowledged.");
        await using var engine = await Engine.OpenAsync(Store, new(), CancellationToken.None);
        await HasEachOnceAsync(engine);
    }

    [Fact]
    public async Task A_minute_without_the_engine_loses_nothing_and_stores_nothing_twice()
    {
        var options = new ServeOptions { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(20), RetryAfter = TimeSpan.FromMilliseconds(200) };
        using (var server = await Child.StartAsync(_folder.Path, options))
        {
            // Another process has the store, so the engine of the server cannot open it.
            await using (await Engine.OpenAsync(Store, new(), CancellationToken.None))
            {
                for (var i = 0; i < 600; i++)
                {
                    Assert.Equal(200, await _load.PostAsync(server.Client, $"waiting {i}", $"waiting too {i}"));
                    await Task.Delay(100);
                }

                Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await server.Client.GetAsync("/ready")).StatusCode);
            }

            await server.MovedAsync();
            await server.StopAsync();
        }

        await using var engine = await Engine.OpenAsync(Store, new(), CancellationToken.None);
        Assert.Equal(1200, await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events", CancellationToken.None));
        Assert.Equal(1200, await engine.ValueAsync<long>($"SELECT toInt64(uniqExact(event_id)) FROM events", CancellationToken.None));
    }

    [Fact]
    public async Task A_full_disk_gives_503_until_there_is_room_and_loses_nothing()
    {
        using var server = await OnSmallDiskAsync(new() { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(5), RetryAfter = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(200, await _load.PostAsync(server.Client, "before"));
        await server.MovedAsync();

        await server.TellAsync("fill");
        var full = await FirstAsync(server, 503, "full");
        await server.TellAsync("free");
        await FirstAsync(server, 200, "after");

        Assert.True(full.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        await server.MovedAsync();
        Assert.Equal($"{_load.Acknowledged.Count} {_load.Acknowledged.Count}", await server.AskAsync(
$"SELECT concat(toString(count()), ' ', toString(uniqExact(event_id))) FROM events WHERE event_id IN (SELECT sipHash128(arrayJoin(['{string.Join("','", _load.Acknowledged)}'])))"));
    }

    /// <summary>Waits until so many events were acknowledged.</summary>
    async Task AcknowledgedAsync(int least)
    {
        for (var i = 0; i < 15_000 && _load.Acknowledged.Count < least; i++)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Every acknowledged message is in the store, and each message at most once.</summary>
    async Task HasEachOnceAsync(Engine engine)
    {
        await engine.ExecuteAsync($"CREATE TABLE acknowledged (id String) ENGINE = Memory", CancellationToken.None);
        await engine.InsertAsync("acknowledged", new(Column.Of("id", _load.Acknowledged.ToArray())), CancellationToken.None);
        Assert.Equal(
            0, await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM acknowledged WHERE sipHash128(id) NOT IN (SELECT event_id FROM events)", CancellationToken.None));
        Assert.Equal(0, await engine.ValueAsync<long>($"SELECT toInt64(count() - uniqExact(event_id)) FROM events", CancellationToken.None));
        Assert.InRange(await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events", CancellationToken.None), _load.Acknowledged.Count, _load.Sent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(300)]
    public async Task A_disk_that_is_full_when_the_first_tables_are_made_is_overcome(int kilobytes)
    {
        using var server = await OnSmallDiskAsync(new() { Port = 0, MoveEvery = TimeSpan.FromSeconds(2), RetryAfter = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(200, await _load.PostAsync(server.Client, "first"));

        await server.TellAsync(string.Create(CultureInfo.InvariantCulture, $"fill {kilobytes << 10}"));
        await Task.Delay(4000);
        await server.TellAsync("free");

        await server.MovedAsync();
        Assert.Equal(200, await _load.PostAsync(server.Client, "second"));
        await server.MovedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(64)]
    public async Task A_disk_that_is_full_when_a_table_is_changed_loses_nothing(int kilobytes)
    {
        using var server = await OnSmallDiskAsync(new() { Port = 0, MoveEvery = TimeSpan.FromSeconds(2), RetryAfter = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(200, await _load.PostAsync(server.Client, "first"));
        await server.MovedAsync();
        using var second = await server.Client.PostAsync(
            "/v1/track", new StringContent($$"""{"userId":"u","event":"E","properties":{"rating":5},"writeKey":"{{_load.Secret}}"}""")); // needs a column of its own

        await server.TellAsync(string.Create(CultureInfo.InvariantCulture, $"fill {kilobytes << 10}"));
        await Task.Delay(4000);
        await server.TellAsync("free");

        await server.MovedAsync();
        Assert.Equal(200, await _load.PostAsync(server.Client, "third"));
        await server.MovedAsync();
        Assert.Equal("3 5", await server.AskAsync("SELECT concat(toString(count()), ' ', toString(max(rating))) FROM events"));
    }

    [Theory]
    [InlineData("ALTER TABLE events MODIFY SETTING merge_with_ttl_timeout = 1000")]
    [InlineData("ALTER TABLE events ADD COLUMN noted String")]
    [InlineData("CREATE TABLE noted (note String) ENGINE = Memory")]
    public async Task A_full_disk_leaves_no_definition_cut_short(string statement)
    {
        using var server = await OnSmallDiskAsync(new() { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(5) });
        Assert.Equal(200, await _load.PostAsync(server.Client, "first"));
        await server.MovedAsync();

        await server.TellAsync("fill");
        var full = await server.AskAsync(statement);
        await server.TellAsync("free");
        await server.AskAsync("DETACH TABLE events");
        await server.AskAsync("ATTACH TABLE events"); // reads the definition

        Assert.Equal("NOT_ENOUGH_SPACE", full);
        Assert.Equal("1", await server.AskAsync("SELECT toString(count()) FROM events"));
        Assert.Equal("", await server.AskAsync(statement));
    }

    /// <summary>Starts a server on a disk of 40 MB.</summary>
    async Task<Child> OnSmallDiskAsync(ServeOptions options)
    {
        using var mounts = System.Diagnostics.Process.Start("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", _folder.Path]);
        await mounts.WaitForExitAsync();
        Assert.SkipUnless(mounts.ExitCode == 0, "This test mounts a folder, which this machine does not allow.");
        var mount = $"cp -r '{_folder.Path}' '{_folder.Path}.copy' && mount -t tmpfs -o size=40m tmpfs '{_folder.Path}' && cp -r '{_folder.Path}.copy/.' '{_folder.Path}' && rm -r '{_folder.Path}.copy'";
        return await Child.StartAsync(_folder.Path, options, mount);
    }

    /// <summary>Posts until the answer is the one that is waited for; a disk has room for a while after it is full.</summary>
    async Task<HttpResponseMessage> FirstAsync(Child server, int status, string name)
    {
        for (var i = 0; ; i++)
        {
            if (await _load.PostAsync(server.Client, [.. Enumerable.Range(0, 50).Select(one => $"{name} {i} {one}")]) == status)
            {
                return _load.Last!;
            }

            Assert.True(i < 1000, $"The answer was never {status}.");
        }
    }
}
