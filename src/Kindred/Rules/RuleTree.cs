using Kindred.Project;

namespace Kindred.Rules;

/// <summary>Ways through a tree of conditions.</summary>
static class RuleTree
{
    /// <summary>The conditions that look at something themselves, those of the segments named included.</summary>
    public static IEnumerable<Condition> Leaves(Condition rule, ProjectDefinition project, string within = "") => rule switch
    {
        AllCondition all => all.All.SelectMany(one => Leaves(one, project, within)),
        AnyCondition any => any.Any.SelectMany(one => Leaves(one, project, within)),
        NotCondition not => Leaves(not.Not, project, within),
        SegmentCondition segment when NamedSegments.RuleOf(segment.Segment, project, within) is var (id, inner) => Leaves(inner, project, id),
        _ => [rule],
    };
}
