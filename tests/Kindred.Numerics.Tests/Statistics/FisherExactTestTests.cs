using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class FisherExactTestTests
{
    static readonly References SciPy = new("statistics/tests");

    [Fact]
    public void The_lady_tasting_tea()
    {
        // 3 of 4 cups right: P(3) + P(4) = (16 + 1) / 70; two-sided both tails of the symmetric distribution.
        Assert.Equal(17.0 / 70, FisherExactTest.Run(3, 1, 1, 3, Alternative.Greater).PValue, 1e-13);
        Assert.Equal(34.0 / 70, FisherExactTest.Run(3, 1, 1, 3).PValue, 1e-13);
    }

    [Theory]
    [InlineData("two-sided", Alternative.TwoSided)]
    [InlineData("less", Alternative.Less)]
    [InlineData("greater", Alternative.Greater)]
    public void Tables_agree_with_SciPy(string name, Alternative alternative)
    {
        long[][] tables = [[8, 2, 1, 5], [3, 1, 2, 4], [190, 800, 200, 900], [0, 5, 6, 4], [12, 5, 29, 2], [2, 60000, 14, 61000]];
        foreach (var t in tables)
        {
            var test = FisherExactTest.Run(t[0], t[1], t[2], t[3], alternative);

            SciPy.Agree($"fisher {string.Join(' ', t)} {name}", 1e-8, test.OddsRatio, test.PValue);
        }
    }

    [Fact]
    public void The_two_sides_share_the_table_seen() => Sampled.ForAll((a, b) =>
    {
        var t = new[] { a[0], a[1], b[0], b[1] }.Select(x => (long)Math.Abs(x)).ToArray();

        var (less, greater) = (Run(t, Alternative.Less), Run(t, Alternative.Greater));

        Assert.True(less + greater >= 1 - 1e-9);
        Assert.InRange(Run(t, Alternative.TwoSided), 0, 1);
        Assert.Equal(Run(t, Alternative.TwoSided), Run([t[2], t[3], t[0], t[1]], Alternative.TwoSided), 1e-9);
    });

    [Fact]
    public void An_empty_column_leaves_one_outcome() =>
        Assert.Equal(new(1, 1), FisherExactTest.Run(3, 0, 4, 0));

    [Fact]
    public void Negative_counts_and_large_tables_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FisherExactTest.Run(-1, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FisherExactTest.Run(10_000_000, 1, 1, 1));
    }

    static double Run(long[] t, Alternative alternative) => FisherExactTest.Run(t[0], t[1], t[2], t[3], alternative).PValue;
}
