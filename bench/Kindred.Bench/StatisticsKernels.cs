using System.Numerics.Tensors;
using Kindred.Numerics.Statistics;

namespace Kindred.Bench;

static class StatisticsKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["rank_test"] = data =>
        {
            var (a, b) = (Column(data, 0), Column(data, 1));
            return Work.Of(() => MannWhitneyTest.Run(a, b), test => new() { ["u"] = test.Statistic, ["p"] = test.PValue });
        },
        ["drift"] = data =>
        {
            var (a, b) = (Column(data, 0), Column(data, 1));
            return Work.Of(
                () => (Gap: KolmogorovSmirnovTest.Run(a, b).Statistic, Moved: Wasserstein.Distance(a, b)),
                found => new() { ["ks"] = found.Gap, ["wasserstein"] = found.Moved });
        },
        ["bootstrap"] = data =>
        {
            var values = Column(data, 0);
            return Work.Of(
                () => Bootstrap.Interval(values, sample => TensorPrimitives.Average(sample)),
                found => new() { ["low"] = found.Interval.Low, ["high"] = found.Interval.High });
        },
        ["stream"] = data =>
        {
            var values = Column(data, 0);
            return Work.Of(() => Signals(values), signals => new() { ["signals"] = signals });
        },
    };

    static int Signals(double[] values)
    {
        var (adwin, pageHinkley, signals) = (new Adwin(), new PageHinkley(1, 2000), 0);
        foreach (var value in values)
        {
            signals += adwin.Add(value / 1000) ? 1 : 0;
            signals += Math.Abs(pageHinkley.Add(value));
        }

        return signals;
    }

    static double[] Column(NpyArray data, int column) => [.. Enumerable.Range(0, data.Rows).Select(i => data.Row(i)[column])];
}
