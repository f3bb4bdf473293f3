namespace Kindred.Numerics.Tests;

public sealed class RngTests
{
    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        var (one, other) = (new Rng(42), new Rng(42));

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(one.NextUInt64(), other.NextUInt64()));
    }

    [Fact]
    public void Whole_numbers_below_a_limit_are_even()
    {
        var rng = new Rng(7);
        var counts = new int[6];

        for (var i = 0; i < 60_000; i++)
        {
            counts[rng.NextInt32(6)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400)); // 4.4 standard deviations
    }

    [Fact]
    public void Normal_draws_have_mean_0_and_variance_1()
    {
        var rng = new Rng(7);
        var draws = Enumerable.Range(0, 100_000).Select(_ => rng.NextNormal()).ToArray();

        Assert.Equal(0, draws.Average(), 0.02);
        Assert.Equal(1, draws.Average(x => x * x), 0.02);
    }

    [Fact]
    public void A_limit_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rng(1).NextInt32(0));
}
