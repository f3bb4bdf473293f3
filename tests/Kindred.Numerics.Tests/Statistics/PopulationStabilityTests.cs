using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class PopulationStabilityTests
{
    [Fact]
    public void The_index_by_hand() // (0.75 − 0.5)·log 1.5 + (0.25 − 0.5)·log 0.5 = 0.25·log 3
    {
        var result = PopulationStability.OfCounts([50, 50], [75, 25]);

        Assert.Equal(0.25 * Math.Log(3), result.Index, 1e-14);
    }

    [Fact]
    public void Index_threshold_and_p_value_agree_with_SciPy()
    {
        var result = PopulationStability.OfCounts([120, 95, 80, 40, 12, 0], [100, 110, 60, 60, 15, 3]);

        new References("statistics/experiments").Agree("psi", 1e-9, result.Index, result.Threshold, result.PValue);
        Assert.False(result.Moved);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void False_alarms_keep_to_the_level_at_any_size(int n)
    {
        var rng = new Rng(17);
        var alarms = 0;
        var trials = n < 10_000 ? 2000 : 400;

        for (var trial = 0; trial < trials; trial++)
        {
            var (reference, current) = (Counts(rng, n), Counts(rng, n));
            alarms += PopulationStability.OfCounts(reference, current, 0.05).Moved ? 1 : 0;
        }

        Assert.InRange(alarms / (double)trials, 0.02, 0.08);
    }

    [Fact]
    public void A_moved_mean_is_seen_by_values()
    {
        var rng = new Rng(5);
        double[] Draw(double shift) => [.. Enumerable.Range(0, 2000).Select(_ => rng.NextNormal() + shift)];
        var reference = Draw(0);

        Assert.False(PopulationStability.OfValues(reference, Draw(0)).Moved);
        Assert.True(PopulationStability.OfValues(reference, Draw(0.3)).Moved);
    }

    [Fact]
    public void Equal_values_share_a_bin_and_missing_ones_have_their_own()
    {
        var result = PopulationStability.OfValues([0, 0, 0, 0, 0, 0, 0, 0, 1, 2], [0, 0, 1, 2, double.NaN], 4);

        Assert.Equal([8, 2, 0], result.ReferenceCounts);
        Assert.Equal([2, 2, 1], result.CurrentCounts);
    }

    [Fact]
    public void Every_value_is_counted_once() => Sampled.ForAll((a, b) =>
    {
        if (a.Concat(b).Distinct().Count() < 3 || a.Distinct().Count() < 2)
        {
            return;
        }

        var result = PopulationStability.OfValues(a, [.. b, a.Min(), a.Max()], 5);

        Assert.Equal((a.Length, b.Length + 2), (result.ReferenceCounts.Sum(), result.CurrentCounts.Sum()));
        Assert.True(result.Index >= 0);
    });

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PopulationStability.OfCounts([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => PopulationStability.OfCounts([5, 0], [3, 0]));
        Assert.Throws<ArgumentException>(() => PopulationStability.OfCounts([0, 0], [3, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PopulationStability.OfCounts([-1, 2], [3, 1]));
        Assert.Throws<ArgumentException>(() => PopulationStability.OfValues([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => PopulationStability.OfValues([1, 2], [double.NaN]));
        Assert.Throws<ArgumentException>(() => PopulationStability.OfValues([1, 1], [1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PopulationStability.OfValues([1, 2], [1, 2], 1));
    }

    static long[] Counts(Rng rng, int n)
    {
        var counts = new long[10];
        for (var i = 0; i < n; i++)
        {
            counts[rng.NextInt32(10)]++;
        }

        return counts;
    }
}
