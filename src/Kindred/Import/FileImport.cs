using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Project;

namespace Kindred.Import;

/// <summary>Reads one file into the store: usable rows into events, the others, with the reason, into events_rejected.</summary>
static class FileImport
{
    // Larger blocks sort and compress a little better, but hold more rows in memory.
    static readonly Sql Blocks = $"max_insert_threads = 2, min_insert_block_size_rows = 262144, min_insert_block_size_bytes = 0, max_insert_block_size = 262144";

    /// <returns>The file with its counts; content and definition are the caller's to fill in.</returns>
    public static async Task<ImportedFile> RunAsync(
        Engine engine, ProjectDefinition project, SourceFile file, uint number, DateTimeOffset now, CancellationToken cancellation)
    {
        using var text = Utf8Copy.Of(file.Path, file.Source);
        var rows = await FileRows.OpenAsync(engine, text.Path, file.Source, cancellation);
        var mapping = new RowMapping(project, file.Source, rows, now);
        await EventTable.PrepareAsync(engine, mapping.Fields, cancellation);

        var counts = await InsertAsync(engine, file.Source, rows, mapping, number, cancellation);
        var rejected = counts.Rejected == 0 ? 0 : await RejectAsync(engine, file.Source, rows, mapping, number, cancellation);
        return new(
            number, file.Source.Name, file.Path, file.Bytes, file.ModifiedAt, "", "",
            counts.Read, counts.Read - counts.Rejected - counts.Repeated, counts.Repeated + counts.Rejected - rejected, rejected);
    }

    static async Task<(long Read, long Rejected, long Repeated)> InsertAsync(
        Engine engine, SourceDefinition source, FileRows rows, RowMapping mapping, uint number, CancellationToken cancellation)
    {
        await DropAsync(engine, cancellation);
        var columns = Sql.Join(", ", EventTable.Keys.Concat(mapping.Fields).Select(Sql.Identifier));

        // Rows pass through a table that keeps nothing, so that one reading both stores and counts them.
        // A message that comes twice within a block is caught here, where it costs little; Duplicates catches the rest.
        var once = source.IdenticalRows is IdenticalRows.Merge ? Sql.Trusted("") : Sql.Trusted("LIMIT 1 BY event_id");
        var repeated = source.IdenticalRows is IdenticalRows.Merge ? Sql.Trusted("0") : Sql.Trusted("countIf(reason = '') - uniqExactIf(event_id, reason = '')");
        await engine.ExecuteAsync($"CREATE TABLE arriving ENGINE = Null AS SELECT {columns}, '' AS reason FROM events LIMIT 0", cancellation);
        await engine.ExecuteAsync($"CREATE TABLE arrived (rows Int64, rejected Int64, repeated Int64) ENGINE = Memory", cancellation);
        await engine.ExecuteAsync(
            $"CREATE MATERIALIZED VIEW arriving_events TO events AS SELECT {columns} FROM arriving WHERE reason = '' {once}", cancellation);
        await engine.ExecuteAsync(
            $"CREATE MATERIALIZED VIEW arriving_counts TO arrived AS SELECT count() AS rows, countIf(reason != '') AS rejected, {repeated} AS repeated FROM arriving",
            cancellation);

        var numbered = mapping.CountsEveryRow;
        await engine.ExecuteAsync(
            $"""
            INSERT INTO arriving ({columns}, reason)
            SELECT {columns}, reason FROM (SELECT {mapping.Select(number, numbered)} FROM {rows.Query(numbered)})
            SETTINGS {FileRows.Settings(source)}, {rows.Skipped(numbered)}, {Blocks}
            """,
            cancellation);
        var counts = await engine.QueryAsync(
            $"SELECT sum(rows), sum(rejected), sum(repeated) FROM arrived", row => (row.Get<long>(0), row.Get<long>(1), row.Get<long>(2)), cancellation);
        await DropAsync(engine, cancellation);
        return counts[0];
    }

    /// <summary>Reads the file once more for the rows that cannot be used, each distinct one once.</summary>
    static async Task<long> RejectAsync(
        Engine engine, SourceDefinition source, FileRows rows, RowMapping mapping, uint number, CancellationToken cancellation)
    {
        await engine.ExecuteAsync(
            $"""
            INSERT INTO events_rejected (file, source, line, reason, raw, event_id)
            SELECT file, source, line, reason, raw, event_id FROM (SELECT {mapping.Select(number, numbered: true)} FROM {rows.Query(numbered: true)})
            WHERE reason != ''
            ORDER BY line
            LIMIT 1 BY event_id
            SETTINGS {FileRows.Settings(source)}, {rows.Skipped(numbered: true)}
            """,
            cancellation);
        return await engine.ValueAsync<long>($"SELECT count() FROM events_rejected WHERE file = {number}", cancellation);
    }

    static async Task DropAsync(Engine engine, CancellationToken cancellation)
    {
        foreach (var table in (string[])["arriving_events", "arriving_counts", "arriving", "arrived"])
        {
            await engine.ExecuteAsync($"DROP TABLE IF EXISTS {Sql.Identifier(table)}", cancellation);
        }
    }
}
