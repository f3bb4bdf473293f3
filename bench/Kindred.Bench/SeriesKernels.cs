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
    };

    static double[][] Rows(NpyArray data) => [.. Enumerable.Range(0, data.Rows).Select(i => data.Row(i).ToArray())];
}
