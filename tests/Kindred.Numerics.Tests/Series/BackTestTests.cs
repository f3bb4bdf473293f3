using Kindred.Numerics.Series;
using Kindred.Numerics.Tests.Statistics;

namespace Kindred.Numerics.Tests.Series;

public sealed class BackTestTests
{
    [Fact]
    public void Accuracy_is_that_by_hand()
    {
        var accuracy = ForecastAccuracy.Of([10, 0, 4], [12, 0, 3], [1, 3, 2, 6]);

        Assert.Equal(1, accuracy.Mae, 1e-12); // 2, 0, 1
        Assert.Equal(Math.Sqrt(5.0 / 3), accuracy.Rmse, 1e-12);
        Assert.Equal(200 * ((2.0 / 22) + 0 + (1.0 / 7)) / 3, accuracy.Smape, 1e-12);
        Assert.Equal(1 / (7.0 / 3), accuracy.Mase, 1e-12); // changes 2, 1, 4
    }

    [Fact]
    public void A_history_that_repeats_exactly_scales_errors_to_infinity_and_hits_to_zero()
    {
        Assert.Equal(double.PositiveInfinity, ForecastAccuracy.Of([4], [5], [3, 3, 3]).Mase);
        Assert.Equal(0, ForecastAccuracy.Of([3], [3], [3, 3, 3]).Mase);
    }

    [Fact]
    public void The_naive_forecast_repeats_the_last_cycle()
    {
        var forecast = SeasonalNaive.Forecast([1, 2, 3, 2, 4, 3], 3, 5); // changes over a period 1, 2, 0

        Assert.Equal([2.0, 4, 3, 2, 4], forecast.Mean);
        Assert.Equal(Math.Sqrt(5.0 / 3), forecast.StandardErrors[2], 1e-12);
        Assert.Equal(Math.Sqrt(10.0 / 3), forecast.StandardErrors[3], 1e-12);
    }

    [Fact]
    public void R_makes_the_same_naive_forecasts_and_measures_them_alike()
    {
        var (golden, series) = (SeriesData.Golden("naive.csv"), SeriesData.Golden("anomalies.csv")["value"]);

        var forecast = SeasonalNaive.Forecast(series.AsSpan(..150), 7, 25);
        var accuracy = ForecastAccuracy.Of(series.AsSpan(150), forecast.Mean, series.AsSpan(..150), 7);

        SeriesData.Agree(golden["mean"], forecast.Mean, 1e-12);
        SeriesData.Agree(golden["error"], forecast.StandardErrors, 1e-12);
        References.Agree(
            "accuracy",
            [golden["mae"][0], golden["rmse"][0], golden["mase"][0], golden["smape"][0]],
            [accuracy.Mae, accuracy.Rmse, accuracy.Mase, accuracy.Smape],
            1e-12);
    }

    [Fact]
    public void R_finds_the_same_errors_from_rolling_origins()
    {
        var (golden, series) = (SeriesData.Golden("naive.csv"), SeriesData.Golden("anomalies.csv")["value"]);

        var report = BackTest.Run(
            series, (past, horizon) => SeasonalNaive.Forecast(past, 7, horizon), new() { Horizon = 3, First = 21, Period = 7 });

        References.Agree(
            "errors", [golden["rolling1"][0], golden["rolling2"][0], golden["rolling3"][0]], [.. report.BySteps.Select(step => step.Mae)], 1e-12);
    }

    [Fact]
    public void Every_origin_sees_only_its_past()
    {
        var series = Enumerable.Range(0, 20).Select(i => (double)i).ToArray();
        List<(int Length, double Last)> seen = [];

        var report = BackTest.Run(
            series,
            (past, horizon) =>
            {
                var last = past[^1];
                seen.Add((past.Length, last));
                return new([.. Enumerable.Range(1, horizon).Select(h => last + h)], new double[horizon]);
            },
            new() { Horizon = 3, First = 10, Step = 4, Window = 6 });

        Assert.Equal([(6, 9.0), (6, 13.0)], seen);
        Assert.Equal([10, 14], report.Folds.Select(fold => fold.Origin));
        Assert.Equal((0.0, 0.0, 1.0), (report.Overall.Mae, report.BySteps[2].Mase, report.Coverage));
    }

