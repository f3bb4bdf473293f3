using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class AnovaTests
{
    static readonly References Control = new("statistics/control");
    static readonly References Samples = new("statistics/samples");
    static readonly References Reference = new("statistics/tests");
    static readonly double[][] Visits = [Samples["visits"], Samples["visits_other"], Samples["visits_third"]];

    [Fact]
    public void Sums_of_squares_by_hand()
    {
        // Between 2·(1.5 − 3)² + 2·(4.5 − 3)² = 9, within 0.5 + 0.5 = 1 on 2 degrees.
        var test = Anova.OneWay([[1, 2], [4, 5]]);

        Assert.Equal((18, 1, 2, 0.9), (test.Statistic, test.DegreesBetween, test.DegreesWithin, test.EtaSquared));
        Assert.Equal((9 - 0.5) / (10 + 0.5), test.OmegaSquared, 1e-15);
    }

    [Fact]
    public void Equal_variances_agree_with_SciPy()
    {
        var test = Anova.OneWay(Visits);

        Reference.Agree("anova", 1e-10, test.Statistic, test.PValue);
    }

    [Fact]
    public void Unequal_variances_agree_with_statsmodels()
    {
        var test = Anova.Welch([.. Visits.Select(group => SampleMoments.Of(group))]);

        Reference.Agree("anova welch", 1e-10, test.Statistic, test.DegreesBetween, test.DegreesWithin, test.PValue);
    }

    [Fact]
    public void Effect_sizes_agree_with_statsmodels()
    {
        var test = Anova.OneWay(Visits);

        Control.Agree("anova effects", 1e-10, test.EtaSquared, test.OmegaSquared);
    }

    [Fact]
    public void Two_groups_are_judged_as_by_Student() => Sampled.ForAll((a, b) =>
    {
        var (first, second) = (SampleMoments.Of(a), SampleMoments.Of(b));
        if (first.Variance + second.Variance == 0)
        {
            return;
        }

        var (f, t) = (Anova.OneWay([first, second]), TTest.Student(first, second));
        Assert.Equal(t.Statistic * t.Statistic, f.Statistic, 1e-9 * Math.Max(1, f.Statistic));
        Assert.Equal(t.PValue, f.PValue, 1e-10);
    });

    [Fact]
    public void Degenerate_groups_are_answered()
    {
        Assert.Equal(new(0, 1, 2, 1, 0, 0), Anova.OneWay([[3, 3], [3, 3]]));
        Assert.Equal((double.PositiveInfinity, 0, 1), Ends(Anova.OneWay([[3, 3], [4, 4]])));
    }

    [Fact]
    public void Groups_that_cannot_be_compared_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Anova.OneWay([[1, 2]]));
        Assert.Throws<ArgumentException>(() => Anova.OneWay([[1], [2]]));
        Assert.Throws<ArgumentException>(() => Anova.OneWay([[1, 2], [double.NaN]]));
        Assert.Throws<ArgumentException>(() => Anova.Welch([SampleMoments.Of([1, 1]), SampleMoments.Of([1, 2])]));
    }

    static (double, double, double) Ends(AnovaResult test) => (test.Statistic, test.PValue, test.EtaSquared);
}
