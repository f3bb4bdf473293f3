using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class SampleMomentsTests
{
    [Fact]
    public void Moments_of_two_values()
    {
        var moments = SampleMoments.Of([1, 4]);

        Assert.Equal((2, 2.5, 4.5), (moments.Count, moments.Mean, moments.Variance));
    }

    [Fact]
    public void A_small_spread_on_a_large_mean_is_kept()
    {
        var moments = SampleMoments.Of([1e9 + 1, 1e9 + 2, 1e9 + 3]);

        Assert.Equal(1, moments.Variance);
    }

    [Fact]
    public void Sums_and_values_agree() => Sampled.ForAll(values =>
    {
        var (one, other) = (SampleMoments.Of(values), SampleMoments.FromSums(values.Length, values.Sum(), values.Sum(x => x * x)));

        Assert.Equal(one.Mean, other.Mean, 1e-9);
        Assert.Equal(one.Variance, other.Variance, 1e-9 * Math.Max(1, one.Variance));
    });

    [Fact]
    public void Impossible_moments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleMoments(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleMoments(5, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleMoments(5, 1, -1));
        Assert.Throws<ArgumentException>(() => SampleMoments.Of([]));
        Assert.Throws<ArgumentException>(() => SampleMoments.Of([1, double.NaN]));
    }
}
