using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Project;

namespace Kindred.Import;

/// <summary>What an import did.</summary>
/// <param name="Files">Every file the project names, as it stands in the store.</param>
/// <param name="FirstNew">The number of the first file that this import read; above all numbers when it read none.</param>
public sealed record ImportReport(IReadOnlyList<ImportedFile> Files, uint FirstNew);

/// <summary>Brings the store in line with the files of a project.</summary>
/// <remarks>
/// A file is read once: an unchanged one is passed over, a changed one replaces what it gave before, a vanished one keeps its events. A file
/// with the bytes of another is read no second time. What a killed import left behind is taken out by the next.
/// </remarks>
public static class Importing
{
    public static async Task<ImportReport> RunAsync(
        Engine engine, ProjectFile project, TimeProvider clock, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await ImportedFiles.PrepareAsync(engine, cancellation);
        await EventTable.PrepareAsync(engine, [], cancellation);
        await ImportedFiles.RemoveAsync(engine, await ImportedFiles.LeftoversAsync(engine, cancellation), cancellation);

        var known = await ImportedFiles.ListAsync(engine, cancellation);
        var wanted = project.Definition.Sources.SelectMany((_, i) => SourceFile.Find(project, i)).ToList();
        var fresh = new List<(SourceFile File, string Definition)>();
        var outdated = new List<uint>();
        foreach (var file in wanted)
        {
            var definition = SourceFile.Definition(project.Definition, file.Source);
            var before = known.FirstOrDefault(old => old.Path == file.Path && old.Source == file.Source.Name);
            if (before is null || before.Bytes != file.Bytes || before.ModifiedAt != file.ModifiedAt || before.Definition != definition)
            {
                fresh.Add((file, definition));
                outdated.AddRange(before is null ? [] : [before.Number]);
            }
        }

        // No number is given twice: what else is kept of a file, such as the ids seen in it, is known by it.
        var first = 1 + known.Select(old => old.Number).DefaultIfEmpty(0u).Max();
        await ImportedFiles.RemoveAsync(engine, outdated, cancellation);
        known = [.. known.Where(old => !outdated.Contains(old.Number))];
        var read = await ReadAsync(engine, project.Definition, clock, fresh, known, first, progress, cancellation);
        return new([.. known, .. read], first);
    }

    static async Task<IReadOnlyList<ImportedFile>> ReadAsync(
        Engine engine,
        ProjectDefinition project,
        TimeProvider clock,
        List<(SourceFile File, string Definition)> fresh,
        IReadOnlyList<ImportedFile> known,
        uint first,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        var read = new List<ImportedFile>();
        var (bytes, done) = (fresh.Sum(item => item.File.Bytes), 0L);
        foreach (var (file, definition) in fresh)
        {
            progress.Report(new("Import", (double)done / Math.Max(1, bytes), Path.GetFileName(file.Path)));
            var content = await file.ContentAsync(cancellation);
            if (!known.Concat(read).Any(old => old.Content == content && old.Source == file.Source.Name))
            {
                var number = first + (uint)read.Count;
                var imported = await FileImport.RunAsync(engine, project, file, number, clock.GetUtcNow(), cancellation);
                read.Add(imported with { Content = content, Definition = definition });
            }

            done += file.Bytes;
        }

        if (read.Count > 0)
        {
            progress.Report(new("Import", 0.99, "duplicates"));
            var sameMoment = fresh.All(item => RepeatsMoments(item.File.Source, item.Definition, known));
            read = await WithoutDuplicatesAsync(engine, project, first, sameMoment, read, cancellation);
            await ImportedFiles.AddAsync(engine, read, cancellation);
        }

        progress.Report(new("Import", 1, $"{read.Sum(file => file.Read):N0} rows"));
        return read;
    }

    /// <summary>Whether a row that comes again gives an event of the same moment: its id stands for the whole row, which was always read alike.</summary>
    static bool RepeatsMoments(SourceDefinition source, string definition, IReadOnlyList<ImportedFile> known) =>
        !source.Map.ContainsKey("message_id") && known.All(old => old.Source != source.Name || old.Definition == definition);

    static async Task<List<ImportedFile>> WithoutDuplicatesAsync(
        Engine engine, ProjectDefinition project, uint first, bool sameMoment, List<ImportedFile> read, CancellationToken cancellation)
    {
        var stored = await EventTable.StoredAsync(engine, cancellation);
        string[] merging = [.. project.Sources.Where(source => source.IdenticalRows is IdenticalRows.Merge).Select(source => source.Name)];
        var removed = await Duplicates.RemoveAsync(engine, first, sameMoment, stored, merging, cancellation);
        return read.ConvertAll(file =>
        {
            var twice = removed.GetValueOrDefault(file.Number);
            return file with { Kept = file.Kept - twice, Duplicate = file.Duplicate + twice };
        });
    }
}
