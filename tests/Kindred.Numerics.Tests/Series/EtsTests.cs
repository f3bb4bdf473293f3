using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Kindred.Numerics.Series;
using Kindred.Numerics.Tests.Statistics;

namespace Kindred.Numerics.Tests.Series;

public sealed class EtsTests
{
    [Fact]
    public void Simple_smoothing_is_that_by_hand()
    {
        var fit = Ets.At([12, 9, 10], new(Component.Additive, Slope.None, Component.None), new(0.5, 0, 0, 1, 10, 0, []));

        Assert.Equal([2.0, -2.0, 0.0], fit.Residuals); // expected 10, 11, 10
        Assert.Equal(10, fit.Level);
        Assert.Equal(8.0 / 3, fit.Variance, 1e-12);
        Assert.Equal(-1.5 * (Math.Log(2 * Math.PI * 8 / 3) + 1), fit.LogLikelihood, 1e-12);
        Assert.Equal(Math.Sqrt(8.0 / 3 * 1.25), fit.Forecast(2).StandardErrors[1], 1e-12);
    }

    [Fact]
    public void A_damped_slope_flattens_out()
    {
        var fit = Ets.At([11], new(Component.Additive, Slope.Damped, Component.None), new(0.5, 0.1, 0, 0.9, 9.1, 1, []));

        // expected 10, error 1: level 10.5, slope 0.9 + 0.1
        Assert.Equal(10.5 + 0.9 + 0.81, fit.Forecast(2).Mean[1], 1e-12);
        Assert.Equal(Math.Sqrt(1 + Math.Pow(0.5 + 0.09, 2)), fit.Forecast(2).StandardErrors[1], 1e-12);
    }

    [Fact]
    public void R_gives_the_same_likelihoods_and_forecasts_and_no_better_fit()
    {
        var (golden, series) = (SeriesData.Golden("ets.csv"), SeriesData.Golden("ets_series.csv")["value"]);
        for (var i = 0; i < golden["alpha"].Length; i++)
        {
            double Of(string column) => golden[column][i];
            var season = (Component)(int)Of("season");
            var model = new EtsModel((Component)(int)Of("error"), (Slope)(int)Of("slope"), season, season == Component.None ? 1 : 4);
            double[] seasons = season == Component.None ? [] : [Of("s1"), Of("s2"), Of("s3"), Of("s4")];

            var at = Ets.At(series, model, new(Of("alpha"), Of("beta"), Of("gamma"), Of("phi"), Of("l"), Of("b"), seasons));
            var fit = Ets.Fit(series, model);

            var constant = -0.5 * series.Length * (Math.Log(2 * Math.PI / series.Length) + 1);
            Assert.Equal(Of("loglik") + constant, at.LogLikelihood, 1e-7);
            Assert.Equal(Of("aic") - (2 * constant), at.Aic, 1e-6);
            Assert.Equal(Of("aicc") - (2 * constant), at.Aicc, 1e-6);
            Assert.Equal(Of("bic") - (2 * constant), at.Bic, 1e-6);
            // R takes σ² per degree of freedom. It lets errors come back a step too early with a season that is added to a level alone, and
            // does not damp the slope of the first step when it works out moments of multiplied seasons.
            var steep = model is { Slope: Slope.Damped, Season: Component.Multiplicative };
            var free = (series.Length - model.Smoothing - model.Starts) / (double)series.Length;
            var forecast = (at with { Variance = at.Variance / free }).Forecast(9);
            foreach (var h in new[] { 1, 4, 9 })
            {
                var off = Math.Abs((forecast.Mean[h - 1] / Of($"f{h}")) - 1);
                Assert.True(off < (steep ? 1e-3 : 1e-8), $"{model} at {h}: mean {off:E2} apart.");
                if (h == 1 || model is not { Slope: Slope.None, Season: Component.Additive })
                {
                    var apart = Math.Abs((forecast.StandardErrors[h - 1] / Of($"e{h}")) - 1);
                    Assert.True(apart < (steep ? 5e-3 : 1e-6), $"{model} at {h}: {apart:E2} apart");
                }
            }

            Assert.True(fit.LogLikelihood > at.LogLikelihood - 1e-3, $"{model}: {fit.LogLikelihood} below R's {at.LogLikelihood}");
        }
    }

