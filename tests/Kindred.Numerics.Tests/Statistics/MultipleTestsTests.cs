using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class MultipleTestsTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References Statsmodels = new("statistics/tests");

    [Fact]
    public void Holm_by_hand() => // 3·0.01, then 2·0.03 also for 0.04
        Assert.Equal([0.06, 0.03, 0.06], MultipleTests.Holm([0.03, 0.01, 0.04]));

    [Fact]
    public void Benjamini_and_Hochberg_by_hand() => // 0.04, min(0.04, 3/2·0.03) and 3·0.01
        Assert.Equal([0.04, 0.03, 0.04], MultipleTests.BenjaminiHochberg([0.03, 0.01, 0.04]), (a, b) => Math.Abs(a - b) < 1e-15);

    [Fact]
    public void Adjusted_values_agree_with_statsmodels()
    {
        Statsmodels.Agree("holm", 1e-12, MultipleTests.Holm(Samples["p"]));
        Statsmodels.Agree("bh", 1e-12, MultipleTests.BenjaminiHochberg(Samples["p"]));
    }

    [Fact]
    public void Adjusting_never_makes_a_value_smaller_nor_changes_the_order() => Sampled.ForAll(values =>
    {
        double[] p = [.. values.Select(value => Math.Abs(value % 1))];
        var (holm, hochberg) = (MultipleTests.Holm(p), MultipleTests.BenjaminiHochberg(p));

        for (var i = 0; i < p.Length; i++)
        {
            Assert.True(p[i] <= hochberg[i] && hochberg[i] <= holm[i] + 1e-15 && holm[i] <= 1);
            Assert.All(Enumerable.Range(0, p.Length), j => Assert.True(p[i] > p[j] || (holm[i] <= holm[j] && hochberg[i] <= hochberg[j])));
        }
    });

    [Fact]
    public void No_tests_need_no_adjustment() => Assert.Empty(MultipleTests.Holm([]));

    [Fact]
    public void A_value_that_is_no_probability_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MultipleTests.Holm([0.5, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultipleTests.BenjaminiHochberg([-0.1]));
    }
}
