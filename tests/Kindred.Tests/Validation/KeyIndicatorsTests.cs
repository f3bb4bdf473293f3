using Kindred.Features;
using Kindred.Numerics.Statistics;
using Kindred.Validation;

namespace Kindred.Tests.Validation;

/// <summary>Key indicators of customers whose sums a reader can check.</summary>
public sealed class KeyIndicatorsTests
{
    static readonly string[] Names = ["conversion", "sessions", "revenue", "orders", "events_30d", "activity_trend", "inactive_days", "tenure_days"];

    [Fact]
    public void Ratios_are_of_sums_and_shares_of_those_they_are_about()
    {
        var snapshot = Of(
            [0.5f, 4, 30, 2, 5, 0.2f, 3, 200], // converted in 2 of 4 sessions; active before and now
            [0, 6, 0, 0, 0, -1, 40, 200], // active before, not now
            [0, 2, 0, 0, 0, 0, 120, 200], // gone for good
            [1, 1, 10, 1, 3, 1, 1, 10]); // new: knows neither before nor 90 days

        var found = KeyIndicators.Of(snapshot, [[0, 1, 2, 3]])[0];

        Assert.Equal([3 / 13.0, 40 / 3.0, 1 / 2.0, 1 / 3.0], found.Select(indication => indication.Value), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([4, 2, 2, 3], found.Select(indication => indication.Base));
        Assert.Equal(Proportion.Wilson(1, 2), found[2].Interval);
        Assert.Equal(Proportion.Wilson(1, 3), found[3].Interval);
    }

    [Fact]
    public void Nothing_to_divide_by_is_no_number()
    {
        var found = KeyIndicators.Of(Of([0, 2, 0, 0, 0, 0, 5, 10]), [[0]])[0];

        Assert.Equal([false, true, true, true], found.Select(indication => double.IsNaN(indication.Value)));
    }

    [Fact]
    public void The_bootstrap_interval_is_that_of_a_mean_where_everyone_has_one_order()
    {
        var rng = new Kindred.Numerics.Rng(2);
        var snapshot = Of([.. Enumerable.Range(0, 3000).Select(_ => new[] { 1, 1, 50 + (10 * (float)rng.NextNormal()), 1, 1, 1, 1, 1 })]);

        var value = KeyIndicators.Of(snapshot, [[.. Enumerable.Range(0, 3000)]])[0][(int)KeyIndicator.OrderValue];

        Assert.Equal(1.96 * 10 / Math.Sqrt(3000), (value.Interval.High - value.Interval.Low) / 2, 0.06);
    }

    static Snapshot Of(params float[][] customers) => new(
        1,
        0,
        [.. customers.Select((_, i) => (ulong)i)],
        [.. Names.Select(name => new Feature(name, name, "", FeatureUnit.Number))],
        [.. Names.Select((_, f) => customers.Select(customer => customer[f]).ToArray())],
        new(0, 0, 0, 0),
        new(default, default, default));
}
