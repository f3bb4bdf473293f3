using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class WassersteinTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References SciPy = new("statistics/experiments");

    [Fact]
    public void Half_of_the_values_moved_by_one() => Assert.Equal(0.5, Wasserstein.Distance([0, 0], [0, 1]));

    [Theory]
    [InlineData("spend", "spend_other")]
    [InlineData("visits", "visits_other")]
    [InlineData("few", "few_other")]
    [InlineData("before", "spend")]
    public void Distances_agree_with_SciPy(string first, string second) =>
        SciPy.Agree($"wasserstein {first} {second}", 1e-12, Wasserstein.Distance(Samples[first], Samples[second]));

    [Fact]
    public void Moving_a_sample_moves_it_by_as_much() => Sampled.ForAll((a, b) =>
    {
        Assert.Equal(5, Wasserstein.Distance(a, [.. a.Select(x => x + 5)]), 1e-9);
        Assert.Equal(0, Wasserstein.Distance(a, [.. a.Reverse()]), 1e-12);
        Assert.Equal(Wasserstein.Distance(a, b), Wasserstein.Distance(b, a), 1e-9);
        Assert.True(Wasserstein.Distance(a, b) >= Math.Abs(a.Average() - b.Average()) - 1e-9);
    });

    [Fact]
    public void The_normed_distance_counts_standard_deviations_of_the_reference()
    {
        Assert.Equal(3, Wasserstein.NormedDistance([0, 2], [Math.Sqrt(18), 2 + Math.Sqrt(18)]), 1e-12);
        Assert.Equal(0, Wasserstein.NormedDistance([4, 4], [4]));
        Assert.Equal(double.PositiveInfinity, Wasserstein.NormedDistance([4, 4], [5]));
    }

    [Fact]
    public void Empty_samples_and_missing_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Wasserstein.Distance([], [1]));
        Assert.Throws<ArgumentException>(() => Wasserstein.Distance([1], [double.NegativeInfinity]));
    }
}
