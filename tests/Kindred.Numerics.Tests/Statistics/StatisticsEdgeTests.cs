using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

/// <summary>Every statistic of samples on every odd pair of samples: refused by name, or answered without NaN.</summary>
public sealed class StatisticsEdgeTests
{
    static readonly BootstrapOptions Few = new() { Replicates = 100 };

    static readonly Dictionary<string, Func<double[], double[], object?>> Routines = new()
    {
        ["Summary"] = (x, _) => Summary.Of(x),
        ["Quantiles"] = (x, _) => Summary.Quantiles(x, [0, 0.3, 1]),
        ["Moments"] = (x, _) => SampleMoments.Of(x),
        ["Welch's t"] = (x, y) => TTest.Welch(SampleMoments.Of(x), SampleMoments.Of(y)),
        ["Student's t"] = (x, y) => TTest.Student(SampleMoments.Of(x), SampleMoments.Of(y)),
        ["t of one sample"] = (x, _) => TTest.OneSample(SampleMoments.Of(x), 1),
        ["t of pairs"] = (x, _) => TTest.Paired(x, [.. x.Reverse()]),
        ["Lift"] = (x, y) => TTest.RelativeLift(SampleMoments.Of(x), SampleMoments.Of(y)),
        ["Mann-Whitney"] = (x, y) => MannWhitneyTest.Run(x, y),
        ["Mann-Whitney, normal"] = (x, y) => MannWhitneyTest.Run(x, y, Alternative.Less, RankMethod.Normal),
        ["Mann-Whitney, exact"] = (x, y) => MannWhitneyTest.Run(x, y, Alternative.Greater, RankMethod.Exact),
        ["Kruskal-Wallis"] = (x, y) => KruskalWallisTest.Run([x, y, x]),
        ["ANOVA"] = (x, y) => Anova.OneWay([x, y, x]),
        ["ANOVA, Welch"] = (x, y) => Anova.Welch([SampleMoments.Of(x), SampleMoments.Of(y)]),
        ["Cohen's d"] = (x, y) => EffectSize.CohenD(SampleMoments.Of(x), SampleMoments.Of(y)),
        ["Hedges' g"] = (x, y) => EffectSize.HedgesG(SampleMoments.Of(x), SampleMoments.Of(y)),
        ["Cliff's delta"] = (x, y) => EffectSize.CliffDelta(x, y),
        ["Kolmogorov-Smirnov"] = (x, y) => KolmogorovSmirnovTest.Run(x, y),
        ["Wasserstein"] = (x, y) => Wasserstein.Distance(x, y),
        ["Wasserstein, normed"] = (x, y) => Wasserstein.NormedDistance(x, y),
        ["Stability"] = (x, y) => PopulationStability.OfValues(x, y),
        ["Jensen-Shannon"] = (x, y) => JensenShannon.Divergence(x, [.. x.Select((_, i) => y[i % y.Length])]),
        ["Bootstrap"] = (x, _) => Bootstrap.Interval(x, values => values[0] / 2, Few),
        ["Bootstrap of a difference"] = (x, y) => Bootstrap.Difference(x, y, values => values[^1] / 2, Few),
        ["CUPED"] = (x, y) => Cuped.Adjust(CovariateMoments.Of(x, [.. x.Reverse()]), CovariateMoments.Of(y, y)),
        ["Bayesian means"] = (x, y) => BayesianAb.Means(SampleMoments.Of(x), SampleMoments.Of(y)),
        ["Contrasts"] = (x, y) => GroupContrasts.Of([.. x, .. y], [.. x.Select(_ => 0), .. y.Select(_ => 2)], 3),
        ["Individuals"] = (x, _) => ControlCharts.Individuals(x),
        ["Means and spreads"] = (x, y) => ControlCharts.MeansAndSpreads([x, y]),
        ["EWMA"] = (x, _) => ControlCharts.Ewma(x),
        ["CUSUM"] = (x, _) => ControlCharts.Cusum(x),
        ["Nelson"] = (x, _) => NelsonRules.Find(x),
        ["Holm"] = (x, _) => MultipleTests.Holm(x),
        ["Benjamini-Hochberg"] = (x, _) => MultipleTests.BenjaminiHochberg(x),
        ["ADWIN"] = (x, _) => Fed(new Adwin(checkEvery: 1), x),
        ["Page-Hinkley"] = (x, _) => Fed(new PageHinkley(0, 2, 1), x),
    };

