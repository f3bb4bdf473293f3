using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.History;
using Kindred.Project;
using Kindred.Segments;

namespace Kindred.Runs;

/// <summary>What a definition that was changed would do, before a run applies it.</summary>
/// <param name="Moves">How many would enter and leave each segment; empty where it cannot be told before a run.</param>
/// <param name="Note">Why not, or what else to know.</param>
public sealed record PreviewedChange(DefinitionChange Change, IReadOnlyList<PreviewedMove> Moves, IReadOnlyList<SegmentTurn> Turns, string? Note);

/// <summary>How many customers would enter and leave a segment.</summary>
public sealed record PreviewedMove(string Segment, string Name, long Size, long Entering, long Leaving);

/// <summary>Tries changed definitions on the customers as the newest run measured them; nothing is kept.</summary>
public static class DefinitionPreview
{
    /// <summary>Previews every definition of the project that is not the one last run.</summary>
    /// <param name="newest">The newest run and the moment it looked at, in milliseconds.</param>
    public static async Task<IReadOnlyList<PreviewedChange>> RunAsync(
        Engine engine, ProjectDefinition project, (uint Number, long AsOf) newest, CancellationToken cancellation)
    {
        var changes = await DefinitionVersions.ChangesAsync(engine, project, newest.Number + 1, cancellation);
        if (changes.Count == 0)
        {
            return [];
        }

        var snapshot = await StoredSnapshot.ReadAsync(engine, project, newest.Number, newest.AsOf, cancellation);
        var previews = new List<PreviewedChange>();
        foreach (var change in changes)
        {
            previews.Add(await PreviewAsync(engine, project, snapshot, change, cancellation));
        }

        return previews;
    }

    static async Task<PreviewedChange> PreviewAsync(
        Engine engine, ProjectDefinition project, Snapshot snapshot, DefinitionChange change, CancellationToken cancellation)
    {
        if (project.Segments.FirstOrDefault(segment => segment.Id == change.Model) is not { } model)
        {
            return new(change, await GoneAsync(engine, snapshot.Run, change.Model, cancellation), [], "The project no longer declares it; what it was stays in the history.");
        }

        if (change.Diff.Any(line => line.Sign != ' ' && line.Text.StartsWith(DefinitionText.Foundation, StringComparison.Ordinal)))
        {
            return new(change, [], [], "Who is analysed or what is measured changes too: the next run measures anew, so nothing can be told before it.");
        }

        var rows = await Running.RowsAsync(engine, project, model, snapshot, cancellation);
        var fresh = await Task.Run(() => Modelling.Run(snapshot, model, rows, null, cancellation), cancellation);
        var (outcome, turns, _) = await SegmentIdentity.MatchAsync(engine, snapshot.Run + 1, snapshot.Customers, fresh, cancellation);
        return new(change, await MovesAsync(engine, snapshot, outcome, cancellation), turns, null);
    }

    static async Task<IReadOnlyList<PreviewedMove>> GoneAsync(Engine engine, uint run, string model, CancellationToken cancellation) => await engine.QueryAsync(
        $"SELECT toString(segment), name, size FROM segments WHERE run = {run} AND model = {model} ORDER BY size DESC",
        row => new PreviewedMove(row.Get<string>(0), row.Get<string>(1), 0, 0, row.Get<long>(2)),
        cancellation);

    static async Task<IReadOnlyList<PreviewedMove>> MovesAsync(Engine engine, Snapshot snapshot, ModelOutcome outcome, CancellationToken cancellation)
    {
        var names = await MembershipLog.NamesAsync(engine, cancellation);
        var members = await engine.QueryAsync(
            $"SELECT customer_id, toString(segment) AS id FROM memberships WHERE run = {snapshot.Run} AND model = {outcome.Definition.Id} ORDER BY customer_id", cancellation);
        HashSet<(ulong Customer, string Segment)> before = [.. members.Column<ulong>("customer_id").Zip(members.Column<string>("id"))];
        HashSet<(ulong Customer, string Segment)> after = outcome.Segments.Count == 0 ? [] :
            [.. outcome.Rows.Select((row, i) => (snapshot.Customers[row], outcome.Segments[outcome.Labels[i]].Id))];
        var ids = outcome.Segments.Select(segment => segment.Id).Concat(before.Select(member => member.Segment)).Distinct();
        var (entering, leaving, sizes) = (
            after.Except(before).CountBy(member => member.Segment).ToDictionary(),
            before.Except(after).CountBy(member => member.Segment).ToDictionary(),
            after.CountBy(member => member.Segment).ToDictionary());
        return [.. ids.Select(id => new PreviewedMove(
            id,
            outcome.Segments.FirstOrDefault(segment => segment.Id == id)?.Name ?? names.GetValueOrDefault(id, id),
            sizes.GetValueOrDefault(id),
            entering.GetValueOrDefault(id),
            leaving.GetValueOrDefault(id)))];
    }
}
