using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Kindred.Numerics.Series;

namespace Kindred.Numerics.Tests.Series;

public sealed class AutoArimaTests
{
    [Theory]
    [InlineData("AirPassengers lambda=0", "AirPassengers", 12)]
    [InlineData("co2", "co2", 12)]
    [InlineData("nottem", "nottem", 12)]
    [InlineData("USAccDeaths", "USAccDeaths", 12)]
    [InlineData("WWWusage", "WWWusage", 1)]
    [InlineData("UKgas lambda=0", "UKgas", 4)]
    [InlineData("JohnsonJohnson lambda=0", "JohnsonJohnson", 4)]
    [InlineData("lynx", "lynx", 1)]
    [InlineData("sunspot.year", "sunspot.year", 1)]
    public void R_chooses_the_same_model(string header, string name, int period)
    {
        var reference = SeriesData.Lines("classic_series/reference_R422/auto_arima_reference.txt.gz")
            .SkipWhile(line => !line.StartsWith($"== {header} ", StringComparison.Ordinal) && line != $"== {header}").Skip(1)
            .TakeWhile(line => !line.StartsWith("==", StringComparison.Ordinal)).ToArray();
        var log = header.EndsWith("lambda=0", StringComparison.Ordinal);
        var series = SeriesData.Classic(name).Select(x => log ? Math.Log(x) : x).ToArray();

        var chosen = AutoArima.Fit(series, new() { Period = period }).Fit;

        Assert.Equal(reference[1].Trim().Replace("non-zero ", "", StringComparison.Ordinal), chosen.Order.ToString());
        var criteria = reference.Single(line => line.StartsWith("AIC=", StringComparison.Ordinal)).Split(['=', ' '], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(double.Parse(criteria[1], CultureInfo.InvariantCulture), chosen.Aic, 0.02);
        Assert.Equal(double.Parse(criteria[3], CultureInfo.InvariantCulture), chosen.Aicc, 0.02);
        Assert.Equal(double.Parse(criteria[5], CultureInfo.InvariantCulture), chosen.Bic, 0.02);
        var forecasts = reference.Single(line => line.StartsWith("h=12:", StringComparison.Ordinal))[5..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        SeriesData.Agree(forecasts, [.. chosen.Forecast(12).Mean.Select(x => log ? Math.Exp(x) : x)], 2e-3);
    }

    [Fact]
    public void Where_R_stops_at_a_walk_without_drift_the_search_goes_on_to_a_better_model()
    {
        var chosen = AutoArima.Fit(SeriesData.Classic("LakeHuron")).Fit;

        // R keeps the drift that it has just found useless in every later candidate and ends at ARIMA(0,1,0), AICc 220.26.
        Assert.Equal(new(2, 1, 1), chosen.Order);
        Assert.Equal(213.51, chosen.Aicc, 0.02); // Arima(LakeHuron, c(2, 1, 1)) in R
    }

    [Fact]
    public void White_noise_mostly_gets_no_lags_and_walks_get_a_difference()
    {
        var rng = new Rng(4);
        var (plain, levels, differenced) = (0, 0, 0);
        for (var trial = 0; trial < 20; trial++)
        {
            var noise = Enumerable.Range(0, 100).Select(_ => rng.NextNormal()).ToArray();
            var walk = noise.ToArray();
            for (var i = 1; i < walk.Length; i++)
            {
                walk[i] += walk[i - 1];
            }

            plain += AutoArima.Fit(noise).Fit.Order.Lags == 0 ? 1 : 0;
            levels += AutoArima.DifferencesToLevel(noise) == 0 ? 1 : 0;
            differenced += AutoArima.DifferencesToLevel(walk) == 1 ? 1 : 0;
        }

        Assert.InRange(plain, 10, 20);
        Assert.InRange(levels, 17, 20);
        Assert.InRange(differenced, 16, 20);
    }

    [Fact]
    public void The_chosen_model_is_the_best_of_those_tried_whole()
    {
        var series = SeriesData.Golden("arima_series.csv")["value"][..120];

        foreach (var criterion in Enum.GetValues<InformationCriterion>())
        {
            var result = AutoArima.Fit(series, new() { Period = 7, Criterion = criterion, Approximate = false });
            var value = criterion switch
            {
                InformationCriterion.Aic => result.Fit.Aic,
                InformationCriterion.Bic => result.Fit.Bic,
                _ => result.Fit.Aicc,
            };
            Assert.Equal(result.Tried.Min(x => x.Criterion), value, 1e-9);
            Assert.Equal(result.Tried.Count, result.Tried.Select(x => x.Order).Distinct().Count());
        }
    }

    [Fact]
    public void The_choice_does_not_depend_on_the_unit() => Check.One(
        SeriesData.FixedSeed.WithMaxTest(12),
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(-500, 500).Select(x => x / 10.0), 40).ToArbitrary(), series =>
        {
            var (one, four) = (AutoArima.Fit(series).Fit, AutoArima.Fit([.. series.Select(x => 4 * x)]).Fit);

            Assert.Equal(one.Order, four.Order);
            SeriesData.Agree([.. one.Forecast(5).Mean.Select(x => 4 * x)], four.Forecast(5).Mean, 1e-6);
            Assert.Equal(one.LogLikelihood - (one.Known * Math.Log(4)), four.LogLikelihood, 1e-6 * Math.Abs(four.LogLikelihood));
        }));

