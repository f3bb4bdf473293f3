namespace Kindred.Numerics.Tests;

public sealed class RngTests
{
    [Fact]
    public void Words_are_those_of_the_authors_definition()
    {
        foreach (var words in Golden.Words("rng/words"))
        {
            var rng = new Rng(words[0]);

            Assert.Equal(words[1..], words[1..].Select(_ => rng.NextUInt64()));
        }
    }

    [Fact]
    public void Numbers_keep_to_their_ranges_and_a_shuffle_keeps_its_items() =>
        Property.ForAll(points =>
        {
            var (rng, values) = (new Rng((ulong)points.Rows), points.Values.ToArray());

            Assert.InRange(rng.NextInt32(points.Rows), 0, points.Rows - 1);
            Assert.InRange(rng.NextDouble(), 0, Math.BitDecrement(1.0));
            Assert.True(double.IsFinite(rng.NextNormal()));
            rng.Shuffle<float>(values);
            Assert.Equal(points.Values.ToArray().Order(), values.Order());
        });

    [Fact]
    public void Every_order_of_three_is_as_likely_as_another()
    {
        var (rng, counts) = (new Rng(2), new Dictionary<string, int>());
        for (var i = 0; i < 6_000; i++)
        {
            var items = "abc".ToCharArray();
            rng.Shuffle<char>(items);
            counts[new(items)] = counts.GetValueOrDefault(new(items)) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1_150)); // five standard deviations of 29
    }

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
