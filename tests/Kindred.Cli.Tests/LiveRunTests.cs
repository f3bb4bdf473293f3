using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Identity;
using Kindred.Project;
using Kindred.Server;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>Runs on what a server, in a process of its own, collects meanwhile.</summary>
[Collection("One store at a time")]
public sealed class LiveRunTests : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly TemporaryFolder _folder = new();
    readonly HttpClient _client = new();
    Process? _server;

    public async ValueTask InitializeAsync()
    {
        Write("");
        var key = JsonDocument.Parse((await RunAsync("keys", "create", "web", "--json")).Output).RootElement.GetProperty("secret").GetString();
        _server = Run.Start("serve", "--port", "0", "--json", "--dir", _folder.Path);
        var told = await _server.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        _client.BaseAddress = new(JsonDocument.Parse(told!).RootElement.GetProperty("address").GetString()!);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:")));
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_acknowledged_is_in_reach_of_a_run_within_two_seconds()
    {
        const int Most = 100; // what else the machine does only adds to the time, so one quick round is enough, however long that is in coming
        var (store, round, took) = (Path.Combine(_folder.Path, ".kindred", "store"), 0, TimeSpan.MaxValue);
        while (took > TimeSpan.FromSeconds(2) && round < Most)
        {
            round++;
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => TrackAsync($"{round}-{i}", "Feature Used", new { })));
            var acknowledged = Stopwatch.GetTimestamp();
            using var lent = await LentStore.BorrowAsync(store, CancellationToken.None).WaitAsync(Patience);
            await using var engine = await Engine.OpenAsync(store, new(), CancellationToken.None);

            Assert.Equal(100 * round, await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events", CancellationToken.None));
            took = Stopwatch.GetElapsedTime(acknowledged);
        }

        var run = await RunAsync("run", "--json");

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(100 * round, JsonDocument.Parse(run.Output).RootElement.GetProperty("events").GetInt64());
    }

    [Fact]
    public async Task A_rule_finds_customers_by_what_clients_sent_and_a_wrong_name_is_told_with_the_right_one()
    {
        await TrackAsync("anna", "Plan Chosen", new { plan = "gold", terms = new { months = 12 } });
        await TrackAsync("bert", "Plan Chosen", new { plan = "silver" });
        Write("properties.plan = 'gold' and properties.months = '12'");
        var right = await RunAsync("run", "--json");
        Write("properties.pla = 'gold'");
        var property = await RunAsync("run", "--json");
        Write("price > 1", "Plan Chosn");
        var name = await RunAsync("run", "--json");

        var segment = JsonDocument.Parse(right.Output).RootElement.GetProperty("segments")[0];
        Assert.Equal(("gold", 1), (segment.GetProperty("id").GetString(), segment.GetProperty("size").GetInt32()));
        Assert.Equal((ExitCode.WrongUse, ExitCode.WrongUse), (property.ExitCode, name.ExitCode));
        Assert.Matches(@"kindred.yaml:4:\d+.*the name 'properties.pla'.*properties.plan", property.Error);
        Assert.Matches(@"kindred.yaml:4:\d+.*'Plan Chosn', which never happened.*Plan Chosen", name.Error);
    }

    [Fact]
    public async Task Ids_that_were_parted_stay_apart_whatever_clients_go_on_to_send()
    {
        await TrackAsync("anna", "Signed In", new { }, "laptop");
        await TrackAsync("bert", "Signed In", new { });
        var joined = await RunAsync("run", "--json");
        var parted = await RunAsync("customer", "anna", "--unmerge", "laptop", "--json");
        await TrackAsync("anna", "Signed Out", new { }, "laptop");
        var apart = await RunAsync("run", "--json");

        Assert.Equal((1, 0, 0), (Number(joined), parted.ExitCode, Number(apart)));

        static int Number(Run run) => JsonDocument.Parse(run.Output).RootElement.GetProperty("ids_joined").GetInt32();
    }

    [Fact]
    public async Task Parted_ids_are_two_customers_at_once_and_one_again_when_that_is_taken_back()
    {
        await SendAsync("m1", "", "laptop");
        await SendAsync("m2", "anna", "laptop");
        await SendAsync("m3", "anna", "phone");
        var together = await CustomersAsync();
        var parted = await RunAsync("customer", "anna", "--unmerge", "laptop", "--json");
        var apart = await CustomersAsync();
        await SendAsync("m4", "", "laptop");
        await SendAsync("m5", "anna", "laptop", "tablet");
        await SendAsync("m6", "bert", "laptop");
        var later = await CustomersAsync();
        await RunAsync("run", "--json");
        var run = await CustomersAsync();
        var rejoined = await RunAsync("customer", "anna", "--rejoin", "laptop", "--json");

        Assert.Equal((0, "", 0), (parted.ExitCode, parted.Error, rejoined.ExitCode));
        Assert.Equal(["anna 3"], together);
        Assert.Equal(["anna 2", "laptop 1"], apart);
        Assert.Equal(["anna 3", "bert 3"], later); // the laptop turns out to be Bert's
        Assert.Equal(later, run);
        Assert.Equal(["anna 3", "bert 1", "laptop 2"], await CustomersAsync()); // whose it is, is open again
    }

    /// <summary>The customers of all events that were acknowledged, with how many each has, as a query beside the server sees them.</summary>
    async Task<IReadOnlyList<string>> CustomersAsync()
    {
        var store = Path.Combine(_folder.Path, ".kindred", "store");
        using var lent = await LentStore.BorrowAsync(store, CancellationToken.None).WaitAsync(Patience);
        Assert.NotNull(lent);
        await using var engine = await Engine.OpenAsync(store, new(), CancellationToken.None);
        return await engine.QueryAsync(
            $"""
            SELECT concat(id, ' ', toString(count())) FROM (
                SELECT customer_id FROM {CustomerEvents.Before(long.MaxValue, ["event"])}
            ) AS e ANY LEFT JOIN (
                SELECT arrayJoin(['anna', 'bert', 'laptop', 'phone', 'tablet']) AS id, cityHash64(id) + multiIf(id IN ('anna', 'bert'), 0, id = 'tablet', 2, 1) AS customer_id
            ) AS n USING (customer_id) GROUP BY id ORDER BY id
            """,
            row => row.Get<string>(0),
            CancellationToken.None);
    }

    async Task SendAsync(string message, string user, string visitor, string device = "")
    {
        var answer = await _client.PostAsJsonAsync(
            "/v1/track", new { userId = user, anonymousId = visitor, messageId = message, @event = "E", context = new { device = new { id = device } } });
        Assert.Equal(200, (int)answer.StatusCode);
    }

    void Write(string where, string name = "Plan Chosen") => File.WriteAllText(
        _folder.File(ProjectFile.FileName),
        $"name: Shop\nsegments:{(where.Length == 0 ? " []" : $"\n  - id: gold\n    rule: {{ did: {name}, where: \"{where}\" }}")}\n");

    Task<Run> RunAsync(params string[] line) => Run.KindredAsync([.. line, "--dir", _folder.Path]);

    async Task TrackAsync(string user, string name, object properties, string visitor = "")
    {
        var answer = await _client.PostAsJsonAsync("/v1/track", new { userId = user, anonymousId = visitor, messageId = $"{user} {name}", @event = name, properties });
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
