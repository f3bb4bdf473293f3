using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class SummaryTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References NumPy = new("statistics/tests");

    [Fact]
    public void A_column_is_described_by_its_present_values()
    {
        var summary = Summary.Of([4, double.NaN, 1, 2, 3, double.NaN]);

        Assert.Equal(
            new Summary
            {
                Count = 4,
                Missing = 2,
                Mean = 2.5,
                StandardDeviation = Math.Sqrt(5.0 / 3),
                Minimum = 1,
                LowerQuartile = 1.75,
                Median = 2.5,
                UpperQuartile = 3.25,
                Maximum = 4,
                MedianAbsoluteDeviation = 1,
            },
            summary);
    }

    [Theory]
    [InlineData("spend")]
    [InlineData("visits")]
    [InlineData("few")]
    public void Summaries_agree_with_NumPy_and_SciPy(string sample)
    {
        var s = Summary.Of(Samples[sample]);

        NumPy.Agree(
            $"summary {sample}", 1e-12, s.Mean, s.StandardDeviation, s.Minimum, s.LowerQuartile, s.Median, s.UpperQuartile, s.Maximum, s.MedianAbsoluteDeviation);
        NumPy.Agree($"quantiles {sample}", 1e-12, Summary.Quantiles(Samples[sample], [0, 0.01, 0.1, 0.333, 0.99, 1]));
    }

    [Fact]
    public void Single_precision_is_described_alike() =>
        Assert.Equal(Summary.Of([1.5, 2, 7.25]), Summary.Of([1.5f, 2f, 7.25f]));

    [Fact]
    public void One_value_has_no_spread()
    {
        var summary = Summary.Of([7.0]);

        Assert.Equal((7, 0, 7, 0), (summary.Mean, summary.StandardDeviation, summary.Median, summary.MedianAbsoluteDeviation));
    }

    [Fact]
    public void Moving_a_column_moves_its_summary() => Sampled.ForAll(values =>
    {
        var (here, there) = (Summary.Of(values), Summary.Of([.. values.Select(value => value + 10)]));

        Assert.Equal(here.Mean + 10, there.Mean, 1e-9);
        Assert.Equal(here.Median + 10, there.Median, 1e-9);
        Assert.Equal(here.StandardDeviation, there.StandardDeviation, 1e-9);
        Assert.True(here.Minimum <= here.LowerQuartile && here.LowerQuartile <= here.Median);
        Assert.True(here.Median <= here.UpperQuartile && here.UpperQuartile <= here.Maximum);
    });

    [Fact]
    public void A_column_without_values_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Summary.Of(ReadOnlySpan<double>.Empty));
        Assert.Throws<ArgumentException>(() => Summary.Of([double.NaN, double.NaN]));
    }

    [Fact]
    public void An_infinite_value_is_refused() =>
        Assert.Throws<ArgumentException>(() => Summary.Quantile([1, double.PositiveInfinity], 0.5));

    [Fact]
    public void A_quantile_beyond_the_largest_value_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Summary.Quantile([1, 2], 1.5));
}
