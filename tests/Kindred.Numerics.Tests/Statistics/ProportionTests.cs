using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class ProportionTests
{
    static readonly References Statsmodels = new("statistics/tests");

    [Fact]
    public void No_success_in_ten_may_still_be_a_quarter()
    {
        // z² / (n + z²) with z = 1.96.
        var interval = Proportion.Wilson(0, 10);

        Assert.Equal(0, interval.Low);
        Assert.Equal(3.841458820694124 / 13.841458820694124, interval.High, 1e-12);
    }

    [Fact]
    public void Intervals_agree_with_statsmodels()
    {
        foreach (var (a, values) in Statsmodels.Family("wilson"))
        {
            var (low, high) = Proportion.Wilson((long)a[0], (long)a[1]);
            References.Agree($"wilson {a[0]} of {a[1]}", NotBelowZero(values), [low, high], 1e-9);
        }

        foreach (var (a, values) in Statsmodels.Family("wilson99"))
        {
            var (low, high) = Proportion.Wilson((long)a[0], (long)a[1], 0.99);
            References.Agree($"wilson {a[0]} of {a[1]} at 99 %", NotBelowZero(values), [low, high], 1e-9);
        }
    }

    [Fact]
    public void Comparisons_agree_with_statsmodels()
    {
        var test = Proportion.Compare(56, 70, 48, 80);

        Statsmodels.Agree("proportions", 1e-10, test.Statistic, test.PValue);
        Statsmodels.Agree("newcombe", 1e-10, test.Interval.Low, test.Interval.High);
        Assert.Equal(0.2, test.Difference, 1e-15);
    }

    [Fact]
    public void An_interval_holds_its_proportion() => Sampled.ForAll((a, b) =>
    {
        var trials = 1 + (long)Math.Abs(a[0]);
        var successes = (long)(trials * Math.Abs(b[0] % 1));

        Assert.True(Proportion.Wilson(successes, trials).Contains(successes / (double)trials));
    });

    [Fact]
    public void Nobody_converting_anywhere_gives_no_evidence() =>
        Assert.Equal((0, 1), (Proportion.Compare(0, 10, 0, 20).Statistic, Proportion.Compare(0, 10, 0, 20).PValue));

    [Fact]
    public void Impossible_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Wilson(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Wilson(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Wilson(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Wilson(1, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Compare(1, 2, 1, 0));
    }

    /// <summary>Rounding takes statsmodels to −3e-17 where no trial succeeds.</summary>
    static double[] NotBelowZero(double[] values) => [.. values.Select(value => Math.Max(0, value))];

    [Fact]
    public void Exchanging_proportions_turns_the_sign() => Sampled.ForAll((a, b) =>
    {
        var (n, m) = (1 + (long)Math.Abs(a[0]), 1 + (long)Math.Abs(b[0]));
        var (x, y) = ((long)Math.Abs(a[1]) % (n + 1), (long)Math.Abs(b[1]) % (m + 1));

        var (one, other) = (Proportion.Compare(x, n, y, m), Proportion.Compare(y, m, x, n));

        Assert.Equal((one.Statistic, one.Difference, one.CohenH), (-other.Statistic, -other.Difference, -other.CohenH));
        Assert.Equal((one.PValue, one.Interval.Low), (other.PValue, -other.Interval.High), Close);
        Assert.True(one.Interval.Contains(one.Difference));
    });

    static bool Close((double, double) one, (double, double) other) =>
        Math.Abs(one.Item1 - other.Item1) < 1e-12 && Math.Abs(one.Item2 - other.Item2) < 1e-12;
}
