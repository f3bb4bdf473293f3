using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class KruskalWallisTestTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References SciPy = new("statistics/tests");

    [Fact]
    public void Two_pairs_in_order_by_hand()
    {
        // Ranks 1, 2 | 3, 4: H = 12 / (4·5) · (2·1 + 2·1) = 2.4, of 3 at most.
        var test = KruskalWallisTest.Run([[10, 20], [30, 40]]);

        Assert.Equal(2.4, test.Statistic, 1e-14);
        Assert.Equal(0.8, test.EpsilonSquared, 1e-14);
        Assert.Equal(1, test.DegreesOfFreedom);
    }

    [Fact]
    public void Ties_agree_with_SciPy()
    {
        var test = KruskalWallisTest.Run([Samples["visits"], Samples["visits_other"], Samples["visits_third"]]);

        SciPy.Agree("kruskal", 1e-10, test.Statistic, test.PValue);
    }

    [Fact]
    public void The_effect_size_agrees_with_SciPys_statistic() => new References("statistics/control").Agree(
        "kruskal effect", 1e-12, KruskalWallisTest.Run([Samples["visits"], Samples["visits_other"], Samples["visits_third"]]).EpsilonSquared);

    [Fact]
    public void A_rising_function_of_the_values_changes_nothing() => Sampled.ForAll((a, b) =>
    {
        var (here, there) = (KruskalWallisTest.Run([a, b]), KruskalWallisTest.Run([Cubed(a), Cubed(b)]));

        Assert.Equal(here, there);
    });

    [Fact]
    public void Equal_values_throughout_give_no_evidence() =>
        Assert.Equal(new(0, 1, 1, 0), KruskalWallisTest.Run([[5, 5], [5]]));

    [Fact]
    public void Groups_that_cannot_be_compared_are_refused()
    {
        Assert.Throws<ArgumentException>(() => KruskalWallisTest.Run([[1, 2]]));
        Assert.Throws<ArgumentException>(() => KruskalWallisTest.Run([[1, 2], []]));
        Assert.Throws<ArgumentException>(() => KruskalWallisTest.Run([[1, 2], [double.PositiveInfinity]]));
    }

    static double[] Cubed(double[] values) => [.. values.Select(value => value * value * value)];
}
