namespace Kindred.Project;

/// <summary>What the name of a segment means within a rule.</summary>
public static class NamedSegments
{
    /// <summary>The rule that a name stands for: that of another segment of the project, else of a ready-made one; null for a segment of a model.</summary>
    /// <param name="within">The id of the segment whose rule names it; there its own id means the ready-made one.</param>
    public static (string Id, Condition Rule)? RuleOf(string name, ProjectDefinition project, string within) =>
        project.Segments.FirstOrDefault(segment => segment.Id == name && segment.Id != within && segment.Rule is not null) is { } own
            ? (own.Id, own.Rule!)
            : ReadySegment.Find(name) is { } ready ? ("", ready.Rule) : null;

    /// <summary>Whether a name is that of a segment: one by rule, a ready-made one or one that a model may find, as in behaviour_2.</summary>
    public static bool Exists(string name, ProjectDefinition project, string within) =>
        RuleOf(name, project, within) is not null || project.Segments.Any(model => model.Rule is null && IsOf(model.Id, name));

    /// <summary>The names that can be told beforehand.</summary>
    internal static IEnumerable<string> All(ProjectDefinition project, string within) => project.Segments
        .Where(segment => segment.Id != within)
        .Select(segment => segment.Rule is null ? $"{segment.Id}_1" : segment.Id)
        .Concat(ReadySegment.All.Select(ready => ready.Id))
        .Distinct();

    /// <summary>How many conditions a rule has with those of the segments it names, and the way by which it leads back to itself, if it does.</summary>
    internal static (int Conditions, string? Loop) Conditions(Condition rule, ProjectDefinition project, string segment, int most)
    {
        var count = 0;
        var loop = Follow(rule, segment, []);
        return (count, loop);

        string? Follow(Condition condition, string within, IReadOnlyList<string> way)
        {
            if (++count > most)
            {
                return null;
            }

            return condition switch
            {
                AllCondition all => all.All.Select(one => Follow(one, within, way)).FirstOrDefault(found => found is not null),
                AnyCondition any => any.Any.Select(one => Follow(one, within, way)).FirstOrDefault(found => found is not null),
                NotCondition not => Follow(not.Not, within, way),
                SegmentCondition named => Named(named.Segment, within, way),
                _ => null,
            };
        }

        string? Named(string name, string within, IReadOnlyList<string> way)
        {
            IReadOnlyList<string> further = [.. way, within];
            return RuleOf(name, project, within) switch
            {
                null or ("", _) => null,
                var (id, _) when further.Contains(id) => string.Join(" → ", [.. further.SkipWhile(one => one != id), id]),
                var (id, inner) => Follow(inner, id, further),
            };
        }
    }

    /// <summary>Whether a name is one that a model gives to its segments.</summary>
    internal static bool IsOf(string model, string name) =>
        name.Length > model.Length + 1 && name.StartsWith(model + "_", StringComparison.Ordinal) && name.AsSpan(model.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;
}
