using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class CupedTests
{
    static readonly References Statsmodels = new("statistics/experiments");

    [Fact]
    public void A_covariate_that_explains_everything_leaves_the_effect_alone()
    {
        // Control y = 2x, treatment y = 2x + 1.
        var result = Cuped.Adjust(CovariateMoments.Of([3, 5, 9], [1, 2, 4]), CovariateMoments.Of([4, 6, 8], [2, 3, 4]));

        Assert.Equal(2, result.Slope, 1e-14);
        Assert.Equal(1, result.VarianceReduction, 1e-14);
        Assert.Equal(1, result.Treatment.Mean - result.Control.Mean, 1e-14);
    }

    [Fact]
    public void Slope_and_effect_are_those_of_the_regression()
    {
        var (metric, covariate) = (Statsmodels["metric"], Statsmodels["covariate"]);

        var result = Cuped.Adjust(
            CovariateMoments.Of(metric.AsSpan(..60), covariate.AsSpan(..60)), CovariateMoments.Of(metric.AsSpan(60..), covariate.AsSpan(60..)));

        Statsmodels.Agree("cuped", 1e-10, result.Slope, result.Treatment.Mean - result.Control.Mean);
    }

    [Fact]
    public void Adjusting_moments_is_adjusting_values() => Sampled.ForAll((a, b) =>
    {
        var n = Math.Min(a.Length, b.Length);
        var (treatment, control) = (CovariateMoments.Of(a.AsSpan(..n), b.AsSpan(..n)), CovariateMoments.Of([1, 2, 4], [1, 3, 2]));

        var result = Cuped.Adjust(treatment, control);

        var mean = b.Take(n).Concat([1, 3, 2]).Average();
        var adjusted = SampleMoments.Of([.. a.Take(n).Zip(b, (y, x) => y - (result.Slope * (x - mean)))]);
        Assert.Equal(adjusted.Mean, result.Treatment.Mean, 1e-7);
        Assert.Equal(adjusted.Variance, result.Treatment.Variance, 1e-7 * Math.Max(1, adjusted.Variance));
        Assert.InRange(result.VarianceReduction, 0, 1);
    });

    [Fact]
    public void A_constant_covariate_changes_nothing()
    {
        var arm = CovariateMoments.Of([1, 2, 4], [7, 7, 7]);

        var result = Cuped.Adjust(arm, arm);

        Assert.Equal((0, 0, arm.Metric), (result.Slope, result.VarianceReduction, result.Treatment));
    }

    [Fact]
    public void Arms_that_do_not_fit_are_refused()
    {
        var arm = CovariateMoments.Of([1, 2, 4], [1, 3, 2]);

        Assert.Throws<ArgumentException>(() => CovariateMoments.Of([1, 2], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => CovariateMoments.Of([1], [1]));
        Assert.Throws<ArgumentException>(() => CovariateMoments.Of([1, 2], [1, double.NaN]));
        Assert.Throws<ArgumentException>(() => Cuped.Adjust(arm with { Covariate = SampleMoments.Of([1, 2]) }, arm));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cuped.Adjust(arm with { Covariance = double.NaN }, arm));
    }
}
