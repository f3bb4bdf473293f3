using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.History;

/// <summary>A version of what decides who is in a segment or in the segments of a model.</summary>
/// <param name="At">When it was first run.</param>
/// <param name="Text">As <see cref="DefinitionText"/> writes it; empty where the project no longer declares it.</param>
public sealed record DefinitionVersion(string Model, uint Version, uint Run, DateTimeOffset At, string Text);

/// <summary>A definition that is no longer the one of an earlier run.</summary>
/// <param name="Version">From 1.</param>
public sealed record DefinitionChange(string Model, uint Version, IReadOnlyList<DiffLine> Diff)
{
    /// <summary>Whether the project declares it for the first time.</summary>
    public bool IsNew => Version == 1;
}

/// <summary>Every version of every definition that was ever run.</summary>
public static class DefinitionVersions
{
    /// <summary>What the project declares otherwise than the newest version says.</summary>
    /// <param name="before">Only versions of runs before this one count.</param>
    public static async Task<IReadOnlyList<DefinitionChange>> ChangesAsync(
        Engine engine, ProjectDefinition project, uint before, CancellationToken cancellation)
    {
        var newest = (await engine.QueryAsync(
            $"SELECT toString(model) AS owner, max(version) AS newest, argMax(text, version) AS words FROM definition_versions WHERE run < {before} GROUP BY owner ORDER BY owner",
            row => (Model: row.Get<string>(0), Version: row.Get<uint>(1), Text: row.Get<string>(2)),
            cancellation)).ToDictionary(version => version.Model);
        var changes = new List<DefinitionChange>();
        foreach (var segment in project.Segments)
        {
            var (text, known) = (DefinitionText.Of(project, segment), newest.GetValueOrDefault(segment.Id));
            if (text != known.Text)
            {
                changes.Add(new(segment.Id, known.Version + 1, LineDiff.Of(known.Text ?? "", text)));
            }
        }

        changes.AddRange(newest.Values.Where(known => known.Text.Length > 0 && project.Segments.All(segment => segment.Id != known.Model))
            .Select(gone => new DefinitionChange(gone.Model, gone.Version + 1, LineDiff.Of(gone.Text, ""))));
        return changes;
    }

    /// <summary>Notes what the project declares otherwise than the newest version, as versions that begin with a run.</summary>
    internal static async Task<IReadOnlyList<DefinitionChange>> NoteAsync(
        Engine engine, ProjectDefinition project, uint run, DateTimeOffset at, CancellationToken cancellation)
    {
        var changes = await ChangesAsync(engine, project, run, cancellation);
        if (changes.Count > 0)
        {
            var texts = changes.Select(change => project.Segments.FirstOrDefault(segment => segment.Id == change.Model) is { } segment
                ? DefinitionText.Of(project, segment)
                : "");
            await engine.InsertAsync(
                "definition_versions",
                new Block(
                    Column.Of("run", changes.Select(_ => run).ToArray()),
                    Column.Of("at", changes.Select(_ => at.ToUnixTimeMilliseconds()).ToArray()),
                    Column.Of("model", changes.Select(change => change.Model).ToArray()),
                    Column.Of("version", changes.Select(change => change.Version).ToArray()),
                    Column.Of("text", texts.ToArray())),
                cancellation);
        }

        return changes;
    }

    /// <summary>All versions, oldest first.</summary>
    public static Task<IReadOnlyList<DefinitionVersion>> AllAsync(Engine engine, CancellationToken cancellation) => engine.QueryAsync(
        $"SELECT toString(model), version, run, at, text FROM definition_versions WHERE run <= (SELECT max(run) FROM runs) ORDER BY run, model",
        row => new DefinitionVersion(
            row.Get<string>(0), row.Get<uint>(1), row.Get<uint>(2), DateTimeOffset.FromUnixTimeMilliseconds(row.Get<long>(3)), row.Get<string>(4)),
        cancellation);
}
