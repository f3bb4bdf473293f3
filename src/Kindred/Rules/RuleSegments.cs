using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Features;
using Kindred.Project;
using Kindred.Segments;

namespace Kindred.Rules;

/// <summary>A segment by a rule as a run found it.</summary>
/// <param name="Members">The numbers of its customers in the store, ascending.</param>
/// <param name="Share">Of the analysed customers, 0 to 1.</param>
public sealed record RuleOutcome(SegmentDefinition Definition, string Name, string Sentence, ulong[] Members, double Share);

/// <summary>The segments of a project that are declared by a rule.</summary>
public static class RuleSegments
{
    /// <summary>Finds and keeps the members of every segment by a rule, after those of the models.</summary>
    public static async Task<IReadOnlyList<RuleOutcome>> RunAsync(
        Engine engine, ProjectDefinition project, Snapshot snapshot, CancellationToken cancellation)
    {
        List<SegmentDefinition> segments = [.. project.Segments.Where(segment => segment.Rule is not null)];
        var found = await Rule.MembersAsync(
            engine, new(project, snapshot.Run, snapshot.AsOf), [.. segments.Select(segment => (segment.Id, segment.Rule!))], cancellation);
        var outcomes = new List<RuleOutcome>();
        foreach (var (segment, members) in segments.Zip(found))
        {
            var (name, sentence) = Told(project, segment);
            var outcome = new RuleOutcome(segment, name, sentence, members, members.Length / (double)Math.Max(1, snapshot.Customers.Length));
            await Memberships.KeepAsync(engine, snapshot.Run, segment.Id, name, sentence, members, outcome.Share, cancellation);
            outcomes.Add(outcome);
        }

        return outcomes;
    }

    /// <summary>Holds the rules of a project against the events that really happened.</summary>
    /// <exception cref="ProjectException">A rule names what does not exist; everything found is listed.</exception>
    public static async Task CheckAsync(Engine engine, ProjectFile project, CancellationToken cancellation)
    {
        var rules = project.Definition.Segments.Select(segment => segment.Rule).OfType<Condition>().Select(RuleText.Write).ToList();
        if (rules.Count > 0)
        {
            project.CheckRules(await NamesAsync(engine, project.Definition, rules, cancellation));
        }
    }

    /// <summary>The names that conditions can use, once events are in the store.</summary>
    /// <param name="rules">The texts of the conditions: which properties clients sent takes long to find out, and is of use only where one is named.</param>
    public static async Task<RuleNames> NamesAsync(Engine engine, ProjectDefinition project, IEnumerable<string> rules, CancellationToken cancellation) => new()
    {
        Project = project,
        Features = RuleScope.Names(project),
        Events = await engine.QueryAsync($"SELECT toString(event) FROM (SELECT DISTINCT event FROM events)", row => row.Get<string>(0), cancellation),
        Properties = rules.Any(rule => rule.Contains("properties.", StringComparison.Ordinal))
            ? [.. RuleNames.Mapped(project).Union(await CollectedSources.PropertiesAsync(engine, cancellation))]
            : [],
    };

    /// <summary>The name of a segment for readers, and who is in it in a sentence.</summary>
    public static (string Name, string Sentence) Told(ProjectDefinition project, SegmentDefinition segment)
    {
        var ready = segment.Rule is SegmentCondition named && NamedSegments.RuleOf(named.Segment, project, segment.Id) is ("", _)
            ? ReadySegment.Find(named.Segment)
            : null;
        return (segment.Name ?? ready?.Name ?? segment.Id, ready?.Meaning ?? $"{RuleWords.Of(segment.Rule!, project)}.");
    }
}
