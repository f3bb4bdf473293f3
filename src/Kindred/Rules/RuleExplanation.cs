using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>A rule in words and in SQL, with what each of its conditions leaves.</summary>
/// <param name="Customers">The analysed customers, from whom the members are taken.</param>
/// <param name="Members">How many of them meet the rule.</param>
/// <param name="Steps">The conditions in the order they are written, each before those within it.</param>
/// <param name="Sql">The query that finds the members.</param>
public sealed record RuleReport(string Words, long Customers, long Members, IReadOnlyList<RuleStep> Steps, string Sql);

/// <summary>A condition and how many customers meet it.</summary>
/// <param name="Depth">How many conditions it stands within.</param>
/// <param name="Alone">Who meets it, whatever else.</param>
/// <param name="Together">Who meets it and those before it in the same list under all; null elsewhere.</param>
public sealed record RuleStep(int Depth, string Words, long Alone, long? Together);

/// <summary>Whether one customer meets a condition.</summary>
/// <param name="Value">The feature, the number of times or the moment that it looks at; null where it looks at other conditions.</param>
public sealed record RuleAnswer(int Depth, string Words, bool Holds, string? Value);

/// <summary>Tells what a rule means and what each of its conditions does.</summary>
public static class RuleExplanation
{
    /// <summary>What each condition of a rule leaves of the customers.</summary>
    /// <param name="segment">The id of the segment whose rule it is; empty where it is none's.</param>
    public static async Task<RuleReport> RunAsync(Engine engine, Moment moment, Condition rule, string segment, CancellationToken cancellation)
    {
        var thresholds = await Thresholds.FindAsync(engine, moment, [rule], cancellation);
        var nodes = Nodes(rule, segment, moment.Project, 0, null).ToList();
        var query = new RuleQuery(moment, thresholds);
        var counts = new List<Sql>();
        foreach (var node in nodes)
        {
            counts.Add($"toInt64(countIf({query.Truth(node.Condition, node.Within)}))");
            if (node.Before is { } before)
            {
                counts.Add($"toInt64(countIf({Sql.Join(" AND ", before.Append(node.Condition).Select(one => query.Truth(one, node.Within)))}))");
            }
        }

        var block = await engine.QueryAsync($"SELECT toInt64(count()), {Sql.Join(", ", counts.Select((count, i) => (Sql)$"{count} AS {Sql.Identifier($"n{i}")}"))} FROM {query.Customers()}", cancellation);
        var column = 1;
        var steps = nodes.Select(node => new RuleStep(
            node.Depth, Heading(node, moment.Project, thresholds), block.Columns[column++].Value<long>(0), node.Before is null ? null : block.Columns[column++].Value<long>(0))).ToList();
        var sql = await Rule.MembersQueryAsync(engine, moment, [(segment, rule)], cancellation);
        return new(RuleWords.Of(Opened(rule, moment.Project, segment), moment.Project), block.Columns[0].Value<long>(0), steps[0].Alone, steps, sql.ToString());
    }

    /// <summary>Which conditions of a rule a customer meets, and by what; empty for a customer who is not analysed.</summary>
    /// <param name="customer">Their number in the store.</param>
    public static async Task<IReadOnlyList<RuleAnswer>> OfAsync(
        Engine engine, Moment moment, Condition rule, string segment, ulong customer, CancellationToken cancellation)
    {
        var thresholds = await Thresholds.FindAsync(engine, moment, [rule], cancellation);
        var nodes = Nodes(rule, segment, moment.Project, 0, null).ToList();

        // Shares are of all customers, everything else is of the one.
        var query = new RuleQuery(moment with { Only = $"= {customer}" }, thresholds);
        var (columns, looked) = (new List<Sql>(), new List<IReadOnlyList<string>>());
        foreach (var node in nodes)
        {
            var values = query.Values(node.Condition);
            columns.Add($"toUInt8({query.Truth(node.Condition, node.Within)})");
            columns.AddRange(values.Select(value => value.Sql));
            looked.Add([.. values.Select(value => value.Name)]);
        }

        var block = await engine.QueryAsync($"SELECT {Sql.Join(", ", columns.Select((one, i) => (Sql)$"{one} AS {Sql.Identifier($"n{i}")}"))} FROM {query.Customers()}", cancellation);
        var column = 0;
        return block.Rows == 0 ? [] :
        [
            .. nodes.Zip(looked, (node, names) => new RuleAnswer(
                node.Depth,
                Heading(node, moment.Project, thresholds),
                block.Columns[column++].Value<byte>(0) != 0,
                RuleWords.Value(node.Condition, [.. names.Select(name => (name, block.Columns[column++].Value<double>(0)))]))),
        ];
    }

    /// <summary>The conditions in the order they are written; rules of named segments are opened up.</summary>
    static IEnumerable<Node> Nodes(Condition condition, string within, ProjectDefinition project, int depth, IReadOnlyList<Condition>? before)
    {
        var own = new Node(condition, within, depth, before);
        var inner = condition switch
        {
            AllCondition all => all.All.SelectMany((one, i) => Nodes(one, within, project, depth + 1, [.. all.All.Take(i)])),
            AnyCondition any => any.Any.SelectMany(one => Nodes(one, within, project, depth + 1, null)),
            NotCondition not => Nodes(not.Not, within, project, depth + 1, null),
            SegmentCondition segment when NamedSegments.RuleOf(segment.Segment, project, within) is var (id, rule) => Nodes(rule, id, project, depth + 1, null),
            _ => [],
        };
        return inner.Prepend(own);
    }

    static string Heading(Node node, ProjectDefinition project, Thresholds thresholds) => node.Condition switch
    {
        AllCondition => "All of",
        AnyCondition => "Any of",
        NotCondition => "Not",
        FeatureCondition feature => RuleWords.Of(feature, project) + Border(feature, thresholds),
        _ => RuleWords.Of(node.Condition, project),
    };

    /// <summary>Where a share of the customers begins, and where one ends.</summary>
    static string Border(FeatureCondition feature, Thresholds thresholds)
    {
        var least = feature.Top is { } top ? thresholds.Of(feature.Feature, top, true) : null;
        var most = feature.Bottom is { } bottom ? thresholds.Of(feature.Feature, bottom, false) : null;
        return (least is { } from ? $" ({RuleWords.Number(from)} or more)" : "") + (most is { } to ? $" ({RuleWords.Number(to)} or less)" : "");
    }

    /// <summary>A rule that names another segment and nothing else is what that one is.</summary>
    static Condition Opened(Condition rule, ProjectDefinition project, string within) =>
        rule is SegmentCondition named && NamedSegments.RuleOf(named.Segment, project, within) is var (id, inner) ? Opened(inner, project, id) : rule;

    sealed record Node(Condition Condition, string Within, int Depth, IReadOnlyList<Condition>? Before);
}
