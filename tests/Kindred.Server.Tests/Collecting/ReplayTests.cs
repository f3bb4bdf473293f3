using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Kindred.ClickHouse;
using Kindred.Demo;
using Kindred.Project;
using Kindred.Runs;
using Kindred.Testing;

namespace Kindred.Server.Tests.Collecting;

/// <summary>The sample shop's year, once from its files and once as its systems would have sent it.</summary>
public sealed class ReplayTests : IDisposable
{
    const int InABatch = 500;

    /// <summary>How many customers the shop has; bench/replay asks for more than a test needs.</summary>
    static readonly int Customers = int.Parse(Environment.GetEnvironmentVariable("KINDRED_REPLAY_CUSTOMERS") ?? "150", CultureInfo.InvariantCulture);

    static readonly EngineLimits Limits = new() { MemoryBytes = 1L << 30 };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_clients_send_gives_the_same_customers_features_and_segments_as_the_files()
    {
        var (files, calls) = (SampleShop.ProjectIn(_folder.File("files")), new Dictionary<string, string>());
        RunReport imported, collected;
        Dictionary<string, Block> expected, found;
        await using (var engine = await Engine.OpenAsync(files.Store, Limits, CancellationToken.None))
        {
            await SampleShop.WriteAsync(engine, files.Folder, new() { Customers = Customers }, new Progress<StageProgress>(), CancellationToken.None);
            foreach (var source in files.Definition.Sources)
            {
                calls[source.Name] = _folder.File($"{source.Name}.calls");
                await ShopRows.WriteAsync(engine, files, source, calls[source.Name]);
            }

            (imported, expected) = await RunAsync(engine, files);
        }

        var project = WithoutFiles(files);
        var began = Stopwatch.GetTimestamp();
        await SendAsync(project, calls);
        Told($"{imported.RowsRead:N0} rows sent and moved in {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s");
        await using (var engine = await Engine.OpenAsync(project.Store, Limits, CancellationToken.None))
        {
            (collected, found) = await RunAsync(engine, project);
        }

        Told($"imported: {Counts(imported)} in {imported.Seconds:N0} s; collected: {Counts(collected)} in {collected.Seconds:N0} s");
        Assert.Equal(Counts(imported), Counts(collected));
        Assert.Equal(imported.Segments.Select(segment => (segment.Id, segment.Name, segment.Size)), collected.Segments.Select(segment => (segment.Id, segment.Name, segment.Size)));
        foreach (var (name, block) in expected)
        {
            AssertSame(name, block, found[name]);
            Told($"{name}: {block.Rows:N0} rows, the same");
        }
    }

    /// <summary>Tells bench/replay what was found.</summary>
    static void Told(FormattableString told)
    {
        if (Environment.GetEnvironmentVariable("KINDRED_REPLAY_TOLD") is { } path)
        {
            File.AppendAllText(path, told.ToString(CultureInfo.InvariantCulture) + "\n");
        }
    }

    /// <summary>The same project, but for its files.</summary>
    ProjectFile WithoutFiles(ProjectFile files)
    {
        var text = File.ReadAllText(files.Path);
        Directory.CreateDirectory(_folder.File("sent"));
        File.WriteAllText(
            Path.Combine(_folder.File("sent"), ProjectFile.FileName),
            text[..text.IndexOf("sources:", StringComparison.Ordinal)] + text[text.IndexOf("cleaning:", StringComparison.Ordinal)..]);
        return ProjectFile.Open(_folder.File("sent"));
    }

    /// <summary>Sends every call, a line of a file, with the key of its source, by a clock that stands on the day after the year.</summary>
    static async Task SendAsync(ProjectFile project, Dictionary<string, string> calls)
    {
        var clock = new SetClock { Now = new(2025, 7, 1, 12, 0, 0, TimeSpan.Zero) };
        await using var server = KindredServer.Build(project, new() { Port = 0 }, clock);
        await server.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new(server.Address) };
        foreach (var (source, all) in calls)
        {
            var secret = server.Keys.Create(source, source, strict: false, itemsPerSecond: 0).Secret;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secret}:")));
            foreach (var batch in File.ReadLines(all).Chunk(InABatch))
            {
                var body = $"{{\"batch\":[{string.Join(',', batch)}],\"sentAt\":\"{clock.Now:O}\"}}";
                var answer = await client.PostAsync("/v1/batch", new StringContent(body, Encoding.UTF8, "application/json"));
                Assert.Equal(200, (int)answer.StatusCode);
            }
        }

        await server.Mover.CatchUpAsync(CancellationToken.None);
    }

    static async Task<(RunReport Report, Dictionary<string, Block> Tables)> RunAsync(Engine engine, ProjectFile project)
    {
        var report = await Running.RunAsync(engine, project, new(), TimeProvider.System, new Progress<StageProgress>(), CancellationToken.None);
        var tables = new Dictionary<string, Block>
        {
            ["customers"] = await engine.QueryAsync($"SELECT * FROM customers ORDER BY customer_id", CancellationToken.None),
            ["customer_keys"] = await engine.QueryAsync($"SELECT * FROM customer_keys ORDER BY customer_key", CancellationToken.None),
            ["features"] = await engine.QueryAsync($"SELECT * FROM features ORDER BY customer_id", CancellationToken.None),
            ["memberships"] = await engine.QueryAsync($"SELECT * FROM memberships ORDER BY model, segment, customer_id", CancellationToken.None),
        };
        return (report, tables);
    }

    static object Counts(RunReport run) => (run.RowsRead, run.Events, run.RowsDuplicate, run.RowsRejected, run.Customers, run.IdsJoined, run.Sessions, run.Orders, run.Revenue, run.Refunded);

    /// <summary>Sums of money may differ in their last bits, since rows of the same moment lie in another order.</summary>
    static void AssertSame(string table, Block expected, Block found)
    {
        Assert.True(expected.Rows > 100, table);
        Assert.Equal(expected.Rows, found.Rows);
        foreach (var column in expected.Columns)
        {
            for (var row = 0; row < expected.Rows; row++)
            {
                var (one, other) = (column[row], found[column.Name][row]);
                var same = one is double a && other is double b ? Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a)) : Equals(one, other);
                Assert.True(same, $"{table}.{column.Name} of row {row} is {other}, not {one}.");
            }
        }
    }
}
