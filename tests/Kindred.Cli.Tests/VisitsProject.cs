using Kindred.ClickHouse;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>A project whose store has one table: visits, with three pages.</summary>
public sealed class VisitsProject : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), """
            name: Shop
            sources:
              - name: web
                files: [web.csv]
                map:
                  event: { constant: Page Viewed }
                  occurred_at: time
                  anonymous_id: visitor
            """);
        await File.WriteAllTextAsync(_folder.File("web.csv"), "time,visitor\n");
        await using var engine = await OpenAsync();
        await engine.ExecuteAsync($"CREATE TABLE visits (page String, times UInt64) ENGINE = MergeTree ORDER BY page", CancellationToken.None);
        await engine.ExecuteAsync($"INSERT INTO visits SELECT concat('/', toString(number)), number FROM numbers(3)", CancellationToken.None);
    }

    /// <summary>Opens the store in this process, which can hold one at a time.</summary>
    public Task<Engine> OpenAsync() => Engine.OpenAsync(_folder.File(".kindred/store"), new() { MemoryBytes = 1L << 30 }, CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
