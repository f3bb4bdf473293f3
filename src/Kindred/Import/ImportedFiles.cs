using Kindred.ClickHouse;

namespace Kindred.Import;

/// <summary>A file whose rows are in the store; read = kept + duplicate + rejected.</summary>
/// <param name="Number">The number that its events and rejected rows carry.</param>
/// <param name="Content">What tells its bytes from those of other files; see <see cref="SourceFile.ContentAsync"/>.</param>
/// <param name="Definition">What the mapping of its source was when it was read; another one reads it again.</param>
public sealed record ImportedFile(
    uint Number, string Source, string Path, long Bytes, long ModifiedAt, string Content, string Definition, long Read, long Kept, long Duplicate, long Rejected);

/// <summary>The list of imported files. A file counts as imported when it is in this list, and not before.</summary>
static class ImportedFiles
{
    /// <summary>The path of a source whose events clients send: a file that grows.</summary>
    public const string Collected = "collected";

    public static async Task PrepareAsync(Engine engine, CancellationToken cancellation)
    {
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS files (
                number UInt32, source String, path String, bytes Int64, modified_at Int64, content String, definition String,
                read Int64, kept Int64, duplicate Int64, rejected Int64
            ) ENGINE = MergeTree ORDER BY number SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS events_rejected (
                file UInt32, source LowCardinality(String), line UInt64, reason LowCardinality(String), raw String, event_id FixedString(16)
            ) ENGINE = MergeTree ORDER BY (file, line) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
    }

    public static Task<IReadOnlyList<ImportedFile>> ListAsync(Engine engine, CancellationToken cancellation) => engine.QueryAsync(
        $"SELECT * FROM files ORDER BY number",
        row => new ImportedFile(
            row.Get<uint>("number"), row.Get<string>("source"), row.Get<string>("path"), row.Get<long>("bytes"), row.Get<long>("modified_at"),
            row.Get<string>("content"), row.Get<string>("definition"), row.Get<long>("read"), row.Get<long>("kept"), row.Get<long>("duplicate"), row.Get<long>("rejected")),
        cancellation);

    public static Task AddAsync(Engine engine, IReadOnlyList<ImportedFile> files, CancellationToken cancellation) => engine.InsertAsync(
        "files",
        new Block(
            Column.Of("number", Array(files, file => file.Number)),
            Column.Of("source", Array(files, file => file.Source)),
            Column.Of("path", Array(files, file => file.Path)),
            Column.Of("bytes", Array(files, file => file.Bytes)),
            Column.Of("modified_at", Array(files, file => file.ModifiedAt)),
            Column.Of("content", Array(files, file => file.Content)),
            Column.Of("definition", Array(files, file => file.Definition)),
            Column.Of("read", Array(files, file => file.Read)),
            Column.Of("kept", Array(files, file => file.Kept)),
            Column.Of("duplicate", Array(files, file => file.Duplicate)),
            Column.Of("rejected", Array(files, file => file.Rejected))),
        cancellation);

    /// <summary>Writes the whole list anew.</summary>
    public static async Task ReplaceAsync(Engine engine, IReadOnlyList<ImportedFile> files, CancellationToken cancellation)
    {
        await engine.ExecuteAsync($"DELETE FROM files WHERE 1", cancellation);
        await AddAsync(engine, files, cancellation);
    }

    /// <summary>Takes everything out of the store that came from these files.</summary>
    public static async Task RemoveAsync(Engine engine, IReadOnlyCollection<uint> numbers, CancellationToken cancellation)
    {
        if (numbers.Count == 0)
        {
            return;
        }

        var list = Literal.List(numbers.Select(number => (long)number));

        // The list goes first: should the rest be cut short, the rows belong to no imported file and are taken out by the next run.
        await engine.ExecuteAsync($"DELETE FROM files WHERE number IN {list}", cancellation);
        await engine.ExecuteAsync($"DELETE FROM events WHERE file IN {list}", cancellation);
        await engine.ExecuteAsync($"DELETE FROM events_rejected WHERE file IN {list}", cancellation);
    }

    /// <summary>Numbers in the store that belong to no imported file, left by a run that was cut short.</summary>
    public static async Task<IReadOnlyList<uint>> LeftoversAsync(Engine engine, CancellationToken cancellation) => await engine.QueryAsync(
        $"""
        SELECT DISTINCT file FROM (SELECT DISTINCT file FROM events UNION ALL SELECT DISTINCT file FROM events_rejected)
        WHERE file NOT IN (SELECT number FROM files)
        """,
        row => row.Get<uint>(0),
        cancellation);

    static T[] Array<T>(IReadOnlyList<ImportedFile> files, Func<ImportedFile, T> value) => [.. files.Select(value)];
}
