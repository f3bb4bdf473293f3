using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Import;
using Kindred.Project;

namespace Kindred.Collect;

/// <summary>The sources whose events clients send. Each stands in the list of imported files as one file that grows.</summary>
public static class CollectedSources
{
    internal static async Task PrepareAsync(Engine engine, CancellationToken cancellation) => await engine.ExecuteAsync(
        $"""
        CREATE TABLE IF NOT EXISTS collected (file UInt32, rows Int64) ENGINE = SummingMergeTree ORDER BY file
        SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
        """,
        cancellation);

    /// <summary>The number that the events of a source carry.</summary>
    public static async Task<uint> NumberAsync(Engine engine, string source, CancellationToken cancellation)
    {
        var files = await ImportedFiles.ListAsync(engine, cancellation);
        if (files.FirstOrDefault(file => IsCollected(file) && file.Source == source) is { } known)
        {
            return known.Number;
        }

        var number = 1 + files.Select(file => file.Number).DefaultIfEmpty(0u).Max();
        await ImportedFiles.AddAsync(engine, [new(number, source, ImportedFiles.Collected, 0, 0, "", "", 0, 0, 0, 0)], cancellation);
        return number;
    }

    /// <summary>Notes how many events arrived, usable or not.</summary>
    internal static async Task CountAsync(Engine engine, IReadOnlyList<KeyValuePair<uint, int>> rows, string token, CancellationToken cancellation)
    {
        if (rows.Count > 0)
        {
            var values = Sql.Join(", ", rows.Select(count => (Sql)$"({count.Key}, {count.Value})"));
            await engine.ExecuteAsync($"INSERT INTO collected SETTINGS insert_deduplication_token = {token} VALUES {values}", cancellation);
        }
    }

    /// <summary>Brings the counts of collected sources up to date.</summary>
    /// <returns>The project with the collected sources that its file does not name, and the numbers of those that grew since the last time.</returns>
    public static async Task<(ProjectFile Project, IReadOnlyList<uint> Grown)> RefreshAsync(Engine engine, ProjectFile project, CancellationToken cancellation)
    {
        await ImportedFiles.PrepareAsync(engine, cancellation);
        var files = await ImportedFiles.ListAsync(engine, cancellation);
        var collected = files.Where(IsCollected).ToList();
        if (collected.Count == 0)
        {
            return (project, []);
        }

        var read = await CountsAsync(engine, $"SELECT file, sum(rows) FROM collected GROUP BY file", cancellation);
        var kept = await CountsAsync(engine, $"SELECT file, toInt64(count()) FROM events GROUP BY file", cancellation);
        var rejected = await CountsAsync(engine, $"SELECT file, toInt64(count()) FROM events_rejected GROUP BY file", cancellation);
        await ImportedFiles.ReplaceAsync(engine, [.. files.Select(file => IsCollected(file) ? Recounted(file) : file)], cancellation);
        var names = project.Definition.Sources.Select(source => source.Name).ToHashSet();
        var added = collected.Where(file => !names.Contains(file.Source)).Select(file => Of(file.Source));
        return (
            project.With(project.Definition with { Sources = [.. project.Definition.Sources, .. added] }),
            [.. collected.Where(file => read.GetValueOrDefault(file.Number) != file.Read).Select(file => file.Number)]);

        ImportedFile Recounted(ImportedFile file)
        {
            var (all, good, bad) = (read.GetValueOrDefault(file.Number), kept.GetValueOrDefault(file.Number), rejected.GetValueOrDefault(file.Number));
            return file with { Read = all, Kept = good, Rejected = bad, Duplicate = all - good - bad };
        }
    }

    /// <summary>The properties that clients have sent, those within others included.</summary>
    public static Task<IReadOnlyList<string>> PropertiesAsync(Engine engine, CancellationToken cancellation) => engine.QueryAsync(
        $"""
        SELECT DISTINCT arrayJoin(extractAll(properties, '"([^"]+)":')) FROM events
        WHERE properties != '' AND file IN (SELECT number FROM files WHERE path = {ImportedFiles.Collected})
        """,
        row => row.Get<string>(0),
        cancellation);

    static bool IsCollected(ImportedFile file) => file.Path == ImportedFiles.Collected;

    static async Task<Dictionary<uint, long>> CountsAsync(Engine engine, Sql counts, CancellationToken cancellation) =>
        (await engine.QueryAsync(counts, row => (row.Get<uint>(0), row.Get<long>(1)), cancellation)).ToDictionary();

    /// <summary>A source that may tell every field.</summary>
    static SourceDefinition Of(string name) => new()
    {
        Name = name,
        Files = [],
        Map = EventField.All.ToDictionary(field => field.Name, field => new FieldMapping { Column = field.Name }),
    };
}
