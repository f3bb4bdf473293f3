using System.Globalization;
using Kindred.Events;
using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>Holds the conditions of a rule against the names there are and against sense.</summary>
/// <param name="placeOf">Where the value at a path stands.</param>
sealed class RuleCheck(RuleNames names, Func<string, Place> placeOf, List<ProjectProblem> problems)
{
    /// <summary>Conditions within conditions, and all conditions with those of the segments named: more than anyone reads.</summary>
    const int Deepest = 20;
    const int Most = 1000;

    readonly ExpressionScope _event = ExpressionScope.Event($"0", names.Project.Timezone, names.Properties);
    readonly ExpressionScope? _customer = names.Features is { } features
        ? ExpressionScope.Customers(features.DistinctBy(feature => feature.Name), names.Project.Timezone)
        : null;

    string _segment = "";

    /// <summary>Notes what is wrong.</summary>
    /// <param name="path">The path of the rule, as in <c>segments[0].rule</c>.</param>
    /// <param name="segment">The id of the segment it makes; empty where it makes none.</param>
    public void Run(Condition rule, string path, string segment)
    {
        _segment = segment;
        Check(rule, path, 1);
        var (conditions, loop) = NamedSegments.Conditions(rule, names.Project, segment, Most);
        if (loop is not null)
        {
            Add(path, $"a way back to itself: {loop}", "segments that do not need each other");
        }
        else if (conditions > Most)
        {
            Add(path, "a longer rule, with those of the segments it names", $"at most {Most} conditions");
        }
    }

    void Check(Condition condition, string path, int depth)
    {
        if (depth > Deepest)
        {
            Add(path, $"conditions within conditions, {depth} deep", $"at most {Deepest}");
            return;
        }

        switch (condition)
        {
            case AllCondition all:
                Each(all.All, $"{path}.all", depth);
                break;
            case AnyCondition any:
                Each(any.Any, $"{path}.any", depth);
                break;
            case NotCondition not:
                Check(not.Not, $"{path}.not", depth + 1);
                break;
            case FeatureCondition feature:
                Feature(feature, path);
                break;
            case ExpressionCondition expression when _customer is not null:
                ExpressionCheck.Run(placeOf, $"{path}.expression", expression.Expression, _customer, problems, ExpressionType.Truth);
                break;
            case DidCondition did:
                Event(did.Did, did.Where, path, "did");
                Did(did, path);
                break;
            case NeverCondition never:
                Event(never.Never, never.Where, path, "never");
                break;
            case FirstCondition first:
                Event(first.First, first.Where, path, "first");
                When(path, first.InLast, first.NotInLast, needed: true);
                break;
            case LastCondition last:
                Event(last.Last, last.Where, path, "last");
                When(path, last.InLast, last.NotInLast, needed: true);
                break;
            case SegmentCondition segment:
                Segment(segment, path);
                break;
            case ConsentCondition { Consent: "" }:
                Add($"{path}.consent", "no purpose", "the purpose as the events tell it, such as marketing");
                break;
        }
    }