    [Fact]
    public void statsmodels_gives_the_same_likelihoods_and_no_better_fit()
    {
        var golden = SeriesData.Golden("ets_statsmodels.csv");
        for (var i = 0; i < golden["alpha"].Length; i++)
        {
            double Of(string column) => golden[column][i];
            var (period, season) = ((int)Of("period"), (Component)(int)Of("season"));
            var series = SeriesData.Golden(period == 7 ? "ets_weekly.csv" : "ets_series.csv")["value"];
            var model = new EtsModel((Component)(int)Of("error"), (Slope)(int)Of("slope"), season, season == Component.None ? 1 : period);
            double[] seasons = season == Component.None ? [] : [.. Enumerable.Range(0, period).Select(t => Of($"s{period - t}"))]; // there the last comes first

            var at = Ets.At(series, model, new(Of("alpha"), Of("beta"), Of("gamma"), Of("phi"), Of("l"), Of("b"), seasons));
            var fit = Ets.Fit(series, model);

            // statsmodels moves a multiplied season by the error over the level after it; here, in R and in the book it is the level expected before.
            Assert.Equal(Of("loglik"), at.LogLikelihood, season == Component.Multiplicative ? 1e-3 : 1e-9);
            Assert.True(fit.LogLikelihood > Of("loglik") - 1e-3, $"{model}: {fit.LogLikelihood} below statsmodels' {Of("loglik")}");
        }
    }

    [Theory]
    [InlineData("AirPassengers", 12)]
    [InlineData("co2", 12)]
    [InlineData("UKgas", 4)]
    public void Where_R_chooses_a_model_the_same_one_is_at_least_as_likely(string name, int period)
    {
        var lines = SeriesData.Lines("classic_series/reference_R422/ets_hw_reference.txt.gz")
            .SkipWhile(line => !line.StartsWith($"== HoltWinters {name} ", StringComparison.Ordinal)).ToArray();
        var series = SeriesData.Classic(name);
        var chosen = lines[1].Trim();
        var criteria = lines.SkipWhile(line => !line.Contains("AICc", StringComparison.Ordinal)).ElementAt(1)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray();

        var fit = Ets.Fit(series, new(Component.Multiplicative, chosen.Contains("Ad", StringComparison.Ordinal) ? Slope.Damped : Slope.Straight, Component.Multiplicative, period));

        var constant = series.Length * (Math.Log(2 * Math.PI / series.Length) + 1);
        Assert.Equal(chosen, fit.Model.ToString());
        Assert.InRange(fit.Aicc - constant, criteria[1] - 20, criteria[1] + 0.05);
    }

    [Theory]
    [InlineData("AirPassengers", 12, Component.Multiplicative)]
    [InlineData("co2", 12, Component.Additive)]
    [InlineData("UKgas", 4, Component.Multiplicative)]
    public void R_finds_the_same_Holt_Winters_smoothing(string name, int period, Component season)
    {
        var words = SeriesData.Lines("classic_series/reference_R422/ets_hw_reference.txt.gz")
            .Single(line => line.StartsWith($"== HoltWinters {name} ", StringComparison.Ordinal)).Split(' ');
        double After(string word) => double.Parse(words[Array.IndexOf(words, word) + 1], CultureInfo.InvariantCulture);

        var fit = HoltWinters.Fit(SeriesData.Classic(name), period, season);

        // R stops a little before the least squares: holt_winters.csv holds where it ends when it does not.
        Assert.InRange(fit.SumOfSquares / After("SSE"), 1 - 1e-6, 1 + 1e-9);
        Assert.Equal(After("alpha"), fit.Alpha, 5e-4);
        Assert.Equal(After("beta"), fit.Beta, 5e-4);
        Assert.Equal(After("gamma"), fit.Gamma, 5e-4);
    }

