using Kindred.Numerics.Series;

namespace Kindred.Numerics.Tests.Series;

/// <summary>Every routine over a series on every odd series: refused by name, or answered without NaN.</summary>
public sealed class SeriesEdgeTests
{
    static readonly EtsModel Simple = new(Component.Additive, Slope.None, Component.None);

    static readonly Dictionary<string, Func<double[], object?>> Routines = new()
    {
        ["ARIMA(1,0,1) with mean"] = x => Ahead(Arima.Fit(x, new(1, 0, 1) { Constant = true })),
        ["ARIMA(0,1,1)(0,1,1)[4]"] = x => Ahead(Arima.Fit(x, new(0, 1, 1) { SeasonalD = 1, SeasonalQ = 1, Period = 4 })),
        ["ARIMA at"] = x => Ahead(Arima.At(x, new(1, 0, 0), new([0.5], [], [], []))),
        ["AutoArima"] = x => Ahead(AutoArima.Fit(x).Fit),
        ["AutoArima, period 4"] = x => Ahead(AutoArima.Fit(x, new() { Period = 4 }).Fit),
        ["AutoArima.DifferencesToLevel"] = x => AutoArima.DifferencesToLevel(x),
        ["AutoArima.SeasonalDifferences"] = x => AutoArima.SeasonalDifferences(x, 4),
        ["ETS(A,N,N)"] = x => Ahead(Ets.Fit(x, Simple)),
        ["ETS(A,Ad,A)"] = x => Ahead(Ets.Fit(x, new(Component.Additive, Slope.Damped, Component.Additive, 4))),
        ["ETS(M,A,M)"] = x => Ahead(Ets.Fit(x, new(Component.Multiplicative, Slope.Straight, Component.Multiplicative, 4))),
        ["ETS at"] = x => Ahead(Ets.At(x, Simple, new(0.3, 0, 0, 1, 5, 0, []))),
        ["ETS chosen"] = x => Ahead(Ets.Choose(x, 4)),
        ["Holt-Winters, added"] = x => Ahead(HoltWinters.Fit(x, 4)),
        ["Holt-Winters, multiplied"] = x => Ahead(HoltWinters.Fit(x, 4, Component.Multiplicative)),
        ["STL"] = x => Stl.Decompose(x, new() { Period = 4 }),
        ["STL, robust and periodic"] = x => Stl.Decompose(x, new() { Period = 4, Robust = true, Periodic = true }),
        ["STL of many"] = x => Stl.DecomposeAll([x, x], new() { Period = 4 }),
        ["MSTL"] = x => Mstl.Decompose(x, new() { Periods = [4, 2] }),
        ["Gaps"] = x => Gaps.Fill(x),
        ["Gaps, period 4"] = x => Gaps.Fill(x, 4),
        ["Autocorrelation"] = x => Autocorrelation.Of(x, 3),
        ["Partial autocorrelation"] = x => Autocorrelation.Partial(x, 3),
        ["Half widths"] = x => Autocorrelation.HalfWidths(x, 16),
        ["Ljung-Box"] = x => Autocorrelation.Test(x, 3),
        ["KPSS, level"] = x => KpssTest.Of(x),
        ["KPSS, trend"] = x => KpssTest.Of(x, Deterministic.Trend),
        ["ADF, none"] = x => DickeyFullerTest.Of(x, Deterministic.None),
        ["ADF, level"] = x => DickeyFullerTest.Of(x),
        ["ADF, trend"] = x => DickeyFullerTest.Of(x, Deterministic.Trend),
        ["Seasonality"] = x => SeasonalityTest.Of(x, 4),
        ["Changes of mean"] = x => ChangePoints.Find(x),
        ["Changes of mean and variance"] = x => ChangePoints.Find(x, new() { In = ChangeIn.MeanAndVariance }),
        ["Changes of rate"] = x => ChangePoints.Find(x, new() { In = ChangeIn.Rate }),
        ["Anomalies"] = x => PointAnomalies.Find(x),
        ["Anomalies, period 4"] = x => PointAnomalies.Find(x, new() { Period = 4 }),
        ["Naive"] = x => SeasonalNaive.Forecast(x, 4, 6),
        ["Accuracy"] = x => ForecastAccuracy.Of(x, x, x, 4),
        ["Back-test"] = x => BackTest.Run(x, (past, horizon) => SeasonalNaive.Forecast(past, 4, horizon), new() { Horizon = 2, First = 6, Period = 4 }),
    };

