using FsCheck;
using FsCheck.Fluent;
using Kindred.Numerics.Series;

namespace Kindred.Numerics.Tests.Series;

public sealed class ArimaTests
{
    static readonly ArimaOrder Airline = new(0, 1, 1) { SeasonalD = 1, SeasonalQ = 1, Period = 12 };

    [Fact]
    public void White_noise_around_a_mean_has_the_normal_likelihood()
    {
        var fit = Arima.Fit([1, 2, 3, 6], new(0, 0, 0) { Constant = true });

        Assert.Equal(3, fit.Coefficients[0].Value, 1e-12);
        Assert.Equal(3.5, fit.Variance, 1e-12); // (4 + 1 + 0 + 9) / 4
        Assert.Equal(Math.Sqrt(3.5 / 4), fit.Coefficients[0].StandardError, 1e-9);
        Assert.Equal(-2 * (Math.Log(2 * Math.PI * 3.5) + 1), fit.LogLikelihood, 1e-9);
        Assert.Equal([3.0, 3.0], fit.Forecast(2).Mean);
    }

    [Fact]
    public void A_first_order_process_has_the_textbook_likelihood_and_forecasts()
    {
        double[] series = [0.5, -1, 2, 1, 0.5];

        var fit = Arima.At(series, new(1, 0, 0), new([0.5], [], [], []));

        // e1 = 0.5·√0.75, then x(t) − 0.5·x(t − 1): −1.25, 2.5, 0, 0
        Assert.Equal(((0.25 * 0.75) + 1.5625 + 6.25) / 5, fit.Variance, 1e-12);
        Assert.Equal((-2.5 * (Math.Log(2 * Math.PI * 1.6) + 1)) + (0.5 * Math.Log(0.75)), fit.LogLikelihood, 1e-9);
        Assert.Equal(0.0625, fit.Forecast(3).Mean[2], 1e-12);
        Assert.Equal(Math.Sqrt(1.6 * (1 + 0.25 + 0.0625)), fit.Forecast(3).StandardErrors[2], 1e-12);
    }

    [Fact]
    public void A_random_walk_with_drift_goes_on_in_a_straight_line()
    {
        double[] series = [1, 3, 4, 8, 9];

        var forecast = Arima.Fit(series, new(0, 1, 0) { Constant = true }).Forecast(2);

        Assert.Equal([11.0, 13.0], forecast.Mean.Select(x => Math.Round(x, 9)));
        Assert.Equal(forecast.StandardErrors[0] * Math.Sqrt(2), forecast.StandardErrors[1], 1e-9);
        Assert.Equal(11 + (1.959963985 * forecast.StandardErrors[0]), forecast.Upper()[0], 1e-6);
        Assert.Equal(11 - (1.644853627 * forecast.StandardErrors[0]), forecast.Lower(0.9)[0], 1e-6);
    }

    [Theory]
    [InlineData("log(AirPassengers) (0,1,1)(0,1,1)[12]", "AirPassengers", "log")]
    [InlineData("log10(AirPassengers) (0,1,1)(0,1,1)[12]", "AirPassengers", "log10")]
    [InlineData("USAccDeaths (0,1,1)(0,1,1)[12]", "USAccDeaths", "")]
    [InlineData("LakeHuron (2,0,0) with drift regressor", "LakeHuron", "year")]
    [InlineData("LakeHuron (3,0,0)", "LakeHuron", "")]
    [InlineData("lh (1,0,0)", "lh", "")]
    [InlineData("lh (3,0,0)", "lh", "")]
    [InlineData("presidents (3,0,0)", "presidents", "")]
    [InlineData("nottem (1,0,0)(2,1,0)[12]", "nottem", "until 1936")]
    [InlineData("WWWusage (3,1,0)", "WWWusage", "")]
    [InlineData("WWWusage (1,1,1)", "WWWusage", "")]
    [InlineData("sunspot.year (9,0,0)", "sunspot.year", "")]
    public void R_finds_the_same_fit(string header, string name, string change)
    {
        var reference = RArimaReference.Read(header);
        var series = SeriesData.Classic(name);
        series = change.StartsWith("log", StringComparison.Ordinal) ? [.. series.Select(x => change == "log" ? Math.Log(x) : Math.Log10(x))]
            : change == "until 1936" ? series[..204] : series;
        double[][] regressors = change == "year" ? [[.. series.Select((_, i) => 1875.0 + i - 1920)]] : [];

        var fit = Arima.Fit(series, reference.Order, regressors);

        Assert.True(fit.Converged);
        var tolerance = 2e-5 * Math.Abs(reference.LogLikelihood); // R's diffuse start has a variance of 1e6, not an infinite one
        Assert.Equal(reference.LogLikelihood, fit.LogLikelihood, tolerance);
        Assert.Equal(reference.Aic, fit.Aic, 2 * tolerance);
        Assert.Equal(1, fit.Variance / reference.Variance, 1e-3);
        foreach (var (expected, found) in reference.Coefficients.Zip(fit.Coefficients))
        {
            Assert.Equal(expected.Value, found.Value, 0.02 * expected.StandardError);
            Assert.Equal(1, found.StandardError / expected.StandardError, 0.01);
        }

        var at = Arima.At(series, reference.Order, ArimaLags.From(reference.Order, [.. reference.Coefficients.Take(reference.Order.Lags).Select(x => x.Value)]), regressors);
        Assert.Equal(reference.LogLikelihood, at.LogLikelihood, tolerance);
        if (reference.Forecast.Length > 0)
        {
            var forecast = at.Forecast(reference.Forecast.Length);
            SeriesData.Agree(reference.Forecast, forecast.Mean, 1e-4);
            SeriesData.Agree(reference.Errors, forecast.StandardErrors, 5e-5);
        }
    }