    [Fact]
    public void Gaps_limits_and_fixed_differences_are_respected()
    {
        var series = SeriesData.Golden("arima_series.csv")["gappy"];

        var result = AutoArima.Fit(series, new() { MaxP = 1, MaxQ = 0, Differences = 1, AllowConstant = false, MaxModels = 3 });

        Assert.True(result.Tried.Count <= 3);
        Assert.All(result.Tried, x => Assert.True(x.Order is { P: <= 1, Q: 0, D: 1, Constant: false }));
        Assert.All(result.Fit.Forecast(5).Mean, x => Assert.True(double.IsFinite(x)));
    }

    [Fact]
    public void A_constant_series_is_its_mean_for_ever()
    {
        var result = AutoArima.Fit([4, 4, 4, 4, 4, 4]);

        Assert.Equal(0, result.Fit.Variance);
        Assert.Equal([4.0, 4.0], result.Fit.Forecast(2).Mean.Select(x => Math.Round(x, 12)));
        Assert.Equal(8.0, Math.Round(AutoArima.Fit([1, 2, 3, 4, 5, 6, 7], new() { Differences = 1 }).Fit.Forecast(1).Mean[0], 9));
    }

    [Fact]
    public void Short_series_get_an_answer()
    {
        foreach (var length in new[] { 4, 5, 7, 9, 12, 20 })
        {
            var series = Enumerable.Range(0, length).Select(i => Math.Sin(i * i) + i).ToArray();

            var forecast = AutoArima.Fit(series, new() { Period = 4 }).Fit.Forecast(3);

            Assert.All(forecast.Mean.Concat(forecast.StandardErrors), x => Assert.True(double.IsFinite(x)));
        }
    }

    [Fact]
    public void What_no_model_can_be_chosen_for_is_refused()
    {
        Assert.Throws<ArgumentException>(() => AutoArima.Fit([]));
        Assert.Throws<ArgumentException>(() => AutoArima.Fit([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => AutoArima.Fit([1, 2, 3, double.PositiveInfinity, 5]));
        Assert.Throws<ArgumentException>(() => AutoArima.Fit([1, 2, 3, 4, 5], new() { SeasonalDifferences = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => AutoArima.Fit([1, 2, 3, 4, 5], new() { Period = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => AutoArima.Fit([1, 2, 3, 4, 5], new() { MaxP = -1 }));
        Assert.Throws<ArgumentException>(() => AutoArima.DifferencesToLevel([1, double.NaN]));
        Assert.Throws<OperationCanceledException>(() => AutoArima.Fit([1, 3, 2, 5, 4, 7], null, new(true)));
    }
}
