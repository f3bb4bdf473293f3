using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class ChiSquaredTestTests
{
    static readonly References SciPy = new("statistics/tests");
    static readonly long[,] Wide = { { 30, 14, 6 }, { 20, 25, 11 } };
    static readonly long[,] Square = { { 12, 30 }, { 25, 19 } };

    [Fact]
    public void A_table_by_hand()
    {
        // Every expected count is 15 and every cell is 5 away: 4 · 25/15.
        var test = ChiSquaredTest.Independence(new long[,] { { 20, 10 }, { 10, 20 } }, continuity: false);

        Assert.Equal(20.0 / 3, test.Statistic, 1e-14);
        Assert.Equal(1.0 / 3, test.CramerV, 1e-14);
        Assert.Equal((1, 15), (test.DegreesOfFreedom, test.SmallestExpected));
    }

    [Fact]
    public void Tests_agree_with_SciPy()
    {
        var (wide, yates) = (ChiSquaredTest.Independence(Wide), ChiSquaredTest.Independence(Square));
        var plain = ChiSquaredTest.Independence(Square, continuity: false);
        var fit = ChiSquaredTest.GoodnessOfFit([18, 22, 30, 50], [1, 1, 1.5, 2]);

        SciPy.Agree("chi2 wide", 1e-10, wide.Statistic, wide.PValue, wide.DegreesOfFreedom, wide.CramerV);
        SciPy.Agree("chi2 yates", 1e-10, yates.Statistic, yates.PValue, yates.DegreesOfFreedom, yates.CramerV);
        SciPy.Agree("chi2 plain", 1e-10, plain.Statistic, plain.PValue, plain.DegreesOfFreedom);
        SciPy.Agree("chi2 fit", 1e-10, fit.Statistic, fit.PValue);
    }

    [Fact]
    public void Turning_the_table_changes_nothing() => Sampled.ForAll((a, b) =>
    {
        var table = new long[3, 2];
        var turned = new long[2, 3];
        for (var i = 0; i < 6; i++)
        {
            table[i / 2, i % 2] = turned[i % 2, i / 2] = 1 + (long)Math.Abs(i % 2 == 0 ? a[i % a.Length] : b[i % b.Length]);
        }

        var (one, other) = (ChiSquaredTest.Independence(table), ChiSquaredTest.Independence(turned));
        Assert.Equal(one.PValue, other.PValue, 1e-12);
        Assert.InRange(one.CramerV, 0, 1);
    });

    [Fact]
    public void Estimated_parameters_cost_degrees_of_freedom() =>
        Assert.Equal(1, ChiSquaredTest.GoodnessOfFit([1, 2, 3], [1, 1, 1], estimated: 1).DegreesOfFreedom);

    [Fact]
    public void Tables_that_cannot_be_judged_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ChiSquaredTest.Independence(new long[1, 2] { { 1, 2 } }));
        Assert.Throws<ArgumentException>(() => ChiSquaredTest.Independence(new long[2, 2] { { 1, 0 }, { 2, 0 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquaredTest.Independence(new long[2, 2] { { 1, -1 }, { 2, 5 } }));
        Assert.Throws<ArgumentException>(() => ChiSquaredTest.GoodnessOfFit([1, 2], [1, 1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquaredTest.GoodnessOfFit([0, 0], [1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquaredTest.GoodnessOfFit([1, 2], [1, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquaredTest.GoodnessOfFit([1, 2], [1, 1], estimated: 1));
    }
}
