using FsCheck;
using FsCheck.Fluent;
using Kindred.Numerics.Series;

namespace Kindred.Numerics.Tests.Series;

public sealed class StlTests
{
    [Fact]
    public void A_line_with_a_fixed_pattern_comes_apart_exactly()
    {
        double[] pattern = [2, -1, -1];
        var series = Enumerable.Range(0, 30).Select(i => 10 + i + pattern[i % 3]).ToArray();

        var fit = Stl.Decompose(series, new() { Period = 3, InnerIterations = 50 });

        SeriesData.Agree([.. series.Select((_, i) => pattern[i % 3])], fit.Seasonal, 1e-6);
        SeriesData.Agree([.. series.Select((_, i) => 10.0 + i)], fit.Trend, 1e-6);
        Assert.Equal(1, fit.SeasonalStrength, 1e-6);
        Assert.Equal(1, fit.TrendStrength, 1e-6);
    }

    [Fact]
    public void An_outlier_stays_in_the_remainder_of_a_robust_fit()
    {
        var series = Enumerable.Range(0, 84).Select(i => 50 + (5 * Math.Sin(2 * Math.PI * i / 7)) + (0.1 * Math.Cos(i * i))).ToArray();
        series[40] += 30;

        var fit = Stl.Decompose(series, new() { Period = 7, Robust = true });

        Assert.Equal(30, fit.Remainder[40], 0.5);
        Assert.Equal(0, fit.Weights[40]);
        Assert.True(fit.Weights.Average() > 0.8);
    }

    [Theory]
    [InlineData("nottem_periodic", "nottem", false, 0, false, 1e-9)]
    [InlineData("logco2_swin21", "co2", true, 21, false, 1e-9)]
    [InlineData("logco2_swin21_robust", "co2", true, 21, true, 1e-5)] // R's robust fits of even length take a wrong median now and then
    [InlineData("logAirPassengers_periodic", "AirPassengers", true, 0, false, 1e-9)]
    [InlineData("logAirPassengers_swin7_robust", "AirPassengers", true, 7, true, 2e-2)]
    public void R_finds_the_same_parts(string reference, string name, bool log, int window, bool robust, double tolerance)
    {
        var expected = SeriesData.Public($"classic_series/reference_R422/stl_{reference}.csv.gz");
        var series = SeriesData.Classic(name).Select(x => log ? Math.Log(x) : x).ToArray();

        var fit = Stl.Decompose(series, AsInR(12, window, robust));

        SeriesData.Agree(expected["seasonal"], fit.Seasonal, tolerance);
        SeriesData.Agree(expected["trend"], fit.Trend, tolerance);
    }

    [Fact]
    public void R_finds_the_same_robust_parts_of_an_odd_number_of_values()
    {
        var golden = SeriesData.Golden("stl_r.csv");

        var fit = Stl.Decompose(golden["value"], AsInR(12, 11, true));

        SeriesData.Agree(golden["seasonal"], fit.Seasonal, 1e-9);
        SeriesData.Agree(golden["trend"], fit.Trend, 1e-9);
        SeriesData.Agree(golden["weight"], fit.Weights, 1e-9);
    }

    [Fact]
    public void R_arrives_at_the_same_robust_parts_of_an_even_number_of_values()
    {
        var series = SeriesData.Classic("AirPassengers").Select(x => Math.Log(x)).ToArray();

        var fit = Stl.Decompose(series, AsInR(12, 7, true) with { TrendJump = 1, LowPassJump = 1, OuterIterations = 50 });

        // stl(log(AirPassengers), s.window = 7, robust = TRUE, t.jump = 1, l.jump = 1, outer = 50)
        Assert.Equal(-0.06783660885493, fit.Seasonal[0], 1e-9);
        Assert.Equal(4.79450168562330, fit.Trend[0], 1e-9);
    }

    [Fact]
    public void Statsmodels_finds_the_same_parts()
    {
        var golden = SeriesData.Golden("stl.csv");
        var options = new StlOptions { Period = 7, LowPassWindow = 9, Robust = true, InnerIterations = 2 };

        Compare("plain", options with { Robust = false, InnerIterations = 5 });
        Compare("robust", options);
        Compare("jumps", options with { SeasonalWindow = 13, SeasonalJump = 2, TrendJump = 3, LowPassJump = 2 });
        Compare("means", options with { SeasonalWindow = 11, TrendWindow = 23, SeasonalDegree = 0, TrendDegree = 0, LowPassDegree = 0 });
        Compare("long", options with { SeasonalWindow = 35, TrendWindow = 201 });

        void Compare(string name, StlOptions settings)
        {
            var fit = Stl.Decompose(golden["value"], settings);
            SeriesData.Agree(golden[$"{name}_seasonal"], fit.Seasonal, 1e-9);
            SeriesData.Agree(golden[$"{name}_trend"], fit.Trend, 1e-9);
            SeriesData.Agree(golden[$"{name}_weight"], fit.Weights, 1e-9);
        }
    }

