using System.Globalization;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Server.Tests.Moving;

public sealed class MoverTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    readonly SetClock _clock = new();
    readonly HttpClient _client = new();
    KindredServer _server = null!;
    Load _load = null!;

    public async ValueTask InitializeAsync()
    {
        TestServer.WriteProject(_folder.Path);
        var options = new ServeOptions { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(10), RetryAfter = TimeSpan.FromMilliseconds(20), MaxSpoolBytes = 100_000 };
        _server = KindredServer.Build(ProjectFile.Open(_folder.Path), options, _clock);
        await _server.StartAsync(CancellationToken.None);
        _client.BaseAddress = new(_server.Address);
        _load = new(_server.Keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task While_the_engine_refuses_events_wait_and_when_the_spool_is_full_clients_are_told_to()
    {
        await _load.PostAsync(_client, "first");
        await UntilAsync("SELECT count() FROM events", 1);
        await ExecuteAsync($"ALTER TABLE events MODIFY SETTING parts_to_throw_insert = 1");

        var (sent, status) = (0, 200);
        while (status == 200)
        {
            status = await _load.PostAsync(_client, [.. Enumerable.Range(0, 20).Select(_ => $"waiting {sent++}")]);
        }

        Assert.Equal(503, status);
        Assert.Equal("5", _load.Last!.Headers.RetryAfter!.ToString());
        await ReadyAsync("not ready");
        await ExecuteAsync($"ALTER TABLE events RESET SETTING parts_to_throw_insert");
        await UntilAsync("SELECT uniqExact(event_id) FROM events", sent - 20 + 1);
        await UntilAsync("SELECT count() FROM events", sent - 20 + 1);
        await ReadyAsync("ready");
        Assert.Equal(200, await _load.PostAsync(_client, "last"));
    }

    [Fact]
    public async Task A_clock_that_jumps_changes_only_when_things_arrived()
    {
        foreach (var (jump, message) in ((TimeSpan, string)[])[(TimeSpan.Zero, "a"), (TimeSpan.FromDays(-400), "b"), (TimeSpan.FromDays(500), "c"), (TimeSpan.FromSeconds(-30), "d")])
        {
            _clock.Now += jump;
            Assert.Equal(200, await _load.PostAsync(_client, message));
        }

        await UntilAsync("SELECT count() FROM events", 4);
        await UntilAsync("SELECT count() FROM events_rejected", 0);
        await UntilAsync("SELECT countIf(occurred_at = received_at) FROM events", 4);
        await UntilAsync("SELECT toInt64((max(received_at) - min(received_at)) / 86400000) FROM events", 500);
    }

    async Task ReadyAsync(string status)
    {
        for (var i = 0; ; i++)
        {
            var told = JsonDocument.Parse(await (await _client.GetAsync("/ready")).Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString();
            if (told == status)
            {
                return;
            }

            Assert.True(i < 15_000, $"It is {told}.");
            await Task.Delay(20);
        }
    }

    Task<bool> ExecuteAsync(Sql sql) => _server.Store.UseAsync(
        async engine =>
        {
            await engine.ExecuteAsync(sql, CancellationToken.None);
            return true;
        },
        CancellationToken.None);

    /// <summary>Asks until the answer is the one expected.</summary>
    async Task UntilAsync(string query, long expected)
    {
        for (var i = 0; ; i++)
        {
            var found = await _server.Store.UseAsync(engine => engine.ValueAsync<long>(Sql.Trusted($"SELECT toInt64(({query}))"), CancellationToken.None), CancellationToken.None);
            if (found == expected)
            {
                return;
            }

            Assert.True(i < 15_000, string.Create(CultureInfo.InvariantCulture, $"{query} is {found}, not {expected}."));
            await Task.Delay(20);
        }
    }
}
