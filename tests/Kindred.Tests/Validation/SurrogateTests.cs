using Kindred.Features;
using Kindred.Numerics;
using Kindred.Project;
using Kindred.Segments;
using Kindred.Validation;

namespace Kindred.Tests.Validation;

/// <summary>Four hundred customers whose segment follows from their orders and days alone.</summary>
public sealed class SurrogateTests
{
    static readonly Feature[] Features =
    [
        new("orders", "Orders", "", FeatureUnit.Count),
        new("recency_days", "Days since last order", "", FeatureUnit.Days),
        new("noise", "Noise", "", FeatureUnit.Number),
    ];

    [Fact]
    public void Rules_that_exist_are_found_and_told()
    {
        var report = Of((orders, days) => orders > 3 ? 0 : days > 100 ? 1 : 2);

        Assert.Equal((1.0, 200), (report.Agreement, report.Judged));
        Assert.Equal("orders over 3", report.Rules[0].Words);
        Assert.Equal("orders > 3", report.Rules[0].Expression);
        Assert.Matches("^orders at most 3 and days since last order over (99|100) days or unknown$", report.Rules[1].Words);
        Assert.Matches(@"^orders <= 3 and \(recency_days > (99|100)(\.\d+)? or is_missing\(recency_days\)\)$", report.Rules[1].Expression);
        Assert.All(report.Rules, rule => Assert.Equal((1, 1), (rule.Precision, rule.Recall)));
    }

    [Fact]
    public void A_rule_holds_for_those_it_describes()
    {
        var rule = Of((orders, days) => orders > 3 ? 0 : days > 100 ? 1 : 2).Rules[1];

        Assert.True(rule.Holds(name => name == "orders" ? 1 : double.NaN)); // never ordered is long ago
        Assert.True(rule.Holds(name => name == "orders" ? 3 : 150));
        Assert.False(rule.Holds(name => name == "orders" ? 4 : 150));
        Assert.False(rule.Holds(name => name == "orders" ? 1 : 50));
    }

    [Fact]
    public void Segments_that_no_question_tells_apart_are_not_said_to_agree()
    {
        var rng = new Rng(11);

        var report = Of((_, _) => rng.NextInt32(2));

        Assert.InRange(report.Agreement, 0.3, 0.7);
    }

    [Fact]
    public void A_rule_that_nobody_it_is_judged_on_bears_out_is_not_told()
    {
        int[] drawn = [.. Enumerable.Range(0, 40)];
        new Rng(1).Shuffle<int>(drawn);
        var (orders, labels) = (new float[40], new int[40]);
        foreach (var row in drawn[..8]) // all eight are among the half that the rules are fitted on
        {
            (orders[row], labels[row]) = (9, 1);
        }

        var rules = Of(orders, new float[40], new float[40], labels).Rules;

        Assert.Equal((0, 0.0, 0.0), (rules[1].AnyOf.Count, rules[1].Precision, rules[1].Recall));
        Assert.Equal((1, 1.0, 1.0), (rules[0].AnyOf.Count, rules[0].Precision, rules[0].Recall));
    }

    [Fact]
    public void The_same_customers_give_the_same_rules() => Assert.Equal(
        Of((orders, days) => orders > 3 ? 0 : days > 100 ? 1 : 2).Rules.Select(rule => rule.Words),
        Of((orders, days) => orders > 3 ? 0 : days > 100 ? 1 : 2).Rules.Select(rule => rule.Words));

    static SurrogateReport Of(Func<float, float, int> segment)
    {
        var rng = new Rng(5);
        const int Customers = 400;
        float[] orders = [.. Enumerable.Range(0, Customers).Select(_ => 1f + rng.NextInt32(8))];
        float[] days = [.. Enumerable.Range(0, Customers).Select(i => i % 10 == 0 ? float.NaN : rng.NextInt32(201))];
        float[] noise = [.. Enumerable.Range(0, Customers).Select(_ => (float)rng.NextDouble())];
        int[] labels = [.. orders.Zip(days, (o, d) => segment(o, float.IsNaN(d) ? 200 : d))];
        return Of(orders, days, noise, labels);
    }

    static SurrogateReport Of(float[] orders, float[] days, float[] noise, int[] labels)
    {
        var snapshot = new Snapshot(
            1, 0, [.. Enumerable.Range(0, labels.Length).Select(i => (ulong)i)], Features, [orders, days, noise], new(0, 0, 0, 0), new(default, default, default));
        return Surrogate.Of(snapshot, Outcome(labels), CancellationToken.None)!;
    }

    static ModelOutcome Outcome(int[] labels) => new(
        new SegmentDefinition { Id = "m" },
        [.. Enumerable.Range(0, labels.Length)],
        labels,
        Features,
        new Matrix(labels.Length, Features.Length),
        true,
        [],
        labels.Max() + 1,
        0,
        [],
        labels.Length,
        [.. Enumerable.Range(0, labels.Max() + 1).Select(i => new Segment($"m_{i + 1}", i, $"Kind {i}", "", labels.Count(label => label == i), 0, null, []))],
        null);
}