    /// <summary>Routines to which no value at all is an answer: nothing is adjusted, contrasted, signalled or streamed.</summary>
    static readonly string[] OfNothing = ["Contrasts", "Nelson", "Holm", "Benjamini-Hochberg", "ADWIN", "Page-Hinkley"];

    /// <summary>Routines to which NaN is a missing value.</summary>
    static readonly string[] WithGaps = ["Summary", "Quantiles", "Stability", "Contrasts"];

    static readonly double[] Plain = [0.3, 0.5, 0.2, 0.8, 0.4, 0.6, 0.35, 0.9, 0.55, 0.7];

    static readonly Dictionary<string, double[]> Odd = new()
    {
        ["one value"] = [0.4],
        ["two values"] = [0.4, 0.5],
        ["two equal values"] = [0.4, 0.4],
        ["three values"] = [0.3, 0.1, 0.2],
        ["plain"] = Plain,
        ["equal values"] = [.. Plain.Select(_ => 0.1)],
        ["zeros"] = [.. Plain.Select(_ => 0.0)],
        ["all but one equal"] = [.. Plain.Select((_, i) => i == 4 ? 1.0 : 0)],
        ["around zero"] = [-1, 1, -1, 1],
        ["far from zero"] = [.. Plain.Select(x => 1e12 + x)],
        ["tiny"] = [.. Plain.Select(x => 1e-200 * x)],
        ["large"] = [.. Plain.Select(x => 1e30 * x)],
        ["huge"] = [.. Plain.Select(x => 1e200 * x)],
        ["as large as can be"] = [.. Plain.Select((x, i) => (i % 2 == 0 ? 1.7e308 : -1.7e308) * x)],
        ["a missing value"] = [.. Plain, double.NaN],
        ["all missing"] = [double.NaN, double.NaN, double.NaN],
    };

    public static TheoryData<string> Names => [.. Routines.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Empty_and_infinite_samples_are_refused_by_name(string routine)
    {
        Answers.Refused(() => Routines[routine]([.. Plain, double.PositiveInfinity], Plain));
        Answers.Refused(() => Routines[routine]([double.NegativeInfinity, .. Plain], Plain));
        if (OfNothing.Contains(routine))
        {
            Assert.True(Answers.RefusedOrNumbers(() => Routines[routine]([], [])));
        }
        else
        {
            Answers.Refused(() => Routines[routine]([], Plain));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Missing_values_are_left_out_or_refused_by_name(string routine) => Assert.Equal(
        WithGaps.Contains(routine), Answers.RefusedOrNumbers(() => Routines[routine](Odd["a missing value"], Plain)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_odd_pair_of_samples_is_refused_by_name_or_answered_in_numbers(string routine)
    {
        List<string> failures = [];
        foreach (var (name, first) in Odd)
        {
            foreach (var (other, second) in Odd)
            {
                if (Record.Exception(() => Answers.RefusedOrNumbers(() => Routines[routine](first, second))) is { } failure)
                {
                    failures.Add($"On {name} and {other}: {failure.Message}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(8)));
    }

    static (List<double> Signals, double Mean, double Spread) Fed(Adwin stream, double[] values) =>
        ([.. values.Select(value => stream.Add(value) ? 1.0 : 0)], stream.Mean, stream.Variance);

    static (List<double> Signals, double Mean) Fed(PageHinkley stream, double[] values) =>
        ([.. values.Select(value => (double)stream.Add(value))], stream.Mean);
}
