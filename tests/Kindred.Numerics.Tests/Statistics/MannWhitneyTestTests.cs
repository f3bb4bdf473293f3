using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class MannWhitneyTestTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References SciPy = new("statistics/tests");

    [Fact]
    public void Wholly_separate_samples_have_one_order_in_twenty()
    {
        // 3 of 6 places: 20 orders, one of them with every first value above every second one.
        var test = MannWhitneyTest.Run([4, 5, 6], [1, 2, 3], Alternative.Greater);

        Assert.Equal((9, 1), (test.Statistic, test.RankBiserial));
        Assert.Equal(1.0 / 20, test.PValue, 1e-15);
        Assert.True(test.Exact);
    }

    [Theory]
    [InlineData("two-sided", Alternative.TwoSided)]
    [InlineData("less", Alternative.Less)]
    [InlineData("greater", Alternative.Greater)]
    public void Tests_agree_with_SciPy(string name, Alternative alternative)
    {
        Agree($"mannwhitney ties {name}", "visits", "visits_other", alternative);
        Agree($"mannwhitney normal {name}", "spend", "spend_other", alternative);
        Agree($"mannwhitney exact {name}", "few", "few_other", alternative);
        Agree($"mannwhitney uneven {name}", "many", "eight", alternative);
    }

    [Fact]
    public void U_counts_the_pairs_that_the_first_sample_wins() => Sampled.ForAll((a, b) =>
    {
        var wins = a.Sum(x => b.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));

        var test = MannWhitneyTest.Run(a, b);

        Assert.Equal(wins, test.Statistic, 1e-9);
        Assert.Equal(EffectSize.CliffDelta(a, b), test.RankBiserial, 1e-12);
        Assert.InRange(test.PValue, 0, 1);
    });

    [Fact]
    public void Equal_values_throughout_give_no_evidence() =>
        Assert.Equal(1, MannWhitneyTest.Run([3, 3], [3, 3, 3]).PValue);

    [Fact]
    public void Counting_orders_of_tied_values_is_refused() =>
        Assert.Throws<ArgumentException>(() => MannWhitneyTest.Run([1, 2], [2, 3], method: RankMethod.Exact));

    [Fact]
    public void Counting_too_many_orders_is_refused() =>
        Assert.Throws<ArgumentException>(() => MannWhitneyTest.Run(
            [.. Enumerable.Range(0, 400).Select(i => i + 0.5)], [.. Enumerable.Range(0, 400)], method: RankMethod.Exact));

    [Fact]
    public void Missing_and_empty_samples_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MannWhitneyTest.Run([], [1]));
        Assert.Throws<ArgumentException>(() => MannWhitneyTest.Run([1, double.NaN], [1]));
    }

    static void Agree(string name, string first, string second, Alternative alternative)
    {
        var test = MannWhitneyTest.Run(Samples[first], Samples[second], alternative);
        SciPy.Agree(name, 1e-10, test.Statistic, test.PValue);
    }
}