    [Fact]
    public void The_parts_add_up_and_scale_with_any_series() =>
        Check.One(SeriesData.FixedSeed, Prop.ForAll<int, int, bool>(Holds));

    [Fact]
    public void Many_series_give_what_each_gives_alone()
    {
        var rng = new Rng(5);
        var series = Enumerable.Range(0, 12).Select(i => Noise(rng, 40 + (i % 3))).ToArray();
        var options = new StlOptions { Period = 5, Robust = true };

        var together = Stl.DecomposeAll(series, options);

        Assert.All(series.Index(), one =>
            Assert.Equal(Stl.Decompose(one.Item, options).Trend, together[one.Index].Trend));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var rng = new Rng(2);
        double[][] many = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 60).Select(_ => rng.NextNormal()).ToArray())];

        Threads.GiveTheSame(() => Stl.DecomposeAll(many, new() { Period = 7, Robust = true }).SelectMany(fit => fit.Trend.Concat(fit.Seasonal)).ToArray());
    }

    [Fact]
    public void A_constant_series_is_all_trend()
    {
        var fit = Stl.Decompose(Enumerable.Repeat(4.0, 20).ToArray(), new() { Period = 4, Robust = true });

        Assert.All(fit.Trend, value => Assert.Equal(4, value, 1e-12));
        Assert.All(fit.Remainder, value => Assert.Equal(0, value, 1e-12));
        Assert.Equal(0, fit.SeasonalStrength, 1e-12);
    }

    [Fact]
    public void What_cannot_be_taken_apart_is_refused()
    {
        var options = new StlOptions { Period = 4 };

        Assert.Throws<ArgumentException>(() => Stl.Decompose([], options));
        Assert.Throws<ArgumentException>(() => Stl.Decompose([1], options));
        Assert.Throws<ArgumentException>(() => Stl.Decompose(new double[7], options));
        Assert.Throws<ArgumentException>(() => Stl.Decompose([1, 2, 3, double.NaN, 5, 6, 7, 8], options));
        Assert.Throws<ArgumentException>(() => Stl.Decompose([1, 2, 3, double.PositiveInfinity, 5, 6, 7, 8], options));
        Assert.Throws<ArgumentException>(() => Stl.Decompose(new double[8], options with { TrendWindow = 6 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stl.Decompose(new double[8], options with { Period = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stl.Decompose(new double[8], options with { TrendDegree = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stl.Decompose(new double[8], options with { SeasonalJump = 0 }));
        Assert.Throws<ArgumentException>(() => Stl.DecomposeAll([new double[8], new double[7]], options));
        Assert.Throws<OperationCanceledException>(() => Stl.Decompose(new double[8], options, new(true)));
    }

    /// <summary>R's defaults for what <c>stl(x, s.window, robust)</c> leaves open; a window of 0 is "periodic".</summary>
    internal static StlOptions AsInR(int period, int window, bool robust)
    {
        var plain = new StlOptions { Period = period, Periodic = window == 0, SeasonalWindow = Math.Max(window, 3), Robust = robust };
        var trend = (int)Math.Ceiling(1.5 * period / (1 - (1.5 / (window == 0 ? 10_000 : window))));
        return plain with
        {
            SeasonalDegree = 0,
            SeasonalJump = window == 0 ? int.MaxValue : (window + 9) / 10,
            TrendWindow = trend + 1 - (trend % 2),
            TrendJump = (trend + 1 - (trend % 2) + 9) / 10,
            LowPassJump = (period + 1 - (period % 2) + 9) / 10,
        };
    }

    static bool Holds(int seed, int shape, bool robust)
    {
        var rng = new Rng((ulong)seed);
        var period = 2 + Math.Abs(shape % 7);
        var series = Noise(rng, (2 * period) + rng.NextInt32(60));
        var options = new StlOptions { Period = period, Robust = robust };
        var fit = Stl.Decompose(series, options);
        var scaled = Stl.Decompose([.. series.Select(x => 8 * x)], options);
        return series.Index().All(x =>
            Math.Abs(x.Item - fit.Seasonal[x.Index] - fit.Trend[x.Index] - fit.Remainder[x.Index]) < 1e-9
            && Math.Abs((8 * fit.Trend[x.Index]) - scaled.Trend[x.Index]) < 1e-9
            && Math.Abs((8 * fit.Seasonal[x.Index]) - scaled.Seasonal[x.Index]) < 1e-9);
    }

    static double[] Noise(Rng rng, int length) => [.. Enumerable.Range(0, length).Select(_ => rng.NextNormal())];
}
