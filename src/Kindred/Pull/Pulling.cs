using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Identity;
using Kindred.Import;
using Kindred.Project;

namespace Kindred.Pull;

/// <summary>Does work on the store that is kept as a whole or not at all.</summary>
public delegate Task ChangeStore(Func<Engine, Task> work);

/// <summary>Brings the newest rows of a source into the store.</summary>
/// <remarks>
/// A pull reads from where the one before ended, less the declared overlap, and knows rows that it has by their id. The source is read
/// while others have the store. What is stored is not counted before the line in the list of files is written, and the mark moves after
/// that: on an engine that cannot put back its files, a pull that was cut short is taken out by the next.
/// </remarks>
public static class Pulling
{
    /// <param name="index">The place of the source in the project.</param>
    /// <param name="again">Whether to read all rows there are, and to let go of those read before.</param>
    /// <exception cref="PullException">The source cannot be read; the store is as it was.</exception>
    /// <exception cref="DefinitionException">The project asks for something that cannot be.</exception>
    public static async Task<PulledSource> RunAsync(
        ProjectFile project, int index, bool again, ChangeStore change, TimeProvider clock, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var source = project.Definition.Sources[index];
        progress.Report(new($"Pull {source.Name}", 0));
        if (source.Table is null)
        {
            var pulled = source.S3 is not null
                ? await BucketPulling.RunAsync(project, index, again, change, clock, progress, cancellation)
                : await FilePulling.RunAsync(project, index, again, change, clock, progress, cancellation);
            await RecogniseAsync(pulled);
            return Told(pulled, pulled.Place, source, pulled.Definition);
        }

        var last = default(FinishedPull);
        await change(async engine => last = (await PullLog.NewestAsync(engine, cancellation)).GetValueOrDefault(source.Name));
        var (place, definition) = (RemoteTables.PlaceOf(source), SourceFile.Definition(project.Definition, source));
        var identity = $"{place} by {source.Table!.Mark}{(source.Table.Query is { } query ? $" of {query}" : "")}";
        var goesOn = !again && last?.Place == identity;
        using var fetched = await Fetched.OfAsync(project, index, goesOn ? last!.Mark : "", clock, progress, cancellation);
        progress.Report(new($"Pull {source.Name}", 0.5));
        var done = default(FinishedPull);
        await change(async engine => done = await StoreAsync(
            engine, project.Definition, source, fetched, new FinishedPull(source.Name, 0, identity, goesOn ? last!.Definition : definition, 0, 0, "", 0, 0, 0, 0, 0), again, clock, cancellation));
        await RecogniseAsync(done!);
        progress.Report(new($"Pull {source.Name}", 1));
        return Told(done!, place, source, definition);

        // Whoever is killed before that leaves it to the next run, which decides about everyone.
        Task RecogniseAsync(FinishedPull pull) => pull.Kept == 0
            ? Task.CompletedTask
            : change(engine => Recognition.RunAsync(engine, pull.Number, project.Definition.Identity, cancellation));
    }

    /// <summary>Where a source is pulled from, once it is seen that its secret can be read.</summary>
    /// <exception cref="DefinitionException">The secret is missing, or others can read it.</exception>
    public static string Check(ProjectFile project, int index)
    {
        RemoteTables.Secret(project, index);
        return RemoteTables.PlaceOf(project.Definition.Sources[index]);
    }