    /// <summary>Routines to which NaN is a missing value.</summary>
    static readonly string[] WithGaps =
        ["ARIMA(1,0,1) with mean", "ARIMA(0,1,1)(0,1,1)[4]", "ARIMA at", "AutoArima", "AutoArima, period 4", "Gaps", "Gaps, period 4", "Anomalies", "Anomalies, period 4"];

    static readonly double[] Plain = [3, 5, 2, 8, 4, 6, 3, 9, 5, 7, 2, 8, 6, 7, 4, 9];

    static readonly Dictionary<string, double[]> Odd = new()
    {
        ["one value"] = [4],
        ["two values"] = [4, 5],
        ["three values"] = [4, 5, 3],
        ["five values"] = Plain[..5],
        ["six values"] = Plain[..6],
        ["seven values, less than two cycles"] = Plain[..7],
        ["nine values"] = Plain[..9],
        ["constant"] = Made(_ => 5),
        ["constant, not a sum of halves"] = Made(_ => 0.1),
        ["zeros"] = Made(_ => 0),
        ["a line"] = Made(i => 3 + (0.1 * i)),
        ["a falling line"] = Made(i => 20 - (1.25 * i)),
        ["one spike"] = Made(i => i == 8 ? 1 : 0),
        ["one spike at the end"] = Made(i => i == 15 ? 1 : 0),
        ["a step"] = Made(i => i < 8 ? 0 : 1),
        ["alternating"] = Made(i => i % 2 == 0 ? 1 : -1),
        ["a pattern without noise"] = Made(i => 1 + (i % 4)),
        ["doubling"] = Made(i => Math.Pow(2, i)),
        ["two steep cycles"] = [100, 80, 3, 1, 2, 0.5, 0.1, 0.01, 3, 4, 5, 6],
        ["far from zero"] = [.. Plain.Select(x => 1e12 + x)],
        ["tiny"] = [.. Plain.Select(x => 1e-200 * x)],
        ["small"] = [.. Plain.Select(x => 1e-30 * x)],
        ["large"] = [.. Plain.Select(x => 1e30 * x)],
        ["huge"] = [.. Plain.Select(x => 1e200 * x)],
        ["as large as can be"] = [.. Plain.Select((x, i) => (i % 2 == 0 ? 1e307 : -1e307) * x)],
        ["a gap"] = With(3, double.NaN),
        ["a gap at each end"] = [double.NaN, .. Plain, double.NaN],
        ["all missing"] = Made(_ => double.NaN),
    };

    public static TheoryData<string> Names => [.. Routines.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Empty_and_infinite_series_are_refused_by_name(string routine)
    {
        Answers.Refused(() => Routines[routine]([]));
        Answers.Refused(() => Routines[routine](With(3, double.PositiveInfinity)));
        Answers.Refused(() => Routines[routine](With(15, double.NegativeInfinity)));
        Answers.Refused(() => Routines[routine](Odd["all missing"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Missing_values_are_filled_in_or_refused_by_name(string routine)
    {
        foreach (var name in new[] { "a gap", "a gap at each end" })
        {
            var answered = Answers.RefusedOrNumbers(() => Routines[routine](Odd[name]));

            Assert.Equal(WithGaps.Contains(routine), answered);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_odd_series_is_refused_by_name_or_answered_in_numbers(string routine)
    {
        List<string> failures = [];
        foreach (var (name, series) in Odd)
        {
            if (Record.Exception(() => Answers.RefusedOrNumbers(() => Routines[routine](series))) is { } failure)
            {
                failures.Add($"On {name}: {failure.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    static object Ahead(ArimaFit fit) => (fit, fit.Forecast(6));

    static object Ahead(EtsFit fit) => (fit, fit.Forecast(6));

    static object Ahead(HoltWintersFit fit) => (fit, fit.Forecast(6));

    static double[] Made(Func<int, double> value) => [.. Enumerable.Range(0, 16).Select(value)];

    static double[] With(int place, double value)
    {
        double[] series = [.. Plain];
        series[place] = value;
        return series;
    }
}