    [Fact]
    public void R_smooths_alike_at_given_weights_and_when_it_searches_to_the_end()
    {
        var (golden, series) = (SeriesData.Golden("holt_winters.csv"), SeriesData.Golden("ets_series.csv")["value"]);
        for (var i = 0; i < golden["alpha"].Length; i++)
        {
            double Of(string column) => golden[column][i];
            var season = (Component)(int)Of("season");

            var fit = Of("given") == 1 ? HoltWinters.At(series, 4, season, Of("alpha"), Of("beta"), Of("gamma")) : HoltWinters.Fit(series, 4, season);

            var forecast = fit.Forecast(7).Mean;
            double[] expected = [Of("sse"), Of("level"), Of("growth"), Of("s1"), Of("s2"), Of("s3"), Of("s4"), Of("f1"), Of("f7")];
            double[] found = [fit.SumOfSquares, fit.Level, fit.Growth, .. fit.Seasons, forecast[0], forecast[6]];
            var tolerance = Of("given") == 1 ? 1e-12 : 1e-6;
            Assert.All(expected.Zip(found), pair => Assert.Equal(1, pair.Second / pair.First, tolerance));
            Assert.All(
                [(Of("alpha"), fit.Alpha), (Of("beta"), fit.Beta), (Of("gamma"), fit.Gamma)],
                pair => Assert.Equal(1, pair.Item2 / pair.Item1, tolerance));
        }
    }

    [Fact]
    public void Holt_Winters_follows_a_line_with_a_pattern_exactly()
    {
        double[] pattern = [2, -1, 0, -1];
        var series = Enumerable.Range(0, 20).Select(t => 10 + (0.5 * t) + pattern[t % 4]).ToArray();

        var fit = HoltWinters.Fit(series, 4);

        Assert.Equal(0.5, fit.Growth, 0.05);
        SeriesData.Agree([.. Enumerable.Range(20, 4).Select(t => 10 + (0.5 * t) + pattern[t % 4])], fit.Forecast(4).Mean, 0.02);
    }

    [Fact]
    public void Variances_of_multiplicative_seasons_are_those_of_many_simulated_futures()
    {
        var parameters = new EtsParameters(0.4, 0.1, 0.3, 0.9, 100, 2, [0.7, 1.4, 0.9]);
        var model = new EtsModel(Component.Multiplicative, Slope.Damped, Component.Multiplicative, 3);
        var fit = Ets.At([72.0, 149, 90, 80, 150, 85], model, parameters) with { Variance = 0.01 };
        var (rng, sums, squares) = (new Rng(9), new double[8], new double[8]);
        for (var path = 0; path < 40_000; path++)
        {
            var (level, growth, seasons) = (fit.Level, fit.Growth, (double[])fit.Seasons.Clone());
            for (var h = 0; h < 8; h++)
            {
                var (trend, error) = (level + (0.9 * growth), 0.1 * rng.NextNormal());
                var value = trend * seasons[h % 3] * (1 + error);
                (level, growth) = (trend * (1 + (0.4 * error)), (0.9 * growth) + (0.1 * trend * error));
                seasons[h % 3] *= 1 + (0.3 * error);
                (sums[h], squares[h]) = (sums[h] + value, squares[h] + (value * value));
            }
        }

        var forecast = fit.Forecast(8);

        for (var h = 0; h < 8; h++)
        {
            var mean = sums[h] / 40_000;
            Assert.Equal(1, forecast.Mean[h] / mean, 0.005);
            Assert.Equal(1, forecast.StandardErrors[h] / Math.Sqrt((squares[h] / 40_000) - (mean * mean)), 0.02);
        }
    }

    [Fact]
    public void Scaling_a_series_scales_its_fit() =>
        Check.One(SeriesData.FixedSeed.WithMaxTest(8), Prop.ForAll<int>(seed =>
        {
            var rng = new Rng((ulong)seed);
            var series = Enumerable.Range(0, 40).Select(t => 50 + t + (5 * rng.NextNormal())).ToArray();
            var model = new EtsModel(Component.Multiplicative, Slope.Straight, Component.None);
            var (fit, scaled) = (Ets.Fit(series, model), Ets.Fit([.. series.Select(x => 1000 * x)], model));
            return Math.Abs(fit.LogLikelihood - scaled.LogLikelihood - (40 * Math.Log(1000))) < 1e-4;
        }));

