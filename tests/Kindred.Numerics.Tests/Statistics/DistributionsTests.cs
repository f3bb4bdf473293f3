using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class DistributionsTests
{
    static readonly References SciPy = new("statistics/tests");

    [Fact]
    public void Tails_agree_with_SciPy()
    {
        Compare("normal", a => Distributions.NormalSurvival(a[0]));
        Compare("t", a => Distributions.StudentTSurvival(a[0], a[1]));
        Compare("chi2tail", a => Distributions.ChiSquaredSurvival(a[0], a[1]));
        Compare("f", a => Distributions.FSurvival(a[0], a[1], a[2]));
    }

    [Fact]
    public void Quantiles_agree_with_SciPy()
    {
        Compare("normalquantile", a => Distributions.NormalQuantile(a[0]));
        Compare("tquantile", a => Distributions.StudentTQuantile(a[0], a[1]), 1e-8); // SciPy's own differ from R's by 1.2e-9
        Compare("chi2quantile", a => Distributions.ChiSquaredQuantile(a[0], a[1]));
        Compare("betaquantile", a => Distributions.BetaQuantile(a[0], a[1], a[2]));
    }

    [Fact]
    public void One_degree_of_freedom_is_Cauchy() =>
        Assert.Equal(0.25, Distributions.StudentTSurvival(1, 1), 1e-15);

    [Fact]
    public void Two_degrees_of_freedom_are_exponential() =>
        Assert.Equal(Math.Exp(-1.5), Distributions.ChiSquaredSurvival(3, 2), 1e-15);

    [Fact]
    public void Quantiles_undo_tails() => Sampled.ForAll((values, _) =>
    {
        var degrees = 1 + Math.Abs(values[0] % 50);
        var p = 0.001 + (Math.Abs(values[1] % 1) * 0.998);

        Assert.Equal(1 - p, Distributions.StudentTSurvival(Distributions.StudentTQuantile(p, degrees), degrees), 1e-12);
        Assert.Equal(p, Distributions.ChiSquaredSurvival(Distributions.ChiSquaredQuantile(p, degrees), degrees), 1e-12);
        Assert.Equal(p, Distributions.BetaCdf(Distributions.BetaQuantile(p, degrees, 3), degrees, 3), 1e-12);
    });

    [Fact]
    public void Ends_are_answered()
    {
        Assert.Equal(double.NegativeInfinity, Distributions.StudentTQuantile(0, 3));
        Assert.Equal(double.PositiveInfinity, Distributions.StudentTQuantile(1, 3));
        Assert.Equal(0, Distributions.StudentTQuantile(0.5, 3));
        Assert.Equal(double.PositiveInfinity, Distributions.ChiSquaredQuantile(0, 3));
        Assert.Equal(0, Distributions.FSurvival(double.PositiveInfinity, 1, 2));
        Assert.Equal(1, Distributions.BetaQuantile(1, 2, 3));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void Probabilities_outside_0_to_1_are_refused(double p)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.NormalQuantile(p));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.StudentTQuantile(p, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.ChiSquaredQuantile(p, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.BetaQuantile(p, 1, 1));
    }

    [Fact]
    public void A_statistic_that_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.NormalSurvival(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.StudentTSurvival(double.NaN, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.ChiSquaredSurvival(double.NaN, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.FSurvival(double.NaN, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.BetaCdf(double.NaN, 3, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Degrees_of_freedom_are_finite_and_above_0(double degrees)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.StudentTSurvival(1, degrees));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.ChiSquaredSurvival(1, degrees));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.FSurvival(1, degrees, 1));
    }

    static void Compare(string family, Func<double[], double> found, double tolerance = 1e-9)
    {
        foreach (var (arguments, values) in SciPy.Family(family))
        {
            References.Agree($"{family} {string.Join(' ', arguments)}", values, [found(arguments)], tolerance);
        }
    }
}