    [Fact]
    public void Statsmodels_gives_the_same_likelihoods_and_forecasts()
    {
        var (golden, series) = (SeriesData.Golden("arima.csv"), SeriesData.Golden("arima_series.csv"));
        for (var i = 0; i < golden["p"].Length; i++)
        {
            int Whole(string column) => (int)golden[column][i];
            var order = new ArimaOrder(Whole("p"), Whole("d"), Whole("q"))
            {
                SeasonalP = Whole("sp"),
                SeasonalD = Whole("sd"),
                SeasonalQ = Whole("sq"),
                Period = Math.Max(1, Whole("period")),
            };
            var lags = ArimaLags.From(order, [.. Enumerable.Range(1, order.Lags).Select(k => golden[$"a{k}"][i])]);

            var fit = Arima.At(series[Whole("gappy") == 1 ? "gappy" : "value"], order, lags);

            var forecast = fit.Forecast(20);
            Assert.Equal(golden["loglik"][i], fit.LogLikelihood, 1e-7);
            Assert.Equal(1, fit.Variance / golden["variance"][i], 1e-9);
            foreach (var step in new[] { 1, 5, 20 })
            {
                Assert.Equal(golden[$"f{step}"][i], forecast.Mean[step - 1], 1e-6);
                Assert.Equal(golden[$"e{step}"][i], forecast.StandardErrors[step - 1], 1e-6);
            }
        }
    }

    [Fact]
    public void R_gives_the_same_likelihoods_and_forecasts_of_differences_with_gaps()
    {
        var (golden, series) = (SeriesData.Golden("arima_gaps.csv"), SeriesData.Golden("arima_series.csv")["gappy"]);
        ArimaFit[] fits =
        [
            Arima.At(series, new(1, 1, 1), new([0.3], [0.4], [], [])),
            Arima.At(series, new(0, 1, 1) { SeasonalD = 1, SeasonalQ = 1, Period = 7 }, new([], [0.3], [], [-0.6])),
        ];

        for (var i = 0; i < fits.Length; i++)
        {
            var forecast = fits[i].Forecast(5);
            Assert.Equal(golden["loglik"][i], fits[i].LogLikelihood, 1e-3); // R starts from a variance of 1e6, not from an infinite one
            Assert.Equal(1, fits[i].Variance / golden["variance"][i], 1e-5);
            Assert.Equal(golden["f5"][i], forecast.Mean[4], 1e-4);
            Assert.Equal(golden["e1"][i], forecast.StandardErrors[0], 1e-4);
            Assert.Equal(golden["e5"][i], forecast.StandardErrors[4], 1e-4);
        }
    }

    [Fact]
    public void A_missing_value_is_filled_with_its_expected_value()
    {
        var fit = Arima.At([1, double.NaN, 3], new(1, 0, 0), new([0.5], [], [], []));

        Assert.Equal(0.5 * (1 + 3) / 1.25, fit.Filled[1], 1e-9); // φ/(1 + φ²) of both neighbours' sum
    }

    [Fact]
    public void The_fast_likelihood_is_that_of_the_plain_Kalman_filter() =>
        Check.One(SeriesData.FixedSeed, Prop.ForAll<int>(seed => AgreesWithTheFilter(new Rng((ulong)seed))));

    [Fact]
    public void No_other_lags_do_better_than_the_fit()
    {
        var series = SeriesData.Golden("arima_series.csv")["value"];
        var order = new ArimaOrder(1, 1, 1) { SeasonalP = 1, SeasonalQ = 1, Period = 7 };
        var (fit, rng) = (Arima.Fit(series, order), new Rng(3));

        for (var trial = 0; trial < 50; trial++)
        {
            var free = Enumerable.Range(0, 4).Select(_ => rng.NextNormal()).ToArray();
            Assert.True(Arima.At(series, order, ArimaLags.FromFree(order, free)).LogLikelihood <= fit.LogLikelihood + 1e-6);
        }
    }