    void Each(IReadOnlyList<Condition> conditions, string path, int depth)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            Check(conditions[i], $"{path}[{i}]", depth + 1);
        }
    }

    void Feature(FeatureCondition feature, string path)
    {
        if (names.Features is { } features && features.All(known => known.Name != feature.Feature))
        {
            Add($"{path}.feature", $"'{feature.Feature}'", "the name of a feature that is a number", Spelling.Nearest(feature.Feature, features.Select(known => known.Name)));
        }

        double?[] bounds = [feature.Above, feature.AtLeast, feature.Below, feature.AtMost, feature.Is, feature.Top?.Value, feature.Bottom?.Value];
        if (feature.Missing is null && bounds.All(bound => bound is null))
        {
            Add(path, "a feature with nothing to compare it with", "above, at_least, below, at_most, is, top, bottom or missing");
        }

        if (feature.Missing is true && bounds.Any(bound => bound is not null))
        {
            Add($"{path}.missing", "true beside a bound", "one of both: a missing value meets no bound");
        }

        var (least, most) = (Greatest(feature.Above, feature.AtLeast, feature.Is), Least(feature.Below, feature.AtMost, feature.Is));
        if (least > most || (least is { } only && only == most && (feature.Above == only || feature.Below == only)))
        {
            Add(path, string.Create(CultureInfo.InvariantCulture, $"no number from {least} to {most}"), "bounds that some number meets");
        }
    }

    static double? Greatest(params double?[] bounds) => bounds.Max();

    static double? Least(params double?[] bounds) => bounds.Min();

    void Did(DidCondition did, string path)
    {
        When(path, did.InLast, did.NotInLast, needed: false);
        if (did.Exactly is not null && (did.AtLeast ?? did.AtMost) is not null)
        {
            Add($"{path}.exactly", "exactly beside at_least or at_most", "one of both");
        }

        if (did.AtLeast > did.AtMost)
        {
            Add($"{path}.at_least", "at_least above at_most", "bounds that some number meets");
        }

        if ((did.Then ?? did.ThenNot) is null)
        {
            Misplaced(did.Within is not null, "within", "then or then_not");
        }
        else
        {
            Misplaced(did.AtLeast is not null, "at_least", "did alone");
            Misplaced(did.AtMost is not null, "at_most", "did alone");
            Misplaced(did.Exactly is not null, "exactly", "did alone");
            Misplaced(did.Then is not null && did.ThenNot is not null, "then_not", "did alone or with then, in a condition of its own");
        }

        Misplaced(did.Then is null && did.Without is not null, "without", "then");
        Misplaced(did.Within <= TimeSpan.Zero, "within", "then or then_not, and is longer than nothing");
        foreach (var (step, key) in ((EventStep?, string)[])[(did.Then, "then"), (did.ThenNot, "then_not"), (did.Without, "without")])
        {
            if (step is not null)
            {
                Event(step.Did, step.Where, $"{path}.{key}", "did");
            }
        }

        void Misplaced(bool wrong, string key, string beside)
        {
            if (wrong)
            {
                Add($"{path}.{key}", $"'{key}' here", $"{key} to stand beside {beside}");
            }
        }
    }

    void When(string path, TimeSpan? inLast, TimeSpan? notInLast, bool needed)
    {
        if (needed && (inLast ?? notInLast) is null)
        {
            Add(path, "no time to compare with", "in_last, not_in_last or both");
        }

        if (inLast <= (notInLast ?? TimeSpan.Zero))
        {
            Add($"{path}.in_last", notInLast is null ? "no time at all" : "in_last within not_in_last", "a time in which something can happen");
        }
    }

    void Event(IReadOnlyList<string> events, ExpressionText? where, string path, string key)
    {
        if (names.Events is { } declared)
        {
            List<string> known = [.. declared, .. Vocabulary.Standard, Condition.Anything];
            foreach (var (i, name) in events.Index().Where(entry => !known.Contains(RuleNames.Standard(entry.Item))))
            {
                var some = string.Join(", ", declared.Order(StringComparer.Ordinal).Take(20)) + (declared.Count > 20 ? ", …" : "");
                Add($"{path}.{key}[{i}]", $"'{name}', which never happened", $"an event such as {some}", Spelling.Nearest(name, known));
            }
        }

        if (where is not null)
        {
            ExpressionCheck.Run(placeOf, $"{path}.where", where, _event, problems, ExpressionType.Truth);
        }
    }

    void Segment(SegmentCondition segment, string path)
    {
        if (!NamedSegments.Exists(segment.Segment, names.Project, _segment))
        {
            var known = NamedSegments.All(names.Project, _segment).ToList();
            var model = names.Project.Segments.FirstOrDefault(one => one.Rule is null && one.Id == segment.Segment);
            var expected = model is null ? $"one of {string.Join(", ", known)}" : $"one of the segments that the model finds, as in {model.Id}_1";
            Add($"{path}.segment", $"'{segment.Segment}'", expected, model is null ? Spelling.Nearest(segment.Segment, [.. known, .. Numbered(segment.Segment)]) : null);
        }
    }

    /// <summary>The segments of the models that have the number with which a name ends.</summary>
    IEnumerable<string> Numbered(string name)
    {
        var number = name[(name.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1)..];
        return names.Project.Segments.Where(model => model.Rule is null && number.Length > 0).Select(model => $"{model.Id}_{number}");
    }

    void Add(string path, string found, string expected, string? suggestion = null) =>
        problems.Add(new(placeOf(path), path, found, expected, suggestion));
}
