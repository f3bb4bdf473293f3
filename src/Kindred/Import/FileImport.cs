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
    /// <exception cref="IOException">The file cannot be read; the message names it.</exception>
    /// <exception cref="DefinitionException">The file does not have what the project says of it; the message names it.</exception>
    public static async Task<ImportedFile> RunAsync(
        Engine engine, ProjectDefinition project, SourceFile file, uint number, DateTimeOffset now, CancellationToken cancellation)
    {
        if (file.Bytes == 0 || Compression.IsBlank(file.Copy ?? file.Path))
        {
            throw new IOException($"{file.Path} is empty: take it out of source {file.Source.Name}, or fetch it again");
        }

        try
        {
            return await ReadAsync(engine, project, file, number, now, cancellation);
        }
        catch (EngineException refused)
        {
            throw new IOException($"{file.Path} of source {file.Source.Name} cannot be read into the store. {refused.Message}", refused);
        }
        catch (DefinitionException wrong)
        {
            throw new DefinitionException(wrong.Property, $"{file.Path}: {wrong.Message}");
        }
    }

    static async Task<ImportedFile> ReadAsync(
        Engine engine, ProjectDefinition project, SourceFile file, uint number, DateTimeOffset now, CancellationToken cancellation)
    {
        using var text = Utf8Copy.Of(file.Copy ?? file.Path, file.Source);
        var rows = await FileRows.OpenAsync(engine, text.Path, file.Source, cancellation);
        return await StoreAsync(engine, project, file, rows, number, now, cancellation);
    }

    /// <summary>Stores rows that can be read as those of a file.</summary>
    public static async Task<ImportedFile> StoreAsync(
        Engine engine, ProjectDefinition project, SourceFile file, FileRows rows, uint number, DateTimeOffset now, CancellationToken cancellation)
    {
        var mapping = new RowMapping(project, file.Source, rows, now);
        await EventTable.PrepareAsync(engine, mapping.Fields, cancellation);

        var read = await CountAsync(engine, file.Source, rows, cancellation);
        await InsertAsync(engine, file.Source, rows, mapping, number, cancellation);
        var kept = await engine.ValueAsync<long>($"SELECT count() FROM events WHERE file = {number}", cancellation);
        var (refused, rejected) = kept == read ? (0, 0) : await RejectAsync(engine, file.Source, rows, mapping, number, cancellation);
        return kept + refused == read
            ? new(number, file.Source.Name, file.Path, file.Bytes, file.ModifiedAt, "", "", read, kept, refused - rejected, rejected)
            : throw new IOException(
                $"{file.Path} has {read} rows counted one way and {kept + refused} another: it holds bytes that are no text, a quotation mark that nothing closes, or it "
                + $"changed meanwhile. Mend the file, or correct the format, delimiter or encoding of source {file.Source.Name}");
    }

    static Task<long> CountAsync(Engine engine, SourceDefinition source, FileRows rows, CancellationToken cancellation) => engine.ValueAsync<long>(
        $"SELECT toInt64(count()) FROM {rows.Counted} SETTINGS {FileRows.Settings(source)}, {rows.Skipped(false)}", cancellation);

    static Task InsertAsync(
        Engine engine, SourceDefinition source, FileRows rows, RowMapping mapping, uint number, CancellationToken cancellation)
    {
        var columns = Sql.Join(", ", EventTable.Keys.Concat(mapping.Fields).Select(Sql.Identifier));
        var numbered = mapping.CountsEveryRow;
        return engine.ExecuteAsync(
            $"""
            INSERT INTO events ({columns})
            SELECT {columns} FROM (SELECT {mapping.Select(number, numbered)} FROM {rows.Query(numbered)}) WHERE reason = ''
            SETTINGS {FileRows.Settings(source)}, {rows.Skipped(numbered)}, {Blocks}
            """,
            cancellation);
    }

    /// <summary>Reads the file once more for the rows that cannot be used.</summary>
    /// <returns>How many there are, and how many of them are stored: rows that are the same in every column once.</returns>
    static async Task<(long Refused, long Stored)> RejectAsync(
        Engine engine, SourceDefinition source, FileRows rows, RowMapping mapping, uint number, CancellationToken cancellation)
    {
        Sql refused = $"SELECT {mapping.Select(number, numbered: true)} FROM {rows.Query(numbered: true)}";
        Sql settings = $"SETTINGS {FileRows.Settings(source)}, {rows.Skipped(numbered: true)}";
        await engine.ExecuteAsync(
            $"""
            INSERT INTO events_rejected (file, source, line, reason, raw, event_id)
            SELECT file, source, line, reason, raw, event_id FROM ({refused}) WHERE reason != '' ORDER BY line LIMIT 1 BY event_id {settings}
            """,
            cancellation);
        var count = await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM ({refused}) WHERE reason != '' {settings}", cancellation);
        return (count, await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events_rejected WHERE file = {number}", cancellation));
    }
}
