using Kindred.Numerics.Series;
using Kindred.Numerics.Tests.Statistics;

namespace Kindred.Numerics.Tests.Series;

public sealed class MstlTests
{
    [Fact]
    public void R_finds_the_same_parts()
    {
        var golden = SeriesData.Golden("mstl.csv");

        var fit = Mstl.Decompose(golden["value"], new() { Periods = [6, 24], Stl = new() { Period = 2, SeasonalDegree = 0, LowPassDegree = 1 } });

        SeriesData.Agree(golden["season6"], fit.Seasonals[0], 1e-9);
        SeriesData.Agree(golden["season24"], fit.Seasonals[1], 1e-9);
        SeriesData.Agree(golden["trend"], fit.Trend, 1e-9);
    }

    [Fact]
    public void The_order_of_the_periods_does_not_matter_and_the_parts_add_up()
    {
        var series = SeriesData.Golden("mstl.csv")["value"];

        var up = Mstl.Decompose(series, new() { Periods = [6, 24], SeasonalWindows = [9, 21] });
        var down = Mstl.Decompose(series, new() { Periods = [24, 6], SeasonalWindows = [21, 9] });

        Assert.Equal(up.Seasonals[0], down.Seasonals[1]);
        Assert.All(series.Index(), x => Assert.Equal(
            x.Item, up.Seasonals[0][x.Index] + up.Seasonals[1][x.Index] + up.Trend[x.Index] + up.Remainder[x.Index], 1e-9));
    }

    [Fact]
    public void One_period_is_plain_STL()
    {
        var series = SeriesData.Golden("mstl.csv")["value"];

        var fit = Mstl.Decompose(series, new() { Periods = [24] });

        Assert.Equal(Stl.Decompose(series, new() { Period = 24, SeasonalWindow = 11 }).Trend, fit.Trend);
    }

    [Fact]
    public void Gaps_are_filled_on_lines_or_on_lines_under_a_season()
    {
        Assert.Equal([1.0, 1, 2, 3, 3, 3], Gaps.Fill([double.NaN, 1, double.NaN, 3, double.NaN, double.NaN]));

        var series = Enumerable.Range(0, 60).Select(i => (0.5 * i) + (i % 6 == 0 ? 10.0 : 0)).ToArray();
        var torn = series.Select((x, i) => i is 12 or 30 or 31 ? double.NaN : x).ToArray();
        SeriesData.Agree(series, Gaps.Fill(torn, 6), 2e-3);
        Assert.Equal(torn.Where(x => !double.IsNaN(x)), Gaps.Fill(torn, 6).Where((_, i) => i is not (12 or 30 or 31)));
    }

    [Fact]
    public void R_fills_the_same_gaps()
    {
        var golden = SeriesData.Golden("filled.csv");
        double[] gappy = [.. SeriesData.Golden("anomalies.csv")["value"]];
        foreach (var gap in new[] { 0, 10, 11, 12, 13, 14, 15, 16, 17, 59, 129, 130, 174 })
        {
            gappy[gap] = double.NaN;
        }

        SeriesData.Agree(golden["line"], Gaps.Fill(gappy), 1e-12);
        SeriesData.Agree(golden["seasonal"], Gaps.Fill(gappy, 7), 1e-8);
    }

    [Fact]
    public void Any_series_is_the_sum_of_its_parts_and_a_constant_goes_to_the_trend() => Sampled.ForAll((first, second) =>
    {
        double[] series = [.. first, .. second, .. first, .. second, .. first, .. second];
        var options = new MstlOptions { Periods = [2, 4] };

        var (fit, raised) = (Mstl.Decompose(series, options), Mstl.Decompose([.. series.Select(x => x + 64)], options));

        var near = 1e-9 * (64 + series.Max(Math.Abs));
        for (var i = 0; i < series.Length; i++)
        {
            Assert.Equal(series[i], fit.Seasonals[0][i] + fit.Seasonals[1][i] + fit.Trend[i] + fit.Remainder[i], near);
            Assert.Equal(fit.Trend[i] + 64, raised.Trend[i], near);
        }
    });

    [Fact]
    public void Filling_leaves_what_is_there_and_follows_the_unit() => Sampled.ForAll((first, second) =>
    {
        double[] series = [.. first, .. second, 1, 5, 2];
        for (var i = 0; i < series.Length - 1; i += 5)
        {
            series[i] = double.NaN;
        }

        foreach (var period in new[] { 1, 3 })
        {
            var (filled, moved) = (Gaps.Fill(series, period), Gaps.Fill([.. series.Select(x => 4 * x)], period));

            Assert.All(series.Zip(filled), pair => Assert.True(double.IsNaN(pair.First) ? double.IsFinite(pair.Second) : pair.First == pair.Second));
            Assert.Equal(filled.Select(x => 4 * x), moved);
        }
    });

    [Fact]
    public void What_cannot_be_taken_apart_or_filled_is_refused()
    {
        var series = new double[30];

        Assert.Throws<ArgumentException>(() => Mstl.Decompose(series, new() { Periods = [] }));
        Assert.Throws<ArgumentException>(() => Mstl.Decompose(series, new() { Periods = [4, 4] }));
        Assert.Throws<ArgumentException>(() => Mstl.Decompose(series, new() { Periods = [4, 16] }));
        Assert.Throws<ArgumentException>(() => Mstl.Decompose(series, new() { Periods = [4, 8], SeasonalWindows = [7] }));
        Assert.Throws<ArgumentException>(() => Mstl.Decompose([1, 2, double.NaN, 4], new() { Periods = [2] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mstl.Decompose(series, new() { Periods = [4, 8], Iterations = 0 }));
        Assert.Throws<ArgumentException>(() => Gaps.Fill([double.NaN]));
        Assert.Throws<ArgumentException>(() => Gaps.Fill([]));
        Assert.Throws<ArgumentException>(() => Gaps.Fill([1, double.NegativeInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gaps.Fill([1, 2], 0));
    }
}
