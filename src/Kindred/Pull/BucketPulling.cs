using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Import;
using Kindred.Project;

namespace Kindred.Pull;

/// <summary>Brings the new and changed files of a bucket into the store, each as one file of the project.</summary>
static class BucketPulling
{
    public static async Task<FinishedPull> RunAsync(
        ProjectFile project, int index, bool again, ChangeStore change, TimeProvider clock, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var (started, source, known) = (clock.GetUtcNow(), project.Definition.Sources[index], (IReadOnlyList<ImportedFile>)[]);
        await change(async engine =>
        {
            await ImportedFiles.PrepareAsync(engine, cancellation);
            known = again ? [] : [.. (await ImportedFiles.ListAsync(engine, cancellation)).Where(file => file.Source == source.Name)];
        });
        using var bucket = new Bucket(project, index, clock);
        var (files, definition, fresh) = (await bucket.ListAsync(cancellation), SourceFile.Definition(project.Definition, source), new List<(SourceFile File, FileStream Copy)>());
        try
        {
            foreach (var file in files.Where(file => !known.Any(old => old.Path == PathOf(source, file) && old.Content == file.Tag && old.Definition == definition)))
            {
                progress.Report(new($"Pull {source.Name}", 0, file.Key));
                var (copy, path) = Landing.Unnamed(Path.GetDirectoryName(project.Store)!);
                fresh.Add((new(source, PathOf(source, file), file.Bytes, file.ModifiedAt.ToUnixTimeMilliseconds()) { Copy = path, Tag = file.Tag }, copy));
                await bucket.CopyAsync(file, copy, cancellation);
                await copy.FlushAsync(cancellation);
            }

            var mark = files.Count == 0 ? "" : new Mark(MarkKind.Moment, files.Max(file => file.ModifiedAt).UtcTicks).ToString();
            var pull = new FinishedPull(source.Name, 0, Bucket.PlaceOf(source.S3!), definition, started.ToUnixTimeMilliseconds(), 0, mark, 0, 0, 0, 0, 0);
            await change(async engine => pull = await StoreAsync(engine, project.Definition, [.. fresh.Select(one => one.File)], pull, again, clock, cancellation));
            return pull;
        }
        finally
        {
            fresh.ForEach(one => one.Copy.Dispose());
        }
    }

    static async Task<FinishedPull> StoreAsync(
        Engine engine, ProjectDefinition project, IReadOnlyList<SourceFile> fresh, FinishedPull pull, bool again, TimeProvider clock, CancellationToken cancellation)
    {
        await EventTable.PrepareAsync(engine, [], cancellation);
        await PullLog.PrepareAsync(engine, cancellation);
        await ImportedFiles.RemoveAsync(engine, await ImportedFiles.LeftoversAsync(engine, cancellation), cancellation);
        var files = await ImportedFiles.ListAsync(engine, cancellation);
        var outdated = files.Where(file => file.Source == pull.Source && file.Path != ImportedFiles.Collected && (again || fresh.Any(one => one.Path == file.Path)));
        await ImportedFiles.RemoveAsync(engine, [.. outdated.Select(file => file.Number)], cancellation);
        var (first, read) = (1 + files.Select(file => file.Number).DefaultIfEmpty(0u).Max(), new List<ImportedFile>());
        foreach (var file in fresh)
        {
            var stored = await FileImport.RunAsync(engine, project, file, first + (uint)read.Count, clock.GetUtcNow(), cancellation);
            read.Add(stored with { Content = file.Tag, Definition = pull.Definition });
        }

        if (read.Count > 0)
        {
            string[] merging = [.. fresh.Where(file => file.Source.IdenticalRows is IdenticalRows.Merge).Select(file => file.Source.Name).Distinct()];
            var removed = await Duplicates.RemoveAsync(engine, first, false, await EventTable.StoredAsync(engine, cancellation), merging, cancellation);
            read = read.ConvertAll(file => file with
            {
                Kept = file.Kept - removed.GetValueOrDefault(file.Number),
                Duplicate = file.Duplicate + removed.GetValueOrDefault(file.Number),
            });
            await ImportedFiles.AddAsync(engine, read, cancellation);
        }

        pull = await PullLog.AddAsync(engine, pull, read, clock, cancellation);
        await EventTable.CompactAsync(engine, cancellation);
        return pull;
    }

    static string PathOf(SourceDefinition source, BucketFile file) => $"s3://{source.S3!.Bucket}/{file.Key}";
}