    [Fact]
    public void Scaling_a_series_scales_its_Holt_Winters_smoothing() => Sampled.ForAll((first, second) =>
    {
        double[] series = [.. first, .. second, 1, 5, 2, 7, 3];

        var (one, four) = (HoltWinters.Fit(series, 4), HoltWinters.Fit([.. series.Select(x => 4 * x)], 4));

        Assert.Equal((one.Alpha, one.Beta, one.Gamma), (four.Alpha, four.Beta, four.Gamma)); // a power of 2: no rounding
        Assert.Equal(16 * one.SumOfSquares, four.SumOfSquares);
        Assert.Equal(one.Forecast(5).StandardErrors.Select(x => 4 * x), four.Forecast(5).StandardErrors);
    });

    [Fact]
    public void The_choice_has_the_least_criterion_and_follows_the_pattern()
    {
        var series = SeriesData.Golden("ets_series.csv")["value"];

        var chosen = Ets.Choose(series, 4);

        Assert.NotEqual(Component.None, chosen.Model.Season);
        Assert.True(chosen.Aicc <= Ets.Fit(series, new(Component.Additive, Slope.Straight, Component.Additive, 4)).Aicc + 1e-9);
        Assert.Equal(Component.Additive, Ets.Choose([.. series.Select(x => x - 60)], 4).Model.Error);
    }

    [Fact]
    public void A_constant_series_is_its_level_for_ever()
    {
        var fit = Ets.Choose([3, 3, 3, 3, 3, 3]);

        Assert.Equal((3.0, 0.0), (fit.Forecast(2).Mean[1], fit.Forecast(2).StandardErrors[1]));
        Assert.Equal(3, Math.Round(HoltWinters.Fit([3, 3, 3, 3, 3, 3], 2).Forecast(3).Mean[2], 9));
    }

    [Fact]
    public void What_cannot_be_smoothed_is_refused()
    {
        var simple = new EtsModel(Component.Additive, Slope.None, Component.None);
        double[] series = [1, 3, 2, 5, 4, 6, 8, 7, 9, 12];

        foreach (var bad in new double[][] { [], [1], [1, 2, double.NaN, 4, 5, 6], [1, 2, double.PositiveInfinity, 4, 5, 6] })
        {
            Assert.Throws<ArgumentException>(() => Ets.Fit(bad, simple));
            Assert.Throws<ArgumentException>(() => Ets.Choose(bad));
            Assert.Throws<ArgumentException>(() => HoltWinters.Fit(bad, 2));
        }

        Assert.Throws<ArgumentException>(() => Ets.Fit([1, 2, 0, 4, 5, 6, 7], simple with { Error = Component.Multiplicative }));
        Assert.Throws<ArgumentException>(() => Ets.Fit(series, simple with { Season = Component.Multiplicative, Period = 2 }));
        Assert.Throws<ArgumentException>(() => Ets.Fit(series, simple with { Error = Component.None }));
        Assert.Throws<ArgumentException>(() => Ets.Fit(series, simple with { Season = Component.Additive }));
        Assert.Throws<ArgumentException>(() => Ets.Fit(series, simple with { Season = Component.Additive, Period = 6 }));
        Assert.Throws<ArgumentException>(() => Ets.At(series, simple, new(0.1, 0, 0, 1, 0, 0, [1, 2])));
        Assert.Throws<ArgumentException>(() => HoltWinters.Fit(series, 6));
        Assert.Throws<ArgumentException>(() => HoltWinters.Fit([1, 2, 0, 4, 5], 2, Component.Multiplicative));
        Assert.Throws<ArgumentException>(() => HoltWinters.At(series, 6, Component.Additive, 0.3, 0.1, 0.1));
        Assert.Throws<ArgumentException>(() => HoltWinters.At(series, 2, Component.None, 0.3, 0.1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HoltWinters.At(series, 2, Component.Additive, 1.1, 0.1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HoltWinters.At(series, 2, Component.Additive, 0.3, double.NaN, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ets.Choose(series, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ets.Fit(series, simple).Forecast(0));
        Assert.Throws<OperationCanceledException>(() => Ets.Fit(series, simple, new(true)));
    }
}
