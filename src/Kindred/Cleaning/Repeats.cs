using Kindred.ClickHouse;
using Kindred.Identity;
using Kindred.Import;

namespace Kindred.Cleaning;

/// <summary>Takes out events that one customer sent twice within a declared time, as clients do that retry without a message id.</summary>
/// <remarks>Two events are the same when customer, name, product, order and page are; of a chain of them the first stays.</remarks>
public static class Repeats
{
    static readonly SqlTemplate Find = Sql.Load("Cleaning/Repeats.sql");

    /// <summary>The ids of events that repeat the one before.</summary>
    public static Sql Query(TimeSpan within) => Find.Fill(
        ("events", CustomerEvents.Before(long.MaxValue, "event_id", "occurred_at", "event", "product_id", "order_id", "url")),
        ("within", (long)within.TotalMilliseconds));

    /// <summary>Looks through the store when a new file came in, and corrects the counts of the files.</summary>
    public static async Task<IReadOnlyList<ImportedFile>> RemoveAsync(Engine engine, TimeSpan within, ImportReport imported, CancellationToken cancellation)
    {
        if (within <= TimeSpan.Zero || imported.Files.All(file => file.Number < imported.FirstNew))
        {
            return imported.Files;
        }

        await engine.ExecuteAsync($"DROP TABLE IF EXISTS repeated", cancellation);
        await engine.ExecuteAsync($"CREATE TABLE repeated (event_id FixedString(16)) ENGINE = Memory", cancellation);
        await engine.ExecuteAsync($"INSERT INTO repeated {Query(within)}", cancellation);
        var twice = (await engine.QueryAsync(
            $"SELECT file, count() FROM events WHERE event_id IN (SELECT event_id FROM repeated) GROUP BY file",
            row => (row.Get<uint>(0), row.Get<long>(1)),
            cancellation)).ToDictionary();
        var files = imported.Files.Select(file =>
        {
            var count = twice.GetValueOrDefault(file.Number);
            return file with { Kept = file.Kept - count, Duplicate = file.Duplicate + count };
        }).ToList();
        if (twice.Count > 0)
        {
            await engine.ExecuteAsync($"DELETE FROM events WHERE event_id IN (SELECT event_id FROM repeated)", cancellation);
            await ImportedFiles.ReplaceAsync(engine, files, cancellation);
        }

        await engine.ExecuteAsync($"DROP TABLE repeated", cancellation);
        return files;
    }
}
