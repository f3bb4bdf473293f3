using Kindred.Numerics.Lifetimes;
using Kindred.Numerics.Tests.Statistics;

namespace Kindred.Numerics.Tests.Lifetimes;

public sealed class KaplanMeierTests
{
    static readonly References Statsmodels = new("lifetimes/lifetimes");

    [Fact]
    public void A_curve_by_hand()
    {
        // Of 5, one leaves at 1, one is lost sight of at 2, one of the 3 left leaves at 2 and one of 2 at 4; the last stays to 5.
        var curve = KaplanMeier.Estimate([1, 2, 2, 4, 5], [true, true, false, true, false]);

        Assert.Equal([1, 2, 4], curve.Steps.Select(step => step.Time));
        Assert.Equal([5, 4, 2], curve.Steps.Select(step => step.AtRisk));
        Assert.Equal([0.8, 0.6, 0.3], curve.Steps.Select(step => step.Survival), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal(4, curve.Median);
        Assert.Equal((1, 0.6), (curve.At(0.5), Math.Round(curve.At(3.9), 12)));
    }

    [Fact]
    public void The_curve_agrees_with_statsmodels()
    {
        var (histories, _) = Customers.Simulated;
        var curve = KaplanMeier.Estimate(
            [.. histories[..80].Select(history => Math.Round(history.Age))], [.. histories[..80].Select(history => history.Repeats > 0)]);

        Statsmodels.Agree("survival times", 0, [.. curve.Steps.Select(step => step.Time)]);
        Statsmodels.Agree("survival risk", 0, [.. curve.Steps.Select(step => (double)step.AtRisk)]);
        Statsmodels.Agree("survival leaving", 0, [.. curve.Steps.Select(step => (double)step.Leaving)]);
        Statsmodels.Agree("survival share", 1e-12, [.. curve.Steps.Select(step => step.Survival)]);
        Statsmodels.Agree("survival low", 1e-10, [.. curve.Steps.SkipLast(1).Select(step => step.Interval.Low)]);
        Statsmodels.Agree("survival high", 1e-10, [.. curve.Steps.SkipLast(1).Select(step => step.Interval.High)]);

        // Where nobody is left statsmodels has no standard error; here it is 0.
        double[] errors = [.. curve.Steps.Select(step => step.StandardError)];
        References.Agree("errors", Statsmodels["survival errors"][..^1], errors[..^1], 1e-12);
        Assert.Equal(0, errors[^1]);
    }

    [Fact]
    public void With_nobody_lost_it_is_the_share_that_stays_longer() => Sampled.ForAll(values =>
    {
        double[] durations = [.. values.Select(Math.Abs)];
        var curve = KaplanMeier.Estimate(durations, [.. durations.Select(_ => true)]);

        foreach (var step in curve.Steps)
        {
            Assert.Equal(durations.Count(d => d > step.Time) / (double)durations.Length, step.Survival, 1e-12);
            Assert.InRange(step.Survival, step.Interval.Low - 1e-12, step.Interval.High + 1e-12);
        }
    });

    [Fact]
    public void Nobody_leaving_is_survival_throughout()
    {
        var curve = KaplanMeier.Estimate([3, 4], [false, false]);

        Assert.Empty(curve.Steps);
        Assert.Null(curve.Median);
        Assert.Equal(1, curve.At(100));
    }

    [Fact]
    public void Durations_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([], []));
        Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([1], []));
        Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([double.NaN], [true]));
        Assert.Throws<ArgumentOutOfRangeException>(() => KaplanMeier.Estimate([-1], [true]));
        Assert.Throws<ArgumentOutOfRangeException>(() => KaplanMeier.Estimate([1], [true], 0));
    }
}