    [Fact]
    public void Errors_grow_with_the_steps_and_honest_intervals_cover()
    {
        var rng = new Rng(8);
        var walk = new double[300];
        for (var i = 1; i < walk.Length; i++)
        {
            walk[i] = walk[i - 1] + rng.NextNormal();
        }

        var report = BackTest.Run(
            walk, (past, horizon) => Arima.Fit(past, new(0, 1, 0)).Forecast(horizon), new() { Horizon = 8, First = 100, Step = 2 });

        Assert.True(report.BySteps[7].Rmse > 2 * report.BySteps[0].Rmse);
        Assert.InRange(report.Coverage, 0.88, 0.99);
        Assert.Equal(1, report.BySteps[0].Mase, 0.15);
    }

    [Fact]
    public void Smoothing_beats_repeating_last_year_on_air_passengers()
    {
        var series = SeriesData.Classic("AirPassengers");
        var options = new BackTestOptions { Horizon = 12, First = 96, Step = 12, Period = 12 };
        var model = new EtsModel(Component.Multiplicative, Slope.Damped, Component.Multiplicative, 12);

        var naive = BackTest.Run(series, (past, horizon) => SeasonalNaive.Forecast(past, 12, horizon), options);
        var smooth = BackTest.Run(series, (past, horizon) => Ets.Fit(past, model).Forecast(horizon), options);

        Assert.True(smooth.Overall.Mase < 0.8 * naive.Overall.Mase);
        Assert.True(smooth.Overall.Smape < naive.Overall.Smape);
    }

    [Fact]
    public void Errors_are_in_the_unit_of_the_series_and_scaled_ones_have_none() => Sampled.ForAll((first, second) =>
    {
        double[] series = [.. first, .. second, 1, 2, 3, 4, 5];
        BackTestReport Report(double unit) => BackTest.Run(
            [.. series.Select(x => unit * x)], (past, horizon) => SeasonalNaive.Forecast(past, 1, horizon), new() { Horizon = 2, First = 4 });

        var (one, four) = (Report(1), Report(4));

        Assert.Equal((4 * one.Overall.Mae, 4 * one.Overall.Rmse), (four.Overall.Mae, four.Overall.Rmse));
        Assert.Equal((one.Overall.Mase, one.Overall.Smape, one.Coverage), (four.Overall.Mase, four.Overall.Smape, four.Coverage));
        Assert.Equal(one.BySteps.Average(step => step.Mae), one.Overall.Mae, 1e-9 * (1 + one.Overall.Mae));
    });

    [Fact]
    public void What_cannot_be_tried_is_refused()
    {
        Forecaster last = (past, horizon) => SeasonalNaive.Forecast(past, 1, horizon);
        var (series, options) = (new double[20], new BackTestOptions { Horizon = 2, First = 5 });

        Assert.Throws<ArgumentException>(() => BackTest.Run(series.AsSpan(0, 6), last, options));
        Assert.Throws<ArgumentException>(() => BackTest.Run([1, 2, double.NaN, 4, 5, 6, 7, 8], last, options));
        Assert.Throws<ArgumentException>(() => BackTest.Run(series, (_, _) => new([1], [1]), options));
        Assert.Throws<ArgumentException>(() => BackTest.Run(series, (_, _) => new([1, double.NaN], [1, 1]), options));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackTest.Run(series, last, options with { Horizon = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackTest.Run(series, last, options with { Period = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackTest.Run(series, last, options with { Step = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackTest.Run(series, last, options with { Level = 1 }));
        Assert.Throws<OperationCanceledException>(() => BackTest.Run(series, last, options, new(true)));
        Assert.Throws<ArgumentException>(() => ForecastAccuracy.Of([1, 2], [1], [1, 2]));
        Assert.Throws<ArgumentException>(() => ForecastAccuracy.Of([1], [double.NaN], [1, 2]));
        Assert.Throws<ArgumentException>(() => ForecastAccuracy.Of([], [], [1, 2]));
        Assert.Throws<ArgumentException>(() => ForecastAccuracy.Of([1], [1], [1]));
        Assert.Throws<ArgumentException>(() => SeasonalNaive.Forecast([1, 2], 2, 1));
    }
}
