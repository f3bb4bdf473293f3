using System.Numerics.Tensors;
using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class BootstrapTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References SciPy = new("statistics/experiments");

    [Fact]
    public void The_mean_agrees_with_SciPy() => Agree("bca mean", values => TensorPrimitives.Average(values), 0.02);

    [Fact]
    public void The_median_agrees_with_SciPy() => Agree("bca median", values => Summary.Quantile(values, 0.5), 0.03);

    [Fact]
    public void Two_values_by_hand()
    {
        // Means of resamples of {0, 1} are 0, ½, 1 with weights ¼, ½, ¼: the 20 % quantile is 0, the 80 % one is 1.
        var result = Bootstrap.Interval(
            [0, 1], values => TensorPrimitives.Average(values), new() { Confidence = 0.6, Method = BootstrapMethod.Percentile });

        Assert.Equal((0.5, new Interval(0, 1)), (result.Estimate, result.Interval));
        Assert.Equal(Math.Sqrt(0.125), result.StandardError, 0.01);
    }

    [Fact]
    public void Intervals_hold_the_mean_as_often_as_promised()
    {
        var rng = new Rng(23);
        var held = 0;

        for (var trial = 0; trial < 300; trial++)
        {
            double[] sample = [.. Enumerable.Range(0, 40).Select(_ => Math.Exp(0.5 * rng.NextNormal()))];
            var options = new BootstrapOptions { Replicates = 500, Confidence = 0.9, Seed = (ulong)trial };
            held += Bootstrap.Interval(sample, values => TensorPrimitives.Average(values), options).Interval.Contains(Math.Exp(0.125)) ? 1 : 0;
        }

        Assert.InRange(held / 300.0, 0.84, 0.95);
    }

    [Fact]
    public void A_difference_is_held_between_its_ends()
    {
        var rng = new Rng(29);
        double[] Draw(double shift) => [.. Enumerable.Range(0, 1500).Select(_ => rng.NextNormal() + shift)];

        var result = Bootstrap.Difference(Draw(1), Draw(0), values => TensorPrimitives.Average(values), new() { Replicates = 1000 });

        Assert.True(result.Interval.Contains(1));
        Assert.Equal(Math.Sqrt(2 / 1500.0), result.StandardError, 0.004);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits() =>
        Threads.GiveTheSame(() => new[] { Bootstrap.Interval(Samples["few"], values => Summary.Quantile(values, 0.5)) });

    [Fact]
    public void A_statistic_that_never_varies_has_a_point_for_an_interval() =>
        Assert.Equal(new Interval(5, 5), Bootstrap.Interval([5, 5, 5], values => values[0], new() { Replicates = 100 }).Interval);

    [Fact]
    public void The_interval_of_a_mean_is_in_the_unit_of_the_values() => Sampled.ForAll(sample =>
    {
        BootstrapResult Mean(double unit) => Bootstrap.Interval(
            [.. sample.Select(x => unit * x)], values => TensorPrimitives.Average(values), new() { Replicates = 100 });

        var (one, four) = (Mean(1), Mean(4)); // a power of 2: no rounding

        Assert.Equal((4 * one.Interval.Low, 4 * one.Interval.High, 4 * one.StandardError), (four.Interval.Low, four.Interval.High, four.StandardError));
        Assert.True(one.Interval.Low <= one.Interval.High);
        Assert.True(one.Interval.Low >= sample.Min() - 1e-9 && one.Interval.High <= sample.Max() + 1e-9);
    });

    [Fact]
    public void What_cannot_be_resampled_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([1], values => values[0]));
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([1, double.NaN], values => values[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval([1, 2], values => values[0], new() { Replicates = 10 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval([1, 2], values => values[0], new() { Confidence = 1 }));
        Assert.Throws<InvalidOperationException>(() => Bootstrap.Interval([1, 2], values => Math.Log(values[0] - 1)));
    }

    /// <summary>The ends within a share of SciPy's interval's width.</summary>
    static void Agree(string name, Statistic statistic, double share)
    {
        var expected = SciPy[name];
        var found = Bootstrap.Interval(Samples["spend"], statistic, new() { Replicates = 50_000 });

        var tolerance = share * (expected[1] - expected[0]);
        Assert.Equal(expected[0], found.Interval.Low, tolerance);
        Assert.Equal(expected[1], found.Interval.High, tolerance);
        Assert.Equal(expected[2], found.StandardError, 0.02 * expected[2]);
    }
}
