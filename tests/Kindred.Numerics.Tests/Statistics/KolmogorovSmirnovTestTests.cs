using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class KolmogorovSmirnovTestTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References SciPy = new("statistics/experiments");

    [Fact]
    public void Wholly_separate_samples_have_two_orders_in_twenty()
    {
        var test = KolmogorovSmirnovTest.Run([1, 2, 3], [4, 5, 6]);

        Assert.Equal(1, test.Statistic);
        Assert.Equal(2.0 / 20, test.PValue, 1e-15);
        Assert.True(test.Exact);
    }

    [Theory]
    [InlineData("spend", "spend_other")]
    [InlineData("visits", "visits_other")]
    [InlineData("few", "few_other")]
    [InlineData("eight", "many")]
    [InlineData("before", "spend")]
    public void Tests_agree_with_SciPy(string first, string second)
    {
        var test = KolmogorovSmirnovTest.Run(Samples[first], Samples[second]);

        SciPy.Agree($"ks {first} {second}", 1e-10, test.Statistic, test.PValue);
    }

    [Fact]
    public void The_limit_distribution_agrees_with_SciPy()
    {
        foreach (var (x, values) in SciPy.Family("kolmogorov"))
        {
            References.Agree($"K > {x[0]}", values, [KolmogorovSmirnovTest.LimitSurvival(x[0])], 1e-12);
        }
    }

    [Fact]
    public void Large_samples_are_judged_by_the_limit_nearly_as_by_counting()
    {
        var rng = new Rng(3);
        double[] Draw(int n, double shift) => [.. Enumerable.Range(0, n).Select(_ => rng.NextNormal() + shift)];
        var (a, b) = (Draw(3000, 0), Draw(3400, 0.04));

        var limit = KolmogorovSmirnovTest.Run(a, b);
        var exact = KolmogorovSmirnovTest.Run(a.AsSpan(..2900), b);

        Assert.Equal((false, true), (limit.Exact, exact.Exact));
        Assert.InRange(limit.PValue / exact.PValue, 0.3, 3);
    }

    [Fact]
    public void The_gap_is_the_widest_between_the_two_distribution_functions() => Sampled.ForAll((a, b) =>
    {
        var widest = a.Concat(b).Max(x => Math.Abs((a.Count(v => v <= x) / (double)a.Length) - (b.Count(v => v <= x) / (double)b.Length)));

        var test = KolmogorovSmirnovTest.Run(a, b);

        Assert.Equal(widest, test.Statistic, 1e-12);
        Assert.Equal(test.PValue, KolmogorovSmirnovTest.Run(b, a).PValue, 1e-12);
        Assert.InRange(test.PValue, 0, 1);
    });

    [Fact]
    public void Equal_samples_give_no_evidence() =>
        Assert.Equal((0, 1), (KolmogorovSmirnovTest.Run([1, 1], [1, 1]).Statistic, KolmogorovSmirnovTest.Run([1, 1], [1, 1]).PValue));

    [Fact]
    public void Empty_samples_and_missing_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => KolmogorovSmirnovTest.Run([], [1]));
        Assert.Throws<ArgumentException>(() => KolmogorovSmirnovTest.Run([1], [double.NaN]));
    }
}
