using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

[Collection("One store at a time")]
public sealed partial class PullCommandTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    const string Secret = "SHOP_PASSWORD";

    static readonly Dictionary<string, string> Environment = new() { [Secret] = PostgresFixture.Password };

    readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await postgres.StartAsync();
        await postgres.SqlAsync("""
            DROP TABLE IF EXISTS orders;
            CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz, customer text, worth numeric(10,2));
            INSERT INTO orders SELECT i, '2026-05-01 10:00+00'::timestamptz + i * interval '1 second', 'c' || i % 2000, i % 100 FROM generate_series(1, 60000) i;
            GRANT SELECT ON orders TO kindred;
            """);
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), string.Create(CultureInfo.InvariantCulture, $"""
            name: Shop
            sources:
              - name: orders
                postgres: {"{"} host: 127.0.0.1, port: {postgres.Port}, database: shop, user: kindred, password: {Secret}, table: orders, mark: id {"}"}
                map: {"{"} message_id: id, event: {"{"} constant: Order Completed {"}"}, occurred_at: placed_at, user_id: customer, order_id: id, revenue: worth {"}"}
              - name: gone
                postgres: {"{"} host: 127.0.0.1, port: {postgres.Port}, database: shop, user: kindred, password: {Secret}, table: gone, mark: id {"}"}
                map: {"{"} message_id: id, event: {"{"} constant: Gone {"}"}, occurred_at: at, user_id: customer {"}"}
              - name: web
                files: web.csv
                map: {"{"} event: {"{"} constant: Page Viewed {"}"}, occurred_at: at, user_id: customer {"}"}
            """));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_pull_tells_what_it_did_to_people_and_to_scripts()
    {
        var first = await PullAsync("orders");
        var second = await PullAsync("orders", "--json");

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Matches(@"^orders: 60,000 rows read: 60,000 new events, 0 known, 0 rejected \(\d+\.\d s\)\n  its newest event is of 2026-05-02 02:40 UTC; read up to 60000\n$", first.Output);
        var pulled = Assert.Single(JsonDocument.Parse(second.Output).RootElement.GetProperty("pulled").EnumerateArray());
        Assert.Equal(("orders", 1001, 0, 1001, 0, "60000", "2026-05-02T02:40:00+00:00"), (
            pulled.GetProperty("source").GetString(), Number(pulled, "read"), Number(pulled, "kept"), Number(pulled, "duplicate"), Number(pulled, "rejected"),
            pulled.GetProperty("mark").GetString(), pulled.GetProperty("newest").GetString()));
        Assert.True(Number(pulled, "lag_seconds") > 0);
    }

    [Fact]
    public async Task One_source_that_fails_does_not_keep_the_others_from_being_pulled()
    {
        var run = await PullAsync("--json");

        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((1, 1), (run.ExitCode, report.GetProperty("failed").GetInt32()));
        Assert.Equal("orders", report.GetProperty("pulled")[0].GetProperty("source").GetString());
        Assert.Equal("source", report.GetProperty("failures")[0].GetProperty("error").GetProperty("kind").GetString());
        Assert.Contains("relation \"gone\" does not exist", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresFixture.Password, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "kindred: There is no source 'nothing'. There are orders, gone, web.\n")]
    [InlineData("web", "source web names 'web.csv', but there is no such file.")]
    public async Task A_source_that_cannot_be_pulled_is_wrong_use(string source, string reason)
    {
        var run = await PullAsync(source);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_missing_is_wrong_use()
    {
        var run = await Run.KindredAsync("pull", "orders", "--dir", _folder.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("there is no secret SHOP_PASSWORD: set the environment variable", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_that_is_killed_at_any_moment_leaves_all_of_it_or_nothing()
    {
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await PullAsync("orders")).ExitCode);
        var takes = Stopwatch.GetElapsedTime(began);
        Directory.Delete(_folder.File(".kindred"), recursive: true);
        var (chance, killed) = (new Kindred.Numerics.Rng(7), 0);

        for (var kill = 0; kill < 6; kill++)
        {
            using var pull = new ChildProcess(Start("pull", "orders", "--dir", _folder.Path));
            await Task.Delay(takes * (0.1 + (0.9 * chance.NextDouble())));
            pull.Kill();
            await pull.WaitForExitAsync();
            var (events, pulls) = await KeptAsync();
            Assert.Equal(pulls == 0 ? 0 : 60_000, events);
            if (pulls == 0)
            {
                killed++;
            }
            else
            {
                Directory.Delete(_folder.File(".kindred"), recursive: true);
                takes /= 2; // the machine may be faster by now
            }
        }

        Assert.Equal(0, (await PullAsync("orders")).ExitCode);
        Assert.Equal(60_000, await SqlAsync("SELECT toUInt32(count()) FROM events"));
        Assert.Equal(60_000, await SqlAsync("SELECT toUInt32(uniqExact(order_id)) FROM events"));
        Assert.Empty(Directory.EnumerateFiles(_folder.File(".kindred"), "pull-*"));
        Assert.True(killed > 0, "No pull was killed before its end.");
    }

    [Fact]
    public async Task A_pull_beside_a_server_borrows_the_store_and_gives_it_back()
    {
        using var server = new ChildProcess(Start("serve", "--port", "0", "--json", "--dir", _folder.Path));
        await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5));

        var run = await PullAsync("orders");
        var events = await SqlAsync("SELECT toUInt32(count()) FROM events");
        Assert.Equal(0, Kill(server.Id, 2));
        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((0, "", 60_000, 0), (run.ExitCode, run.Error, events, server.ExitCode));
    }

    [Fact]
    public async Task A_server_pulls_by_itself_what_says_how_often()
    {
        var yaml = await File.ReadAllTextAsync(_folder.File("kindred.yaml"));
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), yaml.Replace("    postgres:", "    every: 1s\n    postgres:", StringComparison.Ordinal));
        using var server = new ChildProcess(Start("serve", "--port", "0", "--json", "--dir", _folder.Path));
        var warnings = new List<string>();
        server.ErrorDataReceived += (_, line) => warnings.Add(line.Data ?? "");
        server.BeginErrorReadLine();
        await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5));

        Assert.True(await ReachesAsync(60_000), "The first pull never came.");
        await postgres.SqlAsync("INSERT INTO orders VALUES (60001, '2026-05-03 10:00+00', 'c1', 5)");
        Assert.True(await ReachesAsync(60_001), "The new row never came.");
        Assert.Equal(0, Kill(server.Id, 2));
        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));

        Assert.Contains(warnings, line => line.Contains("Cannot pull gone: Source gone cannot be pulled from postgres:", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings, line => line.Contains(PostgresFixture.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_has_fallen_behind_is_told_by_pull_run_and_doctor()
    {
        var yaml = await File.ReadAllTextAsync(_folder.File("kindred.yaml"));
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), yaml[..yaml.IndexOf("  - name: web", StringComparison.Ordinal)].Replace("    postgres:", "    stale_after: 30d\n    postgres:", StringComparison.Ordinal));

        var pull = await PullAsync("orders");
        var run = await Run.OfAsync("dotnet", [Run.Program, "run", "--quiet", "--dir", _folder.Path]);
        var doctor = await Run.OfAsync("dotnet", [Run.Program, "doctor", "--quiet", "--dir", _folder.Path], environment: Environment);

        Assert.Equal((0, 0, 0), (pull.ExitCode, run.ExitCode, doctor.ExitCode));
        Assert.Matches(@"^kindred: warning: The newest event of source orders happened \d+d\S* ago, which may be 30d: look for what has stopped to fill it.\n$", pull.Error);
        Assert.Equal(pull.Error[..60], run.Error[..60]);
        Assert.Contains("kindred: warning: Source gone was never pulled: 'kindred pull gone' does it.\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("warn  Freshness of orders: It has fallen behind.", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("ok    Source orders: postgres://127.0.0.1:", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("The newest event of source orders happened", await File.ReadAllTextAsync(_folder.File("report.html")), StringComparison.Ordinal);
    }

    async Task<bool> ReachesAsync(int events)
    {
        for (var began = Stopwatch.StartNew(); began.Elapsed < TimeSpan.FromMinutes(5); await Task.Delay(1000))
        {
            if (await SqlAsync("SELECT toUInt32(count()) FROM system.tables WHERE database = currentDatabase() AND name = 'events'") > 0
                && await SqlAsync("SELECT toUInt32(count()) FROM events") == events)
            {
                return true;
            }
        }

        return false;
    }

    static double Number(JsonElement report, string name) => report.GetProperty(name).GetDouble();

    Task<Run> PullAsync(params string[] more) => Run.OfAsync("dotnet", [Run.Program, "pull", "--quiet", "--dir", _folder.Path, .. more], environment: Environment);

    /// <summary>How many events and how many pulls are in the store.</summary>
    async Task<(long Events, long Pulls)> KeptAsync()
    {
        if (!Directory.Exists(_folder.File(".kindred/store")))
        {
            return (0, 0);
        }

        await using var engine = await Engine.OpenAsync(_folder.File(".kindred/store"), new(), CancellationToken.None);
        return (await RowsAsync(engine, "events"), await RowsAsync(engine, "pulls"));
    }

    /// <summary>How many rows a table has; none where it is not there.</summary>
    static async Task<long> RowsAsync(Engine engine, string table) =>
        await engine.ValueAsync<ulong>($"SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = {table}", CancellationToken.None) == 0
            ? 0
            : await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM {Sql.Identifier(table)}", CancellationToken.None);

    async Task<int> SqlAsync(string question)
    {
        var run = await Run.KindredAsync("sql", "--json", "--quiet", "--dir", _folder.Path, question);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("rows")[0].EnumerateObject().Single().Value.GetInt32();
    }

    static ProcessStartInfo Start(params string[] line)
    {
        var start = new ProcessStartInfo("dotnet", [Run.Program, .. line]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Secret] = PostgresFixture.Password;
        return start;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
