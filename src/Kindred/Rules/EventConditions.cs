using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Expressions;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>Writes a condition on events as an aggregate over the events of a customer, and notes which events it looks at.</summary>
/// <remarks>
/// Sequences are found by sorting: each moment becomes a number with its part in the lowest two bits, so that at equal times what ends a
/// sequence comes before what interrupts it and before what begins it. Whatever must follow is then the next number in the array.
/// </remarks>
sealed class EventConditions(Moment moment)
{
    /// <summary>The parts of a sequence, in their order at equal times.</summary>
    const int Later = 0;
    const int Between = 1;
    const int Earlier = 2;

    readonly ExpressionScope _scope = ExpressionScope.Event($"{moment.AsOf}", moment.Project.Timezone);

    /// <summary>The fields of events that the conditions look at, and the events; no event before <see cref="From"/> matters.</summary>
    public HashSet<string> Fields { get; } = [];

    public HashSet<string> Events { get; } = [];

    public bool EveryEvent { get; private set; }

    public long From { get; private set; } = long.MaxValue;

    /// <summary>What is computed of the events, and what must be so of it. Without any event it is 0.</summary>
    public (Sql Aggregate, Sql Comparison) Of(Condition condition) => condition switch
    {
        DidCondition { Then: not null } or DidCondition { ThenNot: not null } => ($"notEmpty({Found((DidCondition)condition)})", $"= 1"),
        DidCondition did => (Count(did), Bounds(did)),
        NeverCondition never => (Times(never.Never, Meets(never.Never, never.Where, null, null)), $"= 0"),
        FirstCondition first => (At($"minIf", first.First, first.Where, first.InLast, first.NotInLast), $"= 1"),
        LastCondition last => (At($"maxIf", last.Last, last.Where, last.InLast, last.NotInLast), $"= 1"),
        ConsentCondition consent => (Consented(consent.Consent), $"= 1"),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    /// <summary>How often, or when, as a number: of a sequence when the newest began, 0 where there is none.</summary>
    public Sql Value(Condition condition) => condition switch
    {
        DidCondition { Then: not null } or DidCondition { ThenNot: not null } =>
            $"if(empty({Found((DidCondition)condition)}), toInt64(0), intDiv({Found((DidCondition)condition)}[-1], 4))",
        DidCondition did => Count(did),
        NeverCondition never => Times(never.Never, Meets(never.Never, never.Where, null, null)),
        FirstCondition first => $"minIf(occurred_at, {Meets(first.First, first.Where, null, null)})",
        LastCondition last => $"maxIf(occurred_at, {Meets(last.Last, last.Where, null, null)})",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    Sql Count(DidCondition did) => Times(did.Did, Meets(did.Did, did.Where, did.InLast, did.NotInLast));

    /// <summary>How many events; of order events, how many orders, since lines with the same id are one.</summary>
    Sql Times(IReadOnlyList<string> events, Sql meets)
    {
        if (!events.All(name => Vocabulary.Orders.Contains(RuleNames.Standard(name))))
        {
            return $"countIf({meets})";
        }

        Fields.Add("order_id");
        return $"uniqExactIf(if(order_id = '', toUInt64(occurred_at), cityHash64(order_id)), {meets})";
    }

    static Sql Bounds(DidCondition did) => (did.AtLeast, did.AtMost, did.Exactly) switch
    {
        (_, _, { } exactly) => $"= {exactly}",
        ({ } least, { } most, _) => $"BETWEEN {least} AND {most}",
        (_, { } most, _) => $"<= {most}",
        var (least, _, _) => $">= {least ?? 1}",
    };

    Sql At(Sql which, IReadOnlyList<string> events, ExpressionText? where, TimeSpan? inLast, TimeSpan? notInLast)
    {
        var meets = Meets(events, where, null, null);
        Sql at = $"{which}(occurred_at, {meets})";
        return $"(countIf({meets}) > 0{Window(at, inLast, notInLast)})";
    }

    Sql Consented(string purpose)
    {
        var own = new ExpressionText($"properties.purpose = '{purpose.Replace("'", "''", StringComparison.Ordinal)}'");
        var scope = ExpressionScope.Event($"{moment.AsOf}", moment.Project.Timezone, ["purpose"]);
        Note(moment.AsOf, long.MinValue, [Vocabulary.ConsentGranted, Vocabulary.ConsentWithdrawn]);
        Fields.Add("properties");
        Sql meets = $"event IN {Literal.List([Vocabulary.ConsentGranted, Vocabulary.ConsentWithdrawn])} AND {Expression.CompileCondition(own, scope).Sql}";

        // Of two words at the same time the withdrawal counts.
        return $"(countIf({meets}) > 0 AND bitAnd(maxIf(occurred_at * 2 + (event = {Vocabulary.ConsentWithdrawn}), {meets}), 1) = 0)";
    }

    /// <summary>The beginnings of the sequences found, as sorted numbers.</summary>
    Sql Found(DidCondition did)
    {
        var earlier = Part(did.Did, did.Where, Earlier, did.InLast, did.NotInLast);
        var last = (did.Then ?? did.ThenNot)!;
        var later = Part(last.Did, last.Where, Later, did.InLast, null);
        if (did.Then is not null)
        {
            Sql[] parts = [earlier, later, .. did.Without is { } between ? [Part(between.Did, between.Where, Between, did.InLast, null)] : (Sql[])[]];
            Sql sorted = $"arraySort(arrayConcat({Sql.Join(", ", parts)}))";
            return $"arrayFilter((p, q) -> bitAnd(p, 3) = {Earlier} AND bitAnd(q, 3) = {Later}{Limit($"<=", did.Within)}, arrayPopBack({sorted}), arrayPopFront({sorted}))";
        }

        // Of events in a row without the later one between, the first waits longest; the end of the array is the moment itself.
        Sql both = $"arraySort(arrayConcat({earlier}, {later}))";
        Sql first = $"arrayFilter((p, q) -> bitAnd(p, 3) = {Later} OR bitAnd(q, 3) = {Later}, {both}, arrayPopBack(arrayPushFront({both}, toInt64(0))))";
        var end = moment.AsOf * 4;
        Sql over = did.Within switch
        {
            null => $" AND q = {end}",
            _ => Limit($">", did.Within),
        };
        return $"arrayFilter((p, q) -> bitAnd(p, 3) = {Earlier}{over}, {first}, arrayPopFront(arrayPushBack({first}, toInt64({end}))))";
    }

    /// <summary>How far the next number may be, or must be, from one that begins a sequence.</summary>
    static Sql Limit(Sql comparison, TimeSpan? within) => within switch
    {
        { } span => $" AND q - p {comparison} {(4 * (long)span.TotalMilliseconds) - Earlier}",
        null => $"",
    };

    Sql Part(IReadOnlyList<string> events, ExpressionText? where, int part, TimeSpan? inLast, TimeSpan? notInLast) =>
        $"groupArrayIf(occurred_at * 4 + {part}, {Meets(events, where, inLast, notInLast)})";

    /// <summary>Whether an event is one of those meant.</summary>
    Sql Meets(IReadOnlyList<string> events, ExpressionText? where, TimeSpan? inLast, TimeSpan? notInLast)
    {
        List<string> names = [.. events.Select(RuleNames.Standard).Distinct()];
        Note(moment.AsOf, inLast is { } span ? Before(span) : long.MinValue, names);
        var parts = new List<Sql>();
        if (!names.Contains(Condition.Anything))
        {
            parts.Add(names switch
            {
                [var only] => $"event = {only}",
                _ => $"event IN {Literal.List(names)}",
            });
        }

        if (where is not null)
        {
            var compiled = Expression.CompileCondition(where, _scope);
            Fields.UnionWith(compiled.Names.Select(name => name.StartsWith("properties.", StringComparison.Ordinal) ? "properties" : name));
            parts.Add($"{compiled.Sql}");
        }

        if (parts.Count == 0)
        {
            parts.Add($"1");
        }

        return $"{Sql.Join(" AND ", parts)}{Window($"occurred_at", inLast, notInLast)}";
    }

    Sql Window(Sql at, TimeSpan? inLast, TimeSpan? notInLast)
    {
        Sql from = inLast switch
        {
            { } span => $" AND {at} >= {Before(span)}",
            null => $"",
        };
        return notInLast switch
        {
            { } span => $"{from} AND {at} < {Before(span)}",
            null => from,
        };
    }

    long Before(TimeSpan span) => moment.AsOf - (long)span.TotalMilliseconds;

    void Note(long asOf, long from, IEnumerable<string> events)
    {
        From = Math.Min(From, Math.Min(asOf, from));
        Events.UnionWith(events);
        EveryEvent |= Events.Contains(Condition.Anything);
    }
}