    [Fact]
    public void What_differences_explain_exactly_has_no_variance()
    {
        var line = Enumerable.Range(0, 40).Select(i => 2.5 * i).ToArray();
        var fits = new[]
        {
            Arima.Fit(line, new(1, 1, 1) { Constant = true }),
            Arima.Fit(line, new(1, 2, 0)),
            Arima.Fit(Enumerable.Repeat(7.0, 40).ToArray(), new(2, 0, 1) { Constant = true }),
        };

        Assert.All(fits, fit => Assert.Equal((0, double.PositiveInfinity), (fit.Variance, fit.LogLikelihood)));
        Assert.Equal(102.5, fits[0].Forecast(2).Mean[1], 1e-9);
        Assert.Equal(102.5, fits[1].Forecast(2).Mean[1], 1e-9);
        Assert.Equal((7.0, 0.0), (Math.Round(fits[2].Forecast(1).Mean[0], 9), fits[2].Forecast(1).StandardErrors[0]));
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        double[] series = [1, 3, 2, 5, 4, 6, 8, 7, 9, 12];

        Assert.Throws<ArgumentException>(() => Arima.Fit([], new(1, 0, 0)));
        Assert.Throws<ArgumentException>(() => Arima.Fit([1, 2], new(1, 0, 0) { Constant = true }));
        Assert.Throws<ArgumentException>(() => Arima.Fit([double.NaN, double.NaN, double.NaN], new(0, 0, 0)));
        Assert.Throws<ArgumentException>(() => Arima.Fit([1, 2, double.PositiveInfinity, 3, 4], new(1, 0, 0)));
        Assert.Throws<ArgumentException>(() => Arima.Fit(series, new(-1, 0, 0)));
        Assert.Throws<ArgumentException>(() => Arima.Fit(series, new(1, 0, 0) { SeasonalP = 1 }));
        Assert.Throws<ArgumentException>(() => Arima.Fit(series, new(1, 2, 0) { Constant = true }));
        Assert.Throws<ArgumentException>(() => Arima.Fit(series, Airline));
        Assert.Throws<ArgumentException>(() => Arima.Fit(series, new(1, 0, 0), [[1, 2, 3]]));
        Assert.Throws<ArgumentException>(() => Arima.Fit(series, new(1, 1, 0), [Enumerable.Repeat(1.0, 10).ToArray()]));
        Assert.Throws<ArgumentException>(() => Arima.At(series, new(1, 0, 0), new([1.0], [], [], [])));
        Assert.Throws<ArgumentException>(() => Arima.At(series, new(1, 0, 0), new([0.1, 0.2], [], [], [])));
        Assert.Throws<ArgumentException>(() => Arima.Fit(series, new(1, 0, 0)).Forecast(1, [[1]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Arima.Fit(series, new(1, 0, 0)).Forecast(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Arima.Fit(series, new(1, 0, 0)).Forecast(1).Upper(1));
        Assert.Throws<OperationCanceledException>(() => Arima.Fit(series, new(1, 0, 0), cancellation: new(true)));
    }

    static bool AgreesWithTheFilter(Rng rng)
    {
        var order = new ArimaOrder(rng.NextInt32(4), 0, rng.NextInt32(4)) { SeasonalP = rng.NextInt32(2), SeasonalQ = rng.NextInt32(2), Period = 5 };
        var lags = ArimaLags.FromFree(order, [.. Enumerable.Range(0, order.Lags).Select(_ => rng.NextNormal())]);
        var series = Enumerable.Range(0, 12 + rng.NextInt32(60)).Select(_ => rng.NextNormal()).ToArray();
        var expected = PlainFilter(series, new(order, lags));
        return Math.Abs(expected - Arima.At(series, order, lags).LogLikelihood) < 1e-7 * Math.Abs(expected);
    }

    /// <summary>The textbook filter with full covariances, started by summing the process's own past.</summary>
    static double PlainFilter(double[] series, ArmaProcess process)
    {
        Assert.True(process.Start());
        var r = process.Size;
        var (state, covariance) = (new double[r], process.InitialCovariance());
        var (squares, logs) = (0.0, 0.0);
        foreach (var value in series)
        {
            var (variance, surprise) = (covariance[0, 0], value - state[0]);
            squares += surprise * surprise / variance;
            logs += Math.Log(variance);
            var known = Map(r, (i, j) => covariance[i, j] - (covariance[i, 0] * covariance[0, j] / variance));
            var updated = Enumerable.Range(0, r).Select(i => state[i] + (covariance[i, 0] * surprise / variance)).ToArray();
            state = [.. Enumerable.Range(0, r).Select(i => (process.Ar[i] * updated[0]) + (i + 1 < r ? updated[i + 1] : 0))];
            double Known(int i, int j) => i < r && j < r ? known[i, j] : 0;
            double Noise(int i) => i == 0 ? 1 : process.Ma[i - 1];
            covariance = Map(r, (i, j) => (process.Ar[i] * process.Ar[j] * known[0, 0]) + (process.Ar[i] * Known(0, j + 1))
                + (process.Ar[j] * Known(i + 1, 0)) + Known(i + 1, j + 1) + (Noise(i) * Noise(j)));
        }

        return -0.5 * ((series.Length * (Math.Log(2 * Math.PI * squares / series.Length) + 1)) + logs);
    }

    static double[,] Map(int size, Func<int, int, double> cell)
    {
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                matrix[i, j] = cell(i, j);
            }
        }

        return matrix;
    }
}
