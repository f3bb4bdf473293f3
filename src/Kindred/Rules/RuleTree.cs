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

    /// <summary>The segments that a rule names, and those that they name, each once: their rules, or the models that find them.</summary>
    public static IReadOnlyList<(string Name, object Definition)> Named(Condition rule, ProjectDefinition project, string within)
    {
        var named = new Dictionary<string, object>();
        Add(rule, within);
        return [.. named.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value))];

        void Add(Condition condition, string owner)
        {
            switch (condition)
            {
                case AllCondition all:
                    all.All.ToList().ForEach(one => Add(one, owner));
                    break;
                case AnyCondition any:
                    any.Any.ToList().ForEach(one => Add(one, owner));
                    break;
                case NotCondition not:
                    Add(not.Not, owner);
                    break;
                case SegmentCondition { Segment: var name } when NamedSegments.RuleOf(name, project, owner) is var (id, inner):
                    named[name] = inner;
                    Add(inner, id);
                    break;
                case SegmentCondition { Segment: var name } when project.Segments.FirstOrDefault(model => model.Rule is null && NamedSegments.IsOf(model.Id, name)) is { } model:
                    named[name] = model;
                    break;
            }
        }
    }

    /// <summary>The measured features that alone decide a rule; none where it looks at events, other segments or how customers compare.</summary>
    public static IReadOnlyList<string> Features(Condition rule, ProjectDefinition project, string within)
    {
        var leaves = Leaves(rule, project, within).Select(leaf => leaf switch
        {
            FeatureCondition { Top: null, Bottom: null } feature => [feature.Feature],
            ExpressionCondition expression => Expressions.Expression.CompileCondition(expression.Expression, RuleScope.Customers(project)).Names,
            _ => [],
        }).ToList();
        return leaves.TrueForAll(names => names.Count > 0 && !names.Any(RuleScope.IsCompared)) ? [.. leaves.SelectMany(names => names).Distinct()] : [];
    }
}
