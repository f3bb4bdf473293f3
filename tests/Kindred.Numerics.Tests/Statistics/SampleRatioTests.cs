using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class SampleRatioTests
{
    [Fact]
    public void A_few_hundred_customers_too_many_of_a_million_are_chance_and_a_few_thousand_are_not()
    {
        Assert.False(SampleRatio.Check([500_700, 499_300], [1, 1]).Mismatch); // z = 1.4
        Assert.True(SampleRatio.Check([502_500, 497_500], [1, 1]).Mismatch); // z = 5
    }

    [Fact]
    public void The_statistic_is_z_squared() =>
        Assert.Equal(25, SampleRatio.Check([502_500, 497_500], [1, 1]).Statistic, 1e-9);

    [Fact]
    public void Three_arms_agree_with_SciPy()
    {
        var check = SampleRatio.Check([5020, 4890, 2610], [2, 2, 1]);

        new References("statistics/control").Agree("ratio", 1e-10, check.Statistic, check.PValue);
    }

    [Fact]
    public void Arms_may_be_meant_to_differ() =>
        Assert.Equal((0, 1), (SampleRatio.Check([900, 90, 10], [0.9, 0.09, 0.01]).Statistic, SampleRatio.Check([90, 10], [9, 1]).PValue));

    [Fact]
    public void The_arms_of_a_real_experiment_are_even() // the e-mail test of 64,000 customers
    {
        // Counted from the end, since the third field may hold a comma.
        var rows = PublicData.Lines("hillstrom/hillstrom.csv.gz", ',')[1..];
        long[] arms = [.. rows.CountBy(row => row[^4]).OrderBy(arm => arm.Key, StringComparer.Ordinal).Select(arm => (long)arm.Value)];

        Assert.Equal([21_307, 21_306, 21_387], arms);
        Assert.False(SampleRatio.Check(arms, [1, 1, 1]).Mismatch);
    }

    [Fact]
    public void Neither_the_order_of_arms_nor_the_unit_of_shares_matters() => Sampled.ForAll(sample =>
    {
        long[] counts = [.. sample.Select(x => 100 + (long)Math.Abs(x))];
        double[] shares = [.. sample.Select((_, i) => 1.0 + (i % 3))];

        var one = SampleRatio.Check(counts, shares);
        var other = SampleRatio.Check([.. counts.Reverse()], [.. shares.Reverse().Select(share => 7 * share)]);

        Assert.Equal(one.Statistic, other.Statistic, 1e-9 * (1 + one.Statistic));
        Assert.InRange(one.PValue, 0, 1);
    });

    [Fact]
    public void Arms_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SampleRatio.Check([5], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatio.Check([5, 5], [1, 1], 0));
    }
}
