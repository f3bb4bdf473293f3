using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

/// <summary>Every statistic of counts or of a few numbers, on all combinations of odd ones: refused by name, or answered without NaN.</summary>
public sealed class NumbersEdgeTests
{
    static readonly long[] Counts = [-1, 0, 1, 2, 30, 1_000_000, 1_000_000_000_000, long.MaxValue / 8];

    static readonly double[] Numbers =
        [double.NaN, double.NegativeInfinity, -1e300, -2, 0, 1e-300, 1e-9, 0.05, 0.5, 1 - 1e-9, 1, 7, 1e6, 1e300, double.PositiveInfinity];

    static readonly Dictionary<string, Func<long[], object?>> OfCounts = new()
    {
        ["Chi-squared"] = n => ChiSquaredTest.Independence(new[,] { { n[0], n[1] }, { n[2], n[3] } }),
        ["Goodness of fit"] = n => ChiSquaredTest.GoodnessOfFit([n[0], n[1], n[2]], [1, 2, 3]),
        ["Fisher"] = n => FisherExactTest.Run(n[0], n[1], n[2], n[3]),
        ["Fisher, greater"] = n => FisherExactTest.Run(n[0], n[1], n[2], n[3], Alternative.Greater),
        ["Wilson"] = n => Proportion.Wilson(n[0], n[1]),
        ["Two proportions"] = n => Proportion.Compare(n[0], n[1], n[2], n[3]),
        ["Moments of a proportion"] = n => Proportion.Moments(n[0], n[1]),
        ["Sample ratio"] = n => SampleRatio.Check([n[0], n[1], n[2]], [0.5, 0.4, 0.1]),
        ["Bayesian rates"] = n => BayesianAb.Rates((n[0], n[1]), (n[2], n[3])),
        ["Stability"] = n => PopulationStability.OfCounts([n[0], n[1]], [n[2], n[3]]),
        ["Proportions chart"] = n => ControlCharts.Proportions([n[0], n[2]], [n[1], n[3]]),
        ["Rates chart"] = n => ControlCharts.Rates([n[0], n[2]], [n[1], n[3]]),
    };

    static readonly Dictionary<string, Func<double[], object?>> OfNumbers = new()
    {
        ["Normal"] = x => (Distributions.NormalSurvival(x[0]), Distributions.NormalCdf(x[0]), Distributions.NormalDensity(x[0])),
        ["Normal quantile"] = x => Distributions.NormalQuantile(x[0]),
        ["Student"] = x => Distributions.StudentTSurvival(x[0], x[1]),
        ["Student quantile"] = x => Distributions.StudentTQuantile(x[0], x[1]),
        ["Chi-squared"] = x => Distributions.ChiSquaredSurvival(x[0], x[1]),
        ["Chi-squared quantile"] = x => Distributions.ChiSquaredQuantile(x[0], x[1]),
        ["F"] = x => Distributions.FSurvival(x[0], x[1], x[2]),
        ["Beta"] = x => Distributions.BetaCdf(x[0], x[1], x[2]),
        ["Beta quantile"] = x => Distributions.BetaQuantile(x[0], x[1], x[2]),
        ["Cohen's h"] = x => EffectSize.CohenH(x[0], x[1]),
        ["Always valid"] = x => AlwaysValid.Look(x[0], x[1], x[2]),
        ["Best spread"] = x => AlwaysValid.TauFor(x[0], x[1]),
        ["Power of means"] = x => Power.OfMeans(x[0], x[1], new() { Ratio = x[2] }),
        ["Size for means"] = x => Power.SizeForMeans(x[0], x[1], new() { Ratio = x[2] }),
        ["Detectable effect"] = x => Power.DetectableEffect(x[0], x[1], new() { Level = x[2] }),
        ["Power of proportions"] = x => Power.OfProportions(x[0], x[1], x[2]),
        ["Size for proportions"] = x => Power.SizeForProportions(x[0], x[1], x[2]),
        ["Detectable proportion"] = x => Power.DetectableProportion(x[0], x[1], x[2]),
        ["Moments"] = x => new SampleMoments(3, x[0], x[1]),
        ["Moments from sums"] = x => SampleMoments.FromSums(3, x[0], x[1]),
        ["Prior"] = x => BayesianAb.Rates((3, 10), (4, 9), (x[0], x[1])),
        ["Summed chart"] = x => ControlCharts.Cusum([1, 3, 2, 4], x[0], x[1]),
        ["Smoothed chart"] = x => ControlCharts.Ewma([1, 3, 2, 4], x[0], x[1]),
    };

    public static TheoryData<string> Counted => [.. OfCounts.Keys];

    public static TheoryData<string> Numbered => [.. OfNumbers.Keys];

    [Theory]
    [MemberData(nameof(Counted))]
    public void All_odd_counts_are_refused_by_name_or_answered_in_numbers(string routine) =>
        ForAll(Counts, 4, counts => OfCounts[routine](counts));

    [Theory]
    [MemberData(nameof(Numbered))]
    public void All_odd_numbers_are_refused_by_name_or_answered_in_numbers(string routine) =>
        ForAll(Numbers, 3, numbers => OfNumbers[routine](numbers));

    [Theory]
    [MemberData(nameof(Numbered))]
    public void A_number_that_is_none_is_refused_by_name(string routine) =>
        Answers.Refused(() => OfNumbers[routine]([double.NaN, 0.5, 0.5]));

    [Fact]
    public void Moments_of_nothing_are_refused()
    {
        var (nothing, some) = (default(SampleMoments), new SampleMoments(5, 1, 2));

        Answers.Refused(() => EffectSize.CohenD(nothing, some));
        Answers.Refused(() => EffectSize.HedgesG(some, nothing));
        Answers.Refused(() => Anova.OneWay([nothing, some]));
        Answers.Refused(() => Anova.Welch([some, nothing]));
        Answers.Refused(() => TTest.Student(nothing, some));
        Answers.Refused(() => TTest.Welch(nothing, some));
        Answers.Refused(() => BayesianAb.Means(nothing, some));
        Answers.Refused(() => Cuped.Adjust(default, default));
    }

    static void ForAll<T>(T[] values, int arguments, Func<T[], object?> call)
    {
        List<string> failures = [];
        var combinations = (int)Math.Pow(values.Length, arguments);
        for (var i = 0; i < combinations; i++)
        {
            var rest = i;
            T[] chosen = [.. Enumerable.Range(0, arguments).Select(_ =>
            {
                (rest, var at) = Math.DivRem(rest, values.Length);
                return values[at];
            })];
            if (Record.Exception(() => Answers.RefusedOrNumbers(() => call(chosen))) is { } failure)
            {
                failures.Add($"On {string.Join(", ", chosen)}: {failure.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(8)));
    }
}
