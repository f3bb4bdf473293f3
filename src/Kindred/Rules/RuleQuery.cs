using Kindred.ClickHouse;
using Kindred.Identity;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>Writes conditions as SQL: what must be known of each customer, and what must be so of it.</summary>
/// <remarks>
/// Every condition becomes an expression over one row a customer, so that any number of rules is one pass over the events. Only the events
/// that some condition names are read.
/// </remarks>
sealed class RuleQuery(Moment moment, Thresholds thresholds)
{
    readonly Dictionary<string, (string Name, Sql Sql)> _aggregates = [];
    readonly SortedSet<string> _measured = new(StringComparer.Ordinal);
    readonly SortedSet<string> _compared = new(StringComparer.Ordinal);
    readonly SortedSet<string> _fields = new(StringComparer.Ordinal) { "occurred_at", "event" };
    readonly SortedSet<string> _events = new(StringComparer.Ordinal);
    bool _everyEvent;
    long _from = long.MaxValue;

    /// <summary>1 where the condition holds, else 0; stands in a query from <see cref="Customers"/>.</summary>
    /// <param name="within">The id of the segment whose rule it is in.</param>
    public Sql Truth(Condition condition, string within) => condition switch
    {
        AllCondition all => $"({Sql.Join(" AND ", all.All.Select(one => Truth(one, within)))})",
        AnyCondition any => $"({Sql.Join(" OR ", any.Any.Select(one => Truth(one, within)))})",
        NotCondition not => $"(NOT {Truth(not.Not, within)})",
        FeatureCondition feature => Compared(feature),
        ExpressionCondition expression => Expressed(expression),
        SegmentCondition segment => Member(segment.Segment, within),
        _ => Happened(condition),
    };

    /// <summary>What the condition looks at, as numbers: values of features, how often, when; nothing for conditions over others.</summary>
    /// <remarks>0 of a time says that there is none. Only what an expression names has a name.</remarks>
    public IReadOnlyList<(string Name, Sql Sql)> Values(Condition condition) => condition switch
    {
        FeatureCondition feature => [("", Measured(feature.Feature))],
        ExpressionCondition expression => [.. Compiled(expression).Names.Select(name => (name, Measured(name)))],
        DidCondition or NeverCondition or FirstCondition or LastCondition => [("", $"toFloat64({Named(new EventConditions(moment).Value(condition))})")],
        _ => [],
    };

    Sql Measured(string feature) => $"toFloat64(ifNull({Feature(feature)}, nan))";

    /// <summary>The analysed customers, one row each, with what the conditions written so far look at.</summary>
    public Sql Customers() => (_aggregates.Count, _compared.Count) switch
    {
        (0, _) => $"({Features()})",
        _ => $"""
            (SELECT customer_id{Each(_measured)}{Each(_compared)}{Each(_aggregates.Values.Select(one => one.Name))}
            FROM ({Features()}) AS f
            ANY LEFT JOIN (
                SELECT customer_id{Sql.Join("", _aggregates.Values.Select(one => (Sql)$",\n        {one.Sql} AS {Sql.Identifier(one.Name)}"))}
                FROM {CustomerEvents.Before(moment.AsOf, Needed(), [.. _fields], moment.Only)}
                GROUP BY customer_id
            ) AS e USING (customer_id))
            """,
    };

    Sql Features()
    {
        Sql measured = $"SELECT customer_id{Each(_measured)} FROM features WHERE run = {moment.Run} AND left_out = ''{Only()}";
        return _compared.Count switch
        {
            0 => measured,
            _ => $"""
                SELECT customer_id{Each(_measured)}{Each(_compared)}
                FROM ({measured}) AS m
                ANY LEFT JOIN (SELECT customer_id{Each(_compared)} FROM compared WHERE run = {moment.Run}) AS c USING (customer_id)
                """,
        };
    }

    Sql Only() => moment.Only switch
    {
        { } only => $" AND customer_id {only}",
        null => $"",
    };

    /// <summary>Which events any condition looks at.</summary>
    Sql Needed()
    {
        var conditions = new List<Sql>();
        if (!_everyEvent)
        {
            conditions.Add($"event IN {Literal.List(_events)}");
        }

        if (_from > long.MinValue)
        {
            conditions.Add($"occurred_at >= {_from}");
        }

        return conditions.Count switch
        {
            0 => $"1",
            _ => Sql.Join(" AND ", conditions),
        };
    }

    Sql Compared(FeatureCondition feature)
    {
        var value = Feature(feature.Feature);
        var parts = new List<Sql>();
        Add(feature.Above, $">");
        Add(feature.AtLeast, $">=");
        Add(feature.Below, $"<");
        Add(feature.AtMost, $"<=");
        Add(feature.Is, $"=");
        Among(feature.Top, true, $">=");
        Among(feature.Bottom, false, $"<=");
        if (feature.Missing is { } missing)
        {
            parts.Add(missing switch
            {
                true => $"isNull({value})",
                false => $"isNotNull({value})",
            });
        }

        return $"({Sql.Join(" AND ", parts)})";

        void Add(double? bound, Sql comparison)
        {
            if (bound is { } number)
            {
                parts.Add($"ifNull({value} {comparison} {number}, 0)");
            }
        }

        void Among(Percent? share, bool top, Sql comparison)
        {
            if (share is { } percent)
            {
                parts.Add(thresholds.Of(feature.Feature, percent, top) switch
                {
                    { } bound => $"ifNull({value} {comparison} {bound}, 0)",
                    null => $"0",
                });
            }
        }
    }

    Sql Expressed(ExpressionCondition condition)
    {
        var compiled = Compiled(condition);
        foreach (var name in compiled.Names)
        {
            Feature(name);
        }

        return $"({compiled.Sql})";
    }

    Expressions.CompiledExpression Compiled(ExpressionCondition condition) =>
        Expressions.Expression.CompileCondition(condition.Expression, RuleScope.Customers(moment.Project));

    /// <summary>A feature's value, which may be NULL; its column is noted.</summary>
    Sql Feature(string name)
    {
        (RuleScope.IsCompared(name) ? _compared : _measured).Add(name);
        return RuleScope.Value(name);
    }

    Sql Member(string segment, string within) => NamedSegments.RuleOf(segment, moment.Project, within) switch
    {
        var (id, rule) => Truth(rule, id),
        null => $"(customer_id GLOBAL IN (SELECT customer_id FROM memberships WHERE run = {moment.Run} AND segment = {segment}))",
    };

    /// <summary>A condition on events, as what is counted of them and what must be so of the number.</summary>
    Sql Happened(Condition condition)
    {
        var events = new EventConditions(moment);
        var (counted, comparison) = events.Of(condition);
        var number = Named(counted);
        _fields.UnionWith(events.Fields);
        _events.UnionWith(events.Events);
        _everyEvent |= events.EveryEvent;
        _from = Math.Min(_from, events.From);
        return $"({number} {comparison})";
    }

    /// <summary>The name under which an aggregate of the customer's events is known; the same one twice is computed once.</summary>
    Sql Named(Sql aggregate)
    {
        var text = aggregate.ToString();
        if (!_aggregates.TryGetValue(text, out var known))
        {
            known = ($"e{_aggregates.Count + 1}", aggregate);
            _aggregates.Add(text, known);
        }

        return Sql.Identifier(known.Name);
    }

    static Sql Each(IEnumerable<string> names) => Sql.Join("", names.Select(name => (Sql)$", {Sql.Identifier(name)}"));
}
