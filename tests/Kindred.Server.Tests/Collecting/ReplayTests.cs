using System.Net.Http.Headers;
using System.Net.Http.Json;
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

    static readonly EngineLimits Limits = new() { MemoryBytes = 1L << 30 };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_clients_send_gives_the_same_customers_features_and_segments_as_the_files()
    {
        var (files, calls) = (SampleShop.ProjectIn(_folder.File("files")), new Dictionary<string, List<Dictionary<string, object>>>());
        RunReport imported, collected;
        Dictionary<string, Block> expected, found;
        await using (var engine = await Engine.OpenAsync(files.Store, Limits, CancellationToken.None))
        {
            await SampleShop.WriteAsync(engine, files.Folder, new() { Customers = 150 }, new Progress<StageProgress>(), CancellationToken.None);
            foreach (var source in files.Definition.Sources)
            {
                calls[source.Name] = await ShopRows.ReadAsync(engine, files, source);
            }

            (imported, expected) = await RunAsync(engine, files);
        }

        var project = WithoutFiles(files);
        await SendAsync(project, calls);
        await using (var engine = await Engine.OpenAsync(project.Store, Limits, CancellationToken.None))
        {
            (collected, found) = await RunAsync(engine, project);
        }

        Assert.Equal(Counts(imported), Counts(collected));
        Assert.Equal(imported.Segments.Select(segment => (segment.Id, segment.Name, segment.Size)), collected.Segments.Select(segment => (segment.Id, segment.Name, segment.Size)));
        foreach (var (name, block) in expected)
        {
            AssertSame(name, block, found[name]);
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

    /// <summary>Sends every call with the key of its source, by a clock that stands on the day after the year.</summary>
    static async Task SendAsync(ProjectFile project, Dictionary<string, List<Dictionary<string, object>>> calls)
    {
        var clock = new SetClock { Now = new(2025, 7, 1, 12, 0, 0, TimeSpan.Zero) };
        await using var server = KindredServer.Build(project, new() { Port = 0 }, clock);
        await server.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new(server.Address) };
        foreach (var (source, all) in calls)
        {
            var secret = server.Keys.Create(source, source, strict: false, itemsPerSecond: 0).Secret;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secret}:")));
            foreach (var batch in all.Chunk(InABatch))
            {
                var answer = await client.PostAsJsonAsync("/v1/batch", new { batch, sentAt = clock.Now });
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
