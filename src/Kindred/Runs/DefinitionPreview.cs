using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.History;
using Kindred.Project;
using Kindred.Rules;
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
            var others = changes.Where(other => !other.IsNew && project.Segments.Any(segment => segment.Id == other.Model));
            previews.Add(await PreviewAsync(engine, project, snapshot, change, IsMeasured(snapshot, change, others), cancellation));
        }

        return previews;
    }

    static async Task<PreviewedChange> PreviewAsync(
        Engine engine, ProjectDefinition project, Snapshot snapshot, DefinitionChange change, bool measured, CancellationToken cancellation)
    {
        if (project.Segments.FirstOrDefault(segment => segment.Id == change.Model) is not { } model)
        {
            return new(change, await GoneAsync(engine, snapshot.Run, change.Model, cancellation), [], "The project no longer declares it; what it was stays in the history.");
        }

        if (!measured)
        {
            return new(change, [], [], "Who is analysed or what is measured changes too: the next run measures anew, so nothing can be told before it.");
        }

        if (model.Rule is { } rule)
        {
            return await PreviewAsync(engine, project, snapshot, change, rule, cancellation);
        }

        var rows = await Running.RowsAsync(engine, project, model, snapshot, cancellation);
        var fresh = await Task.Run(() => Modelling.Run(snapshot, model, rows, null, cancellation), cancellation);
        var (outcome, turns, _) = await SegmentIdentity.MatchAsync(engine, snapshot.Run + 1, snapshot.Customers, fresh, cancellation);
        var names = outcome.Segments.ToDictionary(segment => segment.Id, segment => segment.Name);
        HashSet<(ulong, string)> after = outcome.Segments.Count == 0 ? [] : [.. outcome.Rows.Select((row, i) => (snapshot.Customers[row], outcome.Segments[outcome.Labels[i]].Id))];
        return new(change, await MovesAsync(engine, snapshot.Run, change.Model, names, after, cancellation), turns, null);
    }

    static async Task<PreviewedChange> PreviewAsync(
        Engine engine, ProjectDefinition project, Snapshot snapshot, DefinitionChange change, Condition rule, CancellationToken cancellation)
    {
        var id = change.Model;
        var members = (await Rule.MembersAsync(engine, new(project, snapshot.Run, snapshot.AsOf), [(id, rule)], cancellation))[0];
        var names = new Dictionary<string, string> { [id] = RuleSegments.Told(project, project.Segments.First(segment => segment.Id == id)).Name };
        var note = RuleTree.Leaves(rule, project, id).OfType<SegmentCondition>().Any() ? "Segments of a model that the rule names are those of the newest run." : null;
        return new(change, await MovesAsync(engine, snapshot.Run, id, names, [.. members.Select(customer => (customer, id))], cancellation), [], note);
    }

    /// <summary>Whether the newest run analysed whom and measured what the definition rests on; of one that is new, the others tell.</summary>
    static bool IsMeasured(Snapshot snapshot, DefinitionChange change, IEnumerable<DefinitionChange> others)
    {
        var moved = (change.IsNew ? others : [change]).SelectMany(one => one.Diff).Where(line => line.Sign != ' ').Select(line => line.Text);
        var features = change.Diff.Where(line => line.Sign == '+').Select(line => line.Text.Split(DefinitionText.Feature))
            .Where(parts => parts is ["", _]).Select(parts => parts[1].Split(':')[0]);
        return !moved.Any(line => line.StartsWith(DefinitionText.Foundation, StringComparison.Ordinal))
            && features.All(name => snapshot.Features.Any(feature => feature.Name == name));
    }

    static async Task<IReadOnlyList<PreviewedMove>> GoneAsync(Engine engine, uint run, string model, CancellationToken cancellation) => await engine.QueryAsync(
        $"SELECT toString(segment), name, size FROM segments WHERE run = {run} AND model = {model} ORDER BY size DESC",
        row => new PreviewedMove(row.Get<string>(0), row.Get<string>(1), 0, 0, row.Get<long>(2)),
        cancellation);

    /// <param name="named">The segments that there would be.</param>
    static async Task<IReadOnlyList<PreviewedMove>> MovesAsync(
        Engine engine, uint run, string model, Dictionary<string, string> named, HashSet<(ulong Customer, string Segment)> after, CancellationToken cancellation)
    {
        var names = await MembershipLog.NamesAsync(engine, cancellation);
        var before = (await engine.QueryAsync(
            $"SELECT customer_id, toString(segment) FROM memberships WHERE run = {run} AND model = {model}",
            row => (Customer: row.Get<ulong>(0), Segment: row.Get<string>(1)),
            cancellation)).ToHashSet();
        var (entering, leaving, sizes) = (
            after.Except(before).CountBy(member => member.Segment).ToDictionary(),
            before.Except(after).CountBy(member => member.Segment).ToDictionary(),
            after.CountBy(member => member.Segment).ToDictionary());
        return [.. named.Keys.Concat(before.Select(member => member.Segment)).Distinct().Select(id => new PreviewedMove(
            id,
            named.GetValueOrDefault(id) ?? names.GetValueOrDefault(id, id),
            sizes.GetValueOrDefault(id),
            entering.GetValueOrDefault(id),
            leaving.GetValueOrDefault(id)))];
    }
}