    static async Task<FinishedPull> StoreAsync(
        Engine engine, ProjectDefinition project, SourceDefinition source, Fetched fetched, FinishedPull pull, bool again, TimeProvider clock, CancellationToken cancellation)
    {
        await ImportedFiles.PrepareAsync(engine, cancellation);
        await EventTable.PrepareAsync(engine, [], cancellation);
        await PullLog.PrepareAsync(engine, cancellation);
        await ImportedFiles.RemoveAsync(engine, await ImportedFiles.LeftoversAsync(engine, cancellation), cancellation);
        var files = await ImportedFiles.ListAsync(engine, cancellation);
        if (again)
        {
            await ImportedFiles.RemoveAsync(engine, [.. files.Where(file => file.Source == source.Name && file.Path != ImportedFiles.Collected).Select(file => file.Number)], cancellation);
        }

        if (fetched.Landing.Rows > 0)
        {
            var number = 1 + files.Select(file => file.Number).DefaultIfEmpty(0u).Max();
            var file = new SourceFile(source, RemoteTables.PlaceOf(source), fetched.Landing.Bytes, fetched.StartedAt.ToUnixTimeMilliseconds());
            var stored = await StoreRowsAsync(engine, project, file, fetched.Landing, number, clock.GetUtcNow(), cancellation);
            await ImportedFiles.AddAsync(engine, [stored with { Definition = pull.Definition }], cancellation);
            pull = pull with { Number = number, Read = stored.Read, Kept = stored.Kept, Duplicate = stored.Duplicate, Rejected = stored.Rejected };
        }

        pull = pull with
        {
            StartedAt = fetched.StartedAt.ToUnixTimeMilliseconds(),
            FinishedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Mark = fetched.Mark?.ToString() ?? "",
            Newest = await engine.ValueAsync<long>($"SELECT max(occurred_at) FROM events WHERE source = {source.Name}", cancellation),
        };
        await PullLog.AddAsync(engine, pull, cancellation);
        await EventTable.CompactAsync(engine, cancellation);
        return pull;
    }

    static async Task<ImportedFile> StoreRowsAsync(
        Engine engine, ProjectDefinition project, SourceFile file, Landing landing, uint number, DateTimeOffset now, CancellationToken cancellation)
    {
        var columns = Sql.Join(", ", landing.Columns.Select((_, i) => (Sql)$"{Sql.Identifier($"c{i}")} String"));
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS pulled", cancellation);
        await engine.ExecuteAsync($"CREATE TABLE pulled ({columns}, line UInt64) ENGINE = MergeTree ORDER BY line", cancellation);
        foreach (var block in landing.Blocks())
        {
            await engine.InsertAsync("pulled", block, cancellation);
        }

        var stored = await FileImport.StoreAsync(engine, project, file, FileRows.OfTable("pulled", landing.Columns, file.Source), number, now, cancellation);
        await engine.ExecuteAsync($"DROP TABLE pulled", cancellation);
        var removed = await Duplicates.RemoveAsync(engine, number, false, await EventTable.StoredAsync(engine, cancellation), [], cancellation);
        var (kept, rejected) = (removed.GetValueOrDefault(number), await RejectedBeforeAsync(engine, file.Source.Name, number, cancellation));
        return stored with { Kept = stored.Kept - kept, Rejected = stored.Rejected - rejected, Duplicate = stored.Duplicate + kept + rejected };
    }

    /// <summary>Takes out rejected rows that an earlier pull rejected too.</summary>
    /// <returns>How many they were.</returns>
    static async Task<long> RejectedBeforeAsync(Engine engine, string source, uint number, CancellationToken cancellation)
    {
        Sql again = $"file = {number} AND event_id IN (SELECT event_id FROM events_rejected WHERE source = {source} AND file != {number})";
        var rows = await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events_rejected WHERE {again}", cancellation);
        if (rows > 0)
        {
            await engine.ExecuteAsync($"DELETE FROM events_rejected WHERE {again}", cancellation);
        }

        return rows;
    }

    static PulledSource Told(FinishedPull pull, string place, SourceDefinition source, string definition) => new()
    {
        Source = pull.Source,
        Place = place,
        Read = pull.Read,
        Kept = pull.Kept,
        Duplicate = pull.Duplicate,
        Rejected = pull.Rejected,
        Mark = pull.Mark is "" ? null : pull.Mark,
        Newest = At(pull.Newest),
        LagSeconds = pull.Newest == 0 ? null : Math.Round((pull.FinishedAt - pull.Newest) / 1000.0, 3),
        Seconds = Math.Round((pull.FinishedAt - pull.StartedAt) / 1000.0, 3),
        Warnings =
        [
            .. pull.Definition == definition
                ? (string[])[]
                : [$"The map of source {pull.Source} has changed since its first rows were read, which stay as they were: 'kindred pull {pull.Source} --again' reads all rows again."],
            .. Freshness.Of(source, At(pull.FinishedAt), At(pull.Newest), DateTimeOffset.FromUnixTimeMilliseconds(pull.FinishedAt)).Warning is { } stale ? (string[])[stale] : [],
        ],
    };

    static DateTimeOffset? At(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
