using Kindred.Numerics.Series;

namespace Kindred.Bench;

static class SeriesKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["stl"] = data =>
        {
            var options = new StlOptions { Period = 7, LowPassWindow = 9, Robust = true, InnerIterations = 2, OuterIterations = 15 };
            return Work.Of(
                () => Stl.DecomposeAll(Rows(data), options),
                fits => new() { ["mean_size_of_remainder"] = fits.Average(fit => fit.Remainder.Average(x => Math.Abs(x))) });
        },
        ["sarima"] = data =>
        {
            var order = new ArimaOrder(1, 1, 1) { SeasonalP = 1, SeasonalQ = 1, Period = 7 };
            return Work.Of(
                () => Rows(data).AsParallel().AsOrdered().Select(row => Arima.Fit(row, order)).ToArray(),
                fits => new() { ["log_likelihood"] = fits.Average(fit => fit.LogLikelihood) });
        },
        ["ets"] = data =>
        {
            var model = new EtsModel(Component.Additive, Slope.Straight, Component.Additive, 7);
            return Work.Of(
                () => Rows(data).AsParallel().AsOrdered().Select(row => Ets.Fit(row, model)).ToArray(),
                fits => new() { ["log_likelihood"] = fits.Average(fit => fit.LogLikelihood) });
        },
        ["unit_roots"] = data => Work.Of(
            () => Rows(data).AsParallel().AsOrdered().Select(row => (Kpss: KpssTest.Of(row), Adf: DickeyFullerTest.Of(row))).ToArray(),
            tests => new() { ["kpss"] = tests.Average(test => test.Kpss.Statistic), ["adf"] = tests.Average(test => test.Adf.Statistic) }),
        ["mstl"] = data => Work.Of(
            () => Rows(data).AsParallel().AsOrdered().Select(row => Mstl.Decompose(row, new() { Periods = [7, 28] })).ToArray(),
            fits => new() { ["mean_size_of_remainder"] = fits.Average(fit => fit.Remainder.Average(x => Math.Abs(x))) }),
        ["back_test"] = data =>
        {
            var options = new BackTestOptions { Horizon = 7, First = 299, Period = 7 };
            return Work.Of(
                () => Rows(data).AsParallel().AsOrdered()
                    .Select(row => BackTest.Run(row, (past, horizon) => HoltWinters.Fit(past, 7).Forecast(horizon), options)).ToArray(),
                reports => new() { ["mae"] = reports.Average(report => report.Overall.Mae) });
        },
        ["anomalies"] = data => Work.Of(
            () => Rows(data).AsParallel().AsOrdered().Select(row => PointAnomalies.Find(row, new() { Period = 7 })).ToArray(),
            reports => new() { ["anomalies"] = reports.Sum(report => report.Anomalies.Count) }),
        ["change_points"] = data =>
        {
            double[] values = [.. Enumerable.Range(0, data.Rows).Select(i => data.Row(i)[0])];
            return Work.Of(() => ChangePoints.Find(values), fit => new() { ["changes"] = fit.Places.Count });
        },
    };

    static double[][] Rows(NpyArray data) => [.. Enumerable.Range(0, data.Rows).Select(i => data.Row(i).ToArray())];
}
