using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class TTestTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References SciPy = new("statistics/tests");

    [Fact]
    public void Student_by_hand()
    {
        // Means 2 and 4, pooled variance 1, so se = √(2/3) and t = −2 / 0.8165 on 4 degrees of freedom.
        var test = TTest.Student(SampleMoments.Of([1, 2, 3]), SampleMoments.Of([3, 4, 5]));

        Assert.Equal(-2 / Math.Sqrt(2.0 / 3), test.Statistic, 1e-14);
        Assert.Equal(4, test.DegreesOfFreedom);
        Assert.Equal(-2, test.Difference);
        Assert.Equal(-2 - (2.7764451051977987 * Math.Sqrt(2.0 / 3)), test.Interval.Low, 1e-12);
    }

    [Theory]
    [InlineData("two-sided", Alternative.TwoSided)]
    [InlineData("less", Alternative.Less)]
    [InlineData("greater", Alternative.Greater)]
    public void Tests_agree_with_SciPy(string name, Alternative alternative)
    {
        var (first, second) = (SampleMoments.Of(Samples["spend"]), SampleMoments.Of(Samples["spend_other"]));

        Agree($"welch {name}", TTest.Welch(first, second, alternative));
        Agree($"student {name}", TTest.Student(first, second, alternative));
        Agree($"paired {name}", TTest.Paired(Samples["after"], Samples["before"], alternative));
        Agree($"one {name}", TTest.OneSample(first, 20, alternative));
    }

    [Fact]
    public void The_absolute_and_relative_effects_of_an_experiment_are_the_published_ones()
    {
        // Sums as an experiment platform's documentation prints them.
        var control = SampleMoments.FromSums(3407, 1396.87, 52377.9767);
        var treatment = SampleMoments.FromSums(3461, 2422.7, 134698.29);

        var absolute = TTest.Welch(treatment, control);
        var relative = TTest.RelativeLift(treatment, control);

        Published(absolute, 0.29, 0.04538, 0.53462, 0.12478, 0.02016);
        Published(relative, 0.70732, -0.03526, 1.44989, 0.37879, 0.06191);
    }

    [Fact]
    public void The_relative_effect_of_proportions_is_the_published_one()
    {
        var lift = TTest.RelativeLift(Proportion.Moments(16, 30), Proportion.Moments(14, 28));

        Assert.Equal(0.06667, lift.Difference, 0.000005);
        Assert.Equal(-0.47767, lift.Interval.Low, 0.000005);
        Assert.Equal(0.61101, lift.Interval.High, 0.000005);
        Assert.Equal(0.80707, lift.PValue, 0.000005);
    }

    [Fact]
    public void Exchanging_the_samples_turns_the_sign() => Sampled.ForAll((a, b) =>
    {
        var (first, second) = (SampleMoments.Of(a), SampleMoments.Of(b));
        if (first.Variance + second.Variance == 0)
        {
            return;
        }

        var (one, other) = (TTest.Welch(first, second), TTest.Welch(second, first));
        Assert.Equal(one.Statistic, -other.Statistic);
        Assert.Equal(one.PValue, other.PValue, 1e-14);
        Assert.Equal(one.PValue < 0.05, !one.Interval.Contains(0));
    });

    [Fact]
    public void One_sided_intervals_are_open()
    {
        var (first, second) = (SampleMoments.Of([1, 2, 3]), SampleMoments.Of([3, 4, 5]));

        Assert.Equal(double.NegativeInfinity, TTest.Welch(first, second, Alternative.Less).Interval.Low);
        Assert.Equal(double.PositiveInfinity, TTest.Welch(first, second, Alternative.Greater).Interval.High);
    }

    [Fact]
    public void Constant_samples_are_refused_with_the_reason()
    {
        var constant = SampleMoments.Of([2, 2]);

        var refusal = Assert.Throws<ArgumentException>(() => TTest.Welch(constant, constant));

        Assert.Contains("constant", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_is_refused()
    {
        var (one, two) = (SampleMoments.Of([1]), SampleMoments.Of([1, 2]));

        Assert.Throws<ArgumentException>(() => TTest.Welch(one, two));
        Assert.Throws<ArgumentException>(() => TTest.Student(one, one));
        Assert.Throws<ArgumentException>(() => TTest.OneSample(one, 0));
        Assert.Throws<ArgumentException>(() => TTest.Paired([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => TTest.RelativeLift(two, SampleMoments.Of([-1, 1])));
        Assert.Throws<ArgumentOutOfRangeException>(() => TTest.Welch(two, two, confidence: 1));
    }

    static void Agree(string name, TTestResult test) => SciPy.Agree(name, 1e-10, test.Statistic, test.PValue);

    static void Published(TTestResult test, double difference, double low, double high, double error, double p)
    {
        Assert.Equal(difference, test.Difference, 0.000005);
        Assert.Equal(low, test.Interval.Low, 0.00001);
        Assert.Equal(high, test.Interval.High, 0.00001);
        Assert.Equal(error, test.StandardError, 0.000005);
        Assert.Equal(p, test.PValue, 0.00001);
    }
}
