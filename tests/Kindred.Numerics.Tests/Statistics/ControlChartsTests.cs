using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class ControlChartsTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References Control = new("statistics/control");
    static readonly double[] Spend = Samples["spend"][..40];

    [Fact]
    public void Individuals_by_hand()
    {
        // Mean 10, ranges 1, 2, 1, mean 4/3; σ = (4/3) / 1.12838 and the range limit 3.2665 · 4/3.
        var (individuals, ranges) = ControlCharts.Individuals([10, 11, 9, 10], 4);

        Assert.Equal(10, individuals.Centre);
        Assert.Equal(10 + (3 * 4 / 3.0 / 1.1283791670955126), individuals.Upper[0], 1e-12);
        Assert.Equal(10 - (3 * 4 / 3.0 / 1.1283791670955126), individuals.Lower[0], 1e-12);
        Assert.Equal(4 / 3.0, ranges.Centre, 1e-12);
        Assert.Equal(0, ranges.Lower[0]);
        Assert.Equal(3.2665 * 4 / 3, ranges.Upper[0], 0.0002);
        Assert.Equal([1, 2, 1], ranges.Values);
    }

    [Fact]
    public void The_constants_of_textbooks_are_met()
    {
        foreach (var (n, c4) in new References("statistics/experiments").Family("c4"))
        {
            References.Agree($"c4 of {n[0]}", c4, [ControlCharts.Unbiased((long)n[0])], 1e-12);
        }

        Assert.Equal(0.9400, ControlCharts.Unbiased(5), 0.00005);
        Assert.Equal(1 - (1 / 4_000_004.0), ControlCharts.Unbiased(1_000_001), 1e-12);
    }

    [Fact]
    public void Means_and_spreads_by_hand()
    {
        // Pairs with s = √2 each and c₄(2) = √(2/π), so σ = √π; means ± 3√(π/2), B₄(2)·s̄ = 3.267·√2 above and 0 below.
        var (means, spreads) = ControlCharts.MeansAndSpreads([[1, 3], [2, 4], [0, 2]]);

        Assert.Equal(2, means.Centre);
        Assert.Equal(2 + (3 * Math.Sqrt(Math.PI / 2)), means.Upper[1], 1e-12);
        Assert.Equal(Math.Sqrt(2), spreads.Centre, 1e-12);
        Assert.Equal(3.267 * Math.Sqrt(2), spreads.Upper[0], 0.001);
        Assert.Equal(0, spreads.Lower[0]);
    }

    [Fact]
    public void Proportions_have_wider_limits_where_fewer_were_asked()
    {
        var chart = ControlCharts.Proportions([10, 30, 12], [100, 400, 20], 2);

        Assert.Equal(0.08, chart.Centre, 1e-15);
        Assert.Equal(0.08 + (3 * Math.Sqrt(0.08 * 0.92 / 400)), chart.Upper[1], 1e-15);
        Assert.Equal(0, chart.Lower[2]);
        Assert.Contains(new(2, NelsonRule.Beyond3Sigma), chart.Signals);
    }

    [Fact]
    public void Rates_by_hand()
    {
        var chart = ControlCharts.Rates([4, 12], [1, 3]);

        Assert.Equal(4, chart.Centre);
        Assert.Equal((10, 0), (chart.Upper[0], chart.Lower[0]));
        Assert.Equal(4 + (6 / Math.Sqrt(3)), chart.Upper[1], 1e-12);
        Assert.Empty(chart.Signals);
    }

    [Fact]
    public void Ewma_by_hand()
    {
        var chart = ControlCharts.Ewma([10, 11, 9, 10, 14], 0.25, 2.7, 4);

        var sigma = 4 / 3.0 / 1.1283791670955126;
        Assert.Equal([10, 10.25, 9.9375, 9.953125, 10.96484375], chart.Values);
        Assert.Equal(10 + (2.7 * sigma * 0.25), chart.Upper[0], 1e-12);
        Assert.Equal(10 - (2.7 * sigma * Math.Sqrt(0.25 / 1.75 * (1 - Math.Pow(0.75, 10)))), chart.Lower[4], 1e-12);
    }

    [Fact]
    public void Cusum_by_hand()
    {
        // σ = 1 by a baseline whose neighbours are 2/√π apart; then 2 σ above the centre again and again.
        var step = 2 / Math.Sqrt(Math.PI);
        double[] values = [0, step, 0, step, 2.5 + (step / 2), 2.5 + (step / 2), 2.5 + (step / 2)];

        var chart = ControlCharts.Cusum(values, 0.5, 5, 4);

        Assert.Equal(2 + Math.Max(0, (step / 2) - 0.5), chart.Above[4], 1e-12);
        Assert.Equal(6 + Math.Max(0, (step / 2) - 0.5), chart.Above[6], 1e-12);
        Assert.Equal([6], chart.Signals);
        Assert.Equal(0, chart.Below[6]);
    }

    [Fact]
    public void A_lasting_shift_is_found_by_every_chart_of_levels()
    {
        var rng = new Rng(41);
        double[] values = [.. Enumerable.Range(0, 80).Select(i => rng.NextNormal() + (i < 40 ? 0 : 1.5))];

        Assert.Contains(ControlCharts.Individuals(values, 40).Individuals.Signals, signal => signal.Index >= 40);
        Assert.Contains(ControlCharts.Ewma(values, baseline: 40).Signals, signal => signal.Index is >= 40 and < 60);
        Assert.Contains(ControlCharts.Cusum(values, baseline: 40).Signals, signal => signal is >= 40 and < 60);
    }

    [Fact]
    public void Scaling_the_values_changes_no_signal() => Sampled.ForAll(values =>
    {
        if (values.Distinct().Count() < 2)
        {
            return;
        }

        var (one, other) = (ControlCharts.Individuals(values), ControlCharts.Individuals([.. values.Select(value => 8 * value)]));
        Assert.Equal(one.Individuals.Signals, other.Individuals.Signals);
        Assert.Equal(one.MovingRanges.Signals, other.MovingRanges.Signals);
    });

    [Fact]
    public void Charts_that_cannot_be_drawn_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ControlCharts.Individuals([1]));
        Assert.Throws<ArgumentException>(() => ControlCharts.Individuals([3, 3, 3]));
        Assert.Throws<ArgumentException>(() => ControlCharts.Individuals([1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ControlCharts.Individuals([1, 2, 3], 4));
        Assert.Throws<ArgumentException>(() => ControlCharts.MeansAndSpreads([[1]]));
        Assert.Throws<ArgumentException>(() => ControlCharts.MeansAndSpreads([]));
        Assert.Throws<ArgumentException>(() => ControlCharts.Proportions([0, 0], [5, 5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ControlCharts.Proportions([6], [5]));
        Assert.Throws<ArgumentException>(() => ControlCharts.Rates([1], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ControlCharts.Rates([1], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ControlCharts.Ewma([1, 2], 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ControlCharts.Cusum([1, 2], 0));
    }

    [Fact]
    public void Charts_of_individuals_agree_with_NumPy()
    {
        var (individuals, ranges) = ControlCharts.Individuals(Spend, 25);

        Control.Agree(
            "individuals", 1e-10, individuals.Centre, individuals.Lower[0], individuals.Upper[^1], ranges.Centre, ranges.Lower[0], ranges.Upper[^1]);
        Control.Agree("individuals signals", 0, Flat(individuals.Signals));
        Control.Agree("ranges signals", 0, [.. ranges.Signals.Select(signal => (double)signal.Index)]);
    }

    [Fact]
    public void Charts_of_groups_agree_with_NumPy()
    {
        List<double[]> groups = [];
        foreach (var size in Control["group sizes"])
        {
            var from = groups.Sum(group => group.Length);
            groups.Add(Samples["spend"][from..(from + (int)size)]);
        }

        var (means, spreads) = ControlCharts.MeansAndSpreads(groups, 8);

        Control.Agree("means", 1e-10, Points(means));
        Control.Agree("spreads", 1e-10, Points(spreads));
    }

    [Fact]
    public void Smoothed_and_summed_charts_agree_with_NumPy()
    {
        var cusum = ControlCharts.Cusum(Spend, 0.4, 3, 25);

        Control.Agree("ewma", 1e-10, Points(ControlCharts.Ewma(Spend, 0.3, 2.7, 25)));
        SeriesClose(Control["cusum"], [.. cusum.Above.Zip(cusum.Below, (above, below) => new[] { above, below }).SelectMany(pair => pair)]);
        Control.Agree("cusum signals", 0, [.. cusum.Signals.Select(i => (double)i)]);
    }

    [Fact]
    public void Charts_of_counts_agree_with_NumPy()
    {
        long[] counts = [.. Control["counts"].Select(count => (long)count)], sizes = [.. Control["sizes"].Select(size => (long)size)];

        foreach (var (name, chart) in new[] { ("proportion", ControlCharts.Proportions(counts, sizes, 20)), ("rate", ControlCharts.Rates(counts, sizes, 20)) })
        {
            Control.Agree($"{name} limits", 1e-10, [.. chart.Lower.Zip(chart.Upper, (low, high) => new[] { low, high }).SelectMany(pair => pair)]);
            Control.Agree($"{name} signals", 0, Flat(chart.Signals));
        }
    }

    static double[] Flat(IEnumerable<ControlSignal> signals) =>
        [.. signals.SelectMany(signal => new double[] { signal.Index, (int)signal.Rule })];

    static double[] Points(ControlChart chart) =>
        [.. Enumerable.Range(0, chart.Values.Count).SelectMany(i => new[] { chart.Values[i], chart.Lower[i], chart.Upper[i] })];

    static void SeriesClose(double[] expected, double[] found) =>
        Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) <= 1e-11);
}
