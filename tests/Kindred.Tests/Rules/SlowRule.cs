using Kindred.Events;
using Kindred.Project;

namespace Kindred.Tests.Rules;

/// <summary>Says customer by customer and event by event whether a condition holds, as plainly as its definition reads.</summary>
sealed class SlowRule(RuleWorld world)
{
    /// <summary>Conditions on one event, with what they mean.</summary>
    public static readonly IReadOnlyDictionary<string, Func<SeenEvent, bool>> Wheres = new Dictionary<string, Func<SeenEvent, bool>>
    {
        ["price > 50"] = seen => seen.Price > 50,
        ["not price > 50"] = seen => !(seen.Price > 50),
        ["is_missing(price) or category = 'c1'"] = seen => seen.Price is null || seen.Category == "c1",
        ["category in ('c0', '\\', '/* */', ''' OR 1=1 --')"] = seen => seen.Category is "c0" or "\\" or "/* */" or "' OR 1=1 --",
        ["properties.colour = ''' OR ''1''=''1'"] = seen => seen.Properties.GetValueOrDefault("colour") == "' OR '1'='1",
        ["last_days(15)"] = seen => seen.At >= RuleWorld.AsOf - (15 * RuleWorld.Day),
        ["occurred_at >= '2026-01-20'"] = seen => seen.At >= RuleWorld.Start + (19 * RuleWorld.Day),
    };

    /// <summary>Conditions on features, with what they mean.</summary>
    public static readonly IReadOnlyDictionary<string, Func<SeenCustomer, bool>> Expressions = new Dictionary<string, Func<SeenCustomer, bool>>
    {
        ["revenue > 50 * orders"] = customer => Of(customer, "revenue") > 50 * Of(customer, "orders"),
        ["is_missing(engagement) or engagement < sessions"] = customer => Of(customer, "engagement") is not { } value || value < Of(customer, "sessions"),
    };

    readonly ILookup<ulong, SeenEvent> _events = world.Events.Where(seen => seen.At < RuleWorld.AsOf).ToLookup(seen => seen.Customer);
    readonly IReadOnlyList<SeenCustomer> _analysed = [.. world.All.Where(customer => customer.LeftOut == "")];

    public ulong[] Members(Condition rule, string segment = "") =>
        [.. _analysed.Where(customer => Holds(rule, customer, segment)).Select(customer => customer.Id).Order()];

    bool Holds(Condition rule, SeenCustomer customer, string within) => rule switch
    {
        AllCondition all => all.All.All(one => Holds(one, customer, within)),
        AnyCondition any => any.Any.Any(one => Holds(one, customer, within)),
        NotCondition not => !Holds(not.Not, customer, within),
        FeatureCondition feature => Feature(feature, customer),
        ExpressionCondition expression => Expressions[expression.Expression.Text](customer),
        DidCondition { Then: { } then } did => Did(did, customer).Any(a => Those(then.Did, then.Where, customer).Any(b =>
            b.At > a.At && b.At - a.At <= Length(did.Within) && !(did.Without is { } c && Those(c.Did, c.Where, customer).Any(x => x.At > a.At && x.At < b.At)))),
        DidCondition { ThenNot: { } not } did => Did(did, customer).Any(a =>
            (did.Within is null || a.At + Length(did.Within) < RuleWorld.AsOf)
            && !Those(not.Did, not.Where, customer).Any(b => b.At > a.At && b.At - a.At <= Length(did.Within))),
        DidCondition did => Counts(did, Times(did.Did, Did(did, customer))),
        NeverCondition never => !Those(never.Never, never.Where, customer).Any(),
        FirstCondition first => Those(first.First, first.Where, customer).OrderBy(seen => seen.At).Take(1).Any(seen => In(seen, first.InLast, first.NotInLast)),
        LastCondition last => Those(last.Last, last.Where, customer).OrderByDescending(seen => seen.At).Take(1).Any(seen => In(seen, last.InLast, last.NotInLast)),
        SegmentCondition { Segment: "champions" } => Of(customer, "rfm_recency") >= 4 && Of(customer, "rfm_frequency") >= 4,
        SegmentCondition { Segment: "buyers" } => Holds(RuleWorld.Project.Segments[1].Rule!, customer, "buyers"),
        SegmentCondition segment => customer.Segment == segment.Segment,
        ConsentCondition consent => Consented(consent.Consent, customer),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    bool Feature(FeatureCondition feature, SeenCustomer customer)
    {
        var value = Of(customer, feature.Feature);
        var known = _analysed.Select(other => Of(other, feature.Feature)).OfType<double>().ToList();
        return (feature.Above is null || value > feature.Above)
            && (feature.AtLeast is null || value >= feature.AtLeast)
            && (feature.Below is null || value < feature.Below)
            && (feature.AtMost is null || value <= feature.AtMost)
            && (feature.Is is null || value == feature.Is)
            && (feature.Top is not { } top || (value is not null && known.Count(other => other > value) < known.Count * top.Value / 100))
            && (feature.Bottom is not { } bottom || (value is not null && known.Count(other => other < value) < known.Count * bottom.Value / 100))
            && (feature.Missing is not { } missing || value is null == missing);
    }

    IEnumerable<SeenEvent> Did(DidCondition did, SeenCustomer customer) =>
        Those(did.Did, did.Where, customer).Where(seen => In(seen, did.InLast, did.NotInLast));

    IEnumerable<SeenEvent> Those(IReadOnlyList<string> names, Kindred.Expressions.ExpressionText? where, SeenCustomer customer) => _events[customer.Id]
        .Where(seen => names.Contains("anything") || names.Contains(seen.Name) || (names.Contains("purchase") && seen.Name == "Order Completed"))
        .Where(seen => where is null || Wheres[where.Text](seen));

    static int Times(IReadOnlyList<string> names, IEnumerable<SeenEvent> events) =>
        names.All(name => name == "purchase" || Vocabulary.Orders.Contains(name))
            ? events.Select(seen => seen.Order.Length > 0 ? seen.Order : $"at {seen.At}").Distinct().Count()
            : events.Count();

    static bool Counts(DidCondition did, int times) => did.Exactly is { } exactly
        ? times == exactly
        : times >= (did.AtLeast ?? (did.AtMost is null ? 1 : 0)) && times <= (did.AtMost ?? int.MaxValue);

    bool Consented(string purpose, SeenCustomer customer) => _events[customer.Id]
        .Where(seen => seen.Name is "Consent Granted" or "Consent Withdrawn" && seen.Properties.GetValueOrDefault("purpose") == purpose)
        .OrderBy(seen => seen.At).ThenBy(seen => seen.Name == "Consent Withdrawn")
        .Select(seen => seen.Name == "Consent Granted").LastOrDefault();

    static bool In(SeenEvent seen, TimeSpan? inLast, TimeSpan? notInLast) =>
        (inLast is null || seen.At >= RuleWorld.AsOf - Length(inLast)) && (notInLast is null || seen.At < RuleWorld.AsOf - Length(notInLast));

    static double Length(TimeSpan? span) => span?.TotalMilliseconds ?? double.PositiveInfinity;

    static double? Of(SeenCustomer customer, string feature) => customer.Features.TryGetValue(feature, out var value) ? value : null;
}
