using Kindred.Expressions;
using Kindred.Numerics;
using Kindred.Project;

namespace Kindred.Tests.Rules;

/// <summary>Trees of conditions by chance, over what <see cref="RuleWorld"/> holds.</summary>
sealed class RandomRule(Rng rng)
{
    public Condition Next(int depth) => rng.NextInt32(depth <= 0 ? 9 : 14) switch
    {
        0 => Feature(),
        1 => new ExpressionCondition { Expression = One([.. SlowRule.Expressions.Keys]) },
        2 => new DidCondition { Did = Names(), Where = Where(), AtLeast = Perhaps(rng.NextInt32(4)), AtMost = Perhaps(4 + rng.NextInt32(3)), InLast = Span(20, 40), NotInLast = Span(1, 15) },
        3 => new DidCondition { Did = Names(), Where = Where(), Exactly = rng.NextInt32(3), InLast = Span(5, 40) },
        4 => new DidCondition { Did = Names(), Where = Where(), InLast = Span(20, 40), NotInLast = Span(1, 15), Then = Step(), Within = Span(1, 9), Without = rng.NextInt32(2) == 0 ? Step() : null },
        5 => new DidCondition { Did = Names(), Where = Where(), InLast = Span(20, 40), NotInLast = Span(1, 15), ThenNot = Step(), Within = Span(1, 9) },
        6 => new NeverCondition { Never = Names(), Where = Where() },
        7 => rng.NextInt32(2) == 0
            ? new FirstCondition { First = Names(), Where = Where(), InLast = TimeSpan.FromDays(20 + rng.NextInt32(20)), NotInLast = Span(1, 15) }
            : new LastCondition { Last = Names(), Where = Where(), InLast = Span(20, 40), NotInLast = TimeSpan.FromDays(1 + rng.NextInt32(15)) },
        8 => rng.NextInt32(2) == 0
            ? new SegmentCondition { Segment = One(["behaviour_1", "behaviour_2", "buyers", "champions"]) }
            : new ConsentCondition { Consent = One(["marketing", "it's \\ \"quoted\" --", "' OR 1=1 --"]) },
        9 or 10 => new AllCondition { All = Several(depth) },
        11 or 12 => new AnyCondition { Any = Several(depth) },
        _ => new NotCondition { Not = Next(depth - 1) },
    };

    FeatureCondition Feature()
    {
        var name = One(["orders", "revenue", "sessions", "engagement", "rfm_recency"]);
        var bound = name == "revenue" ? rng.NextInt32(40) * 12.25 : rng.NextInt32(6);
        return rng.NextInt32(9) switch
        {
            0 => new() { Feature = name, Above = bound },
            1 => new() { Feature = name, AtLeast = bound },
            2 => new() { Feature = name, Below = bound },
            3 => new() { Feature = name, AtMost = bound, Missing = false },
            4 => new() { Feature = name, Is = bound },
            5 => new() { Feature = name, AtLeast = bound, AtMost = bound + 2 },
            6 => new() { Feature = name, Top = new(1 + rng.NextInt32(99)) },
            7 => new() { Feature = name, Bottom = new(1 + rng.NextInt32(99)), Above = 1 },
            _ => new() { Feature = name, Missing = true },
        };
    }

    List<Condition> Several(int depth) => [.. Enumerable.Range(0, 1 + rng.NextInt32(3)).Select(_ => Next(depth - 1))];

    EventStep Step() => new() { Did = Names(), Where = Where() };

    string[] Names() => rng.NextInt32(8) switch
    {
        0 => ["anything"],
        1 => [One(RuleWorld.Names), One(RuleWorld.Names)],
        2 => ["purchase"], // another name of Order Completed
        _ => [One(RuleWorld.Names)],
    };

    ExpressionText? Where() => rng.NextInt32(3) == 0 ? new(One([.. SlowRule.Wheres.Keys])) : null;

    TimeSpan? Span(int least, int most) => rng.NextInt32(2) == 0 ? null : TimeSpan.FromDays(least + rng.NextInt32(most - least));

    int? Perhaps(int value) => rng.NextInt32(2) == 0 ? null : value;

    T One<T>(T[] choices) => choices[rng.NextInt32(choices.Length)];
}
