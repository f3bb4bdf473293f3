using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class JensenShannonTests
{
    [Fact]
    public void Disjoint_shares_are_one_bit_apart_and_equal_ones_none()
    {
        Assert.Equal(1, JensenShannon.Divergence([1, 0], [0, 1]));
        Assert.Equal(0, JensenShannon.Divergence([1, 3], [10, 30]), 1e-15);
    }

    [Fact]
    public void Half_moved_by_hand() // ½·log₂(4/3) + ½·(½·log₂(2/3) + ½·log₂(2))
    {
        var expected = (0.5 * Math.Log2(4.0 / 3)) + (0.25 * Math.Log2(2.0 / 3)) + 0.25;

        Assert.Equal(expected, JensenShannon.Divergence([1, 0], [1, 1]), 1e-15);
    }

    [Fact]
    public void The_divergence_agrees_with_SciPy() =>
        new References("statistics/experiments").Agree(
            "jensenshannon", 1e-12, JensenShannon.Divergence([120, 95, 80, 40, 12, 0], [100, 110, 60, 60, 15, 3]));

    [Fact]
    public void It_is_symmetric_between_0_and_1() => Sampled.ForAll((a, b) =>
    {
        var n = Math.Min(a.Length, b.Length);
        double[] p = [.. a.Take(n).Select(x => Math.Abs(x) + 0.1)], q = [.. b.Take(n).Select(Math.Abs), 1];

        Assert.InRange(JensenShannon.Divergence([.. p, 1], q), 0, 1);
        Assert.Equal(JensenShannon.Distance([.. p, 1], q), JensenShannon.Distance(q, [.. p, 1]), 1e-9);
    });

    [Fact]
    public void Shares_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => JensenShannon.Divergence([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => JensenShannon.Divergence([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => JensenShannon.Divergence([1, -1], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => JensenShannon.Divergence([0, 0], [1, 2]));
        Assert.Throws<ArgumentException>(() => JensenShannon.Divergence([double.NaN, 1], [1, 2]));
    }
}
