using Kindred.Events;
using Kindred.Import;
using Kindred.Project;

namespace Kindred.Pull;

/// <summary>Brings the new and changed files of one source into the store, as a run does, without a run.</summary>
static class FilePulling
{
    /// <summary>What such a pull is of.</summary>
    public const string Place = "files";

    public static async Task<FinishedPull> RunAsync(
        ProjectFile project, int index, bool again, ChangeStore change, TimeProvider clock, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var (started, source) = (clock.GetUtcNow(), project.Definition.Sources[index]);
        var alone = project.With(project.Definition with { Sources = [.. project.Definition.Sources.Select((other, i) => i == index ? other : other with { Files = [] })] });
        var pull = new FinishedPull(
            source.Name, 0, Place, SourceFile.Definition(project.Definition, source), started.ToUnixTimeMilliseconds(), 0, "", 0, 0, 0, 0, 0);
        await change(async engine =>
        {
            await ImportedFiles.PrepareAsync(engine, cancellation);
            await PullLog.PrepareAsync(engine, cancellation);
            if (again)
            {
                var files = await ImportedFiles.ListAsync(engine, cancellation);
                await EventTable.PrepareAsync(engine, [], cancellation);
                await ImportedFiles.RemoveAsync(
                    engine, [.. files.Where(file => file.Source == source.Name && file.Path != ImportedFiles.Collected).Select(file => file.Number)], cancellation);
            }

            var imported = await Importing.RunAsync(engine, alone, clock, progress, cancellation);
            pull = await PullLog.AddAsync(engine, pull, [.. imported.Files.Where(file => file.Number >= imported.FirstNew)], clock, cancellation);
        });
        return pull;
    }
}
