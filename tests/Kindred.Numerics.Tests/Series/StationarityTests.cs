using Kindred.Numerics.Series;
using Kindred.Numerics.Tests.Statistics;

namespace Kindred.Numerics.Tests.Series;

public sealed class StationarityTests
{
    static readonly string[] Names = ["noise", "walk", "line"];

    [Fact]
    public void Autocorrelations_of_four_values_are_those_by_hand()
    {
        var correlations = Autocorrelation.Of([1, 2, 3, 6], 2); // deviations −2, −1, 0, 3: squares 14

        Assert.Equal([1, 2.0 / 14, -3.0 / 14], correlations, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal((-(3.0 / 14) - (1.0 / 49)) / (1 - (1.0 / 49)), Autocorrelation.Partial([1, 2, 3, 6], 2)[2], 1e-12);
    }

    [Fact]
    public void Changes_and_their_weights_are_those_by_hand()
    {
        Assert.Equal([3.0, 5.0], Differences.Of([1, 4, 4, 9], 2));
        Assert.Equal([2.0], Differences.Of([1, 4, 9], 1, 2));
        Assert.Equal([1.0, 0, 1, -1], Differences.Weights(new(0, 1, 0) { SeasonalD = 1, Period = 3 }));
    }

    [Fact]
    public void The_kpss_statistic_of_four_values_is_that_by_hand()
    {
        var test = KpssTest.Of([1, 2, 3, 6], Deterministic.Level, 1);

        // partial sums −2, −3, −3, 0: 22; variance 14 + 2 · ½ · 2 = 16; 22 / 4 / 16
        Assert.Equal(0.34375, test.Statistic, 1e-12);
        Assert.Equal(0.1, test.PValue);
    }

    [Fact]
    public void Statsmodels_finds_the_same_autocorrelations()
    {
        var golden = SeriesData.Golden("autocorrelation.csv");

        foreach (var name in Names)
        {
            double[] Column(string which) => golden[$"{name}_{which}"][..21];
            var series = golden[name];
            var correlations = Autocorrelation.Of(series, 20);
            SeriesData.Agree(Column("acf"), correlations, 1e-12);
            SeriesData.Agree(Column("pacf"), Autocorrelation.Partial(series, 20), 1e-12);
            SeriesData.Agree(Column("bartlett"), Autocorrelation.HalfWidths(correlations, series.Length), 1e-9);
            for (var lag = 1; lag <= 20; lag++)
            {
                var test = Autocorrelation.Test(series, lag);
                Assert.Equal(Column("q")[lag], test.Statistic, 1e-9);
                Assert.Equal(1, test.PValue / Column("p")[lag], 1e-9);
            }
        }
    }

    [Fact]
    public void Statsmodels_finds_the_same_unit_roots()
    {
        var (golden, series) = (SeriesData.Golden("stationarity.csv"), SeriesData.Golden("autocorrelation.csv"));

        for (var i = 0; i < golden["series"].Length; i++)
        {
            var (values, around) = (series[Names[(int)golden["series"][i]]], (Deterministic)(int)golden["around"][i]);
            if (around != Deterministic.None)
            {
                var kpss = KpssTest.Of(values, around);
                Assert.Equal(golden["kpss"][i], kpss.Statistic, 1e-9);
                Assert.Equal(golden["kpss_p"][i], kpss.PValue, 1e-9);
                Assert.Equal(golden["kpss_lags"][i], kpss.Lags);
            }

            var adf = DickeyFullerTest.Of(values, around);
            Assert.Equal(golden["adf"][i], adf.Statistic, 1e-8);
            Assert.Equal(golden["adf_p"][i], adf.PValue, 1e-8);
            Assert.Equal((golden["adf_lags"][i], golden["adf_n"][i]), (adf.Lags, adf.Observations));
            var three = DickeyFullerTest.Of(values, around, 3);
            Assert.Equal(golden["adf3"][i], three.Statistic, 1e-8);
            Assert.Equal(golden["adf3_p"][i], three.PValue, 1e-8);
        }
    }

    [Fact]
    public void Noise_passes_and_walks_fail_about_as_often_as_they_should()
    {
        var rng = new Rng(17);
        var (falseAlarms, caught, unitRootsMissed, seasons) = (0, 0, 0, 0);
        for (var trial = 0; trial < 300; trial++)
        {
            var noise = Enumerable.Range(0, 120).Select(_ => rng.NextNormal()).ToArray();
            var walk = noise.ToArray();
            for (var i = 1; i < walk.Length; i++)
            {
                walk[i] += walk[i - 1];
            }

            falseAlarms += KpssTest.Of(noise).PValue < 0.05 ? 1 : 0;
            caught += KpssTest.Of(walk).PValue < 0.05 ? 1 : 0;
            unitRootsMissed += DickeyFullerTest.Of(walk).PValue < 0.05 ? 1 : 0;
            seasons += SeasonalityTest.Of(noise, 7).PValue < 0.05 ? 1 : 0;
        }

        Assert.InRange(falseAlarms, 3, 36);
        Assert.InRange(caught, 210, 300);
        Assert.InRange(unitRootsMissed, 3, 36);
        Assert.InRange(seasons, 0, 36);
    }

    [Fact]
    public void A_weekly_pattern_is_seen_and_a_line_is_not_one()
    {
        var weekly = Enumerable.Range(0, 70).Select(i => (0.1 * i) + (i % 7 == 6 ? 4 : 0) + Math.Sin(i * i)).ToArray();

        var test = SeasonalityTest.Of(weekly, 7);

        Assert.True(test.PValue < 1e-6);
        Assert.True(test.Strength > SeasonalityTest.StrongSeason);
        Assert.Equal((0.0, 1.0), (SeasonalityTest.Of([1, 2, 3, 4, 5, 6, 7, 8], 4).Statistic, SeasonalityTest.Of([1, 2, 3, 4, 5, 6, 7, 8], 4).PValue));
    }

    [Fact]
    public void R_finds_the_same_seasons()
    {
        var (golden, filled) = (SeriesData.Golden("seasonality.csv"), SeriesData.Golden("filled.csv"));
        double[][] series = [SeriesData.Golden("anomalies.csv")["value"], filled["walk"], filled["noise"]];

        for (var i = 0; i < series.Length; i++)
        {
            var test = SeasonalityTest.Of(series[i], 7);

            References.Agree(
                $"series {i}", [golden["strength"][i], golden["qs"][i], golden["p"][i]], [test.Strength, test.Statistic, test.PValue], 1e-8);
        }
    }

    [Fact]
    public void Qs_is_what_its_definition_says()
    {
        var series = SeriesData.Golden("autocorrelation.csv")["walk"];
        var r = Autocorrelation.Of(Differences.Of(series), 10);

        var test = SeasonalityTest.Of(series, 5);

        var expected = r[5] > 0 ? 159 * 161 * ((r[5] * r[5] / 154) + (Math.Pow(Math.Max(0, r[10]), 2) / 149)) : 0;
        Assert.Equal(expected, test.Statistic, 1e-9);
        Assert.Equal(Math.Exp(-expected / 2), test.PValue, 1e-12);
    }

    [Fact]
    public void Neither_unit_nor_zero_of_the_series_matters() => Sampled.ForAll((first, second) =>
    {
        double[] series = [.. first, .. second, 1, 5, 2];
        double[] moved = [.. series.Select(x => (4 * x) + 32)];

        var correlations = Autocorrelation.Of(series, 3);

        Assert.All(correlations, r => Assert.InRange(r, -1, 1));
        SeriesData.Agree(correlations, Autocorrelation.Of(moved, 3), 1e-9);
        var (one, other) = (KpssTest.Of(series, Deterministic.Level, 2), KpssTest.Of(moved, Deterministic.Level, 2));
        Assert.Equal(one.Statistic, other.Statistic, 1e-8 * (1 + one.Statistic));
        Assert.InRange(one.PValue, 0.01, 0.1); // the ends of the published table
    });

    [Fact]
    public void Neither_unit_nor_zero_nor_slope_matters_to_unit_roots_and_seasons() => Sampled.ForAll((first, second) =>
    {
        double[] series = [.. first, .. second, 1, 5, 2, 7, 3, 8, -4, 0.5, 1.25, 6];
        double[] moved = [.. series.Select(x => (4 * x) + 32)], tilted = [.. series.Select((x, i) => (4 * x) + i)];

        var (level, trend) = (DickeyFullerTest.Of(series, Deterministic.Level, 1), DickeyFullerTest.Of(series, Deterministic.Trend, 1));
        Assert.Equal(level.Statistic, DickeyFullerTest.Of(moved, Deterministic.Level, 1).Statistic, 1e-7 * (1 + Math.Abs(level.Statistic)));
        Assert.Equal(trend.Statistic, DickeyFullerTest.Of(tilted, Deterministic.Trend, 1).Statistic, 1e-7 * (1 + Math.Abs(trend.Statistic)));
        Assert.InRange(level.PValue, 0, 1);
        var (season, other) = (SeasonalityTest.Of(series, 4), SeasonalityTest.Of(moved, 4));
        Assert.Equal(season.Statistic, other.Statistic, 1e-8 * (1 + season.Statistic));
        Assert.Equal(season.Statistic, SeasonalityTest.Of(tilted, 4).Statistic, 1e-6 * (1 + season.Statistic)); // changes less their mean
        Assert.Equal(season.Strength, other.Strength, 1e-8);
        Assert.InRange(season.Strength, 0, 1);
    });

    [Fact]
    public void What_cannot_be_tested_is_refused()
    {
        double[] constant = [3, 3, 3, 3, 3, 3, 3, 3], gap = [1, 2, double.NaN, 4, 5, 6, 7, 9], series = [1, 3, 2, 5, 4, 6, 8, 7];

        foreach (var bad in new[] { [], [1.0], constant, gap, [1, 2, double.PositiveInfinity, 4, 5, 6, 7, 8] })
        {
            Assert.Throws<ArgumentException>(() => Autocorrelation.Of(bad, 2));
            Assert.Throws<ArgumentException>(() => Autocorrelation.Partial(bad, 2));
            Assert.Throws<ArgumentException>(() => Autocorrelation.Test(bad, 2));
            Assert.Throws<ArgumentException>(() => KpssTest.Of(bad));
            Assert.Throws<ArgumentException>(() => DickeyFullerTest.Of(bad));
        }

        Assert.Throws<ArgumentException>(() => Autocorrelation.Of(series, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autocorrelation.Of(series, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autocorrelation.Test(series, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autocorrelation.HalfWidths([1, 0.5], 10, 1));
        Assert.Throws<ArgumentException>(() => KpssTest.Of(series, Deterministic.None));
        Assert.Throws<ArgumentException>(() => KpssTest.Of([1, 2, 3, 4, 5], Deterministic.Trend));
        Assert.Throws<ArgumentOutOfRangeException>(() => KpssTest.Of(series, Deterministic.Level, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => DickeyFullerTest.Of(series, Deterministic.Level, 5));
        Assert.Throws<ArgumentException>(() => SeasonalityTest.Of(series, 5));
        Assert.Throws<ArgumentException>(() => SeasonalityTest.Of(gap, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeasonalityTest.Of(series, 1));
        Assert.Throws<ArgumentException>(() => Differences.Of(series, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Differences.Of(series, 0));
    }
}
