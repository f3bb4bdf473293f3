using Kindred.Numerics.Embedding;

namespace Kindred.Numerics.Tests.Embedding;

public sealed class TrustworthinessTests
{
    [Fact]
    public void A_stranger_among_the_nearest_costs_its_rank()
    {
        // On the map, row 3 is pulled next to row 0: each then has the other as its nearest, of true rank 3 both times.
        var trust = Trustworthiness.Of(new(4, 1, [0, 1, 2.5f, 4.5f]), new(4, 1, [0, 1, 2.5f, -0.5f]), 1);

        Assert.Equal(1 - (2.0 / (4 * 1 * (8 - 3 - 1)) * (2 + 2)), trust, 1e-12);
    }

    [Fact]
    public void Trust_agrees_with_scikit_learn()
    {
        var (points, places) = (Golden.Matrix("embedding/points"), Golden.Matrix("embedding/umap_places"));

        double[] trust = [.. new[] { 1, 5, 15 }.Select(k => Trustworthiness.Of(points, places, k))];

        Golden.Agree(Golden.Values("embedding/trustworthiness"), trust, 1e-9);
    }

    [Fact]
    public void A_map_is_trusted_by_itself() =>
        Property.ForAll(points => Assert.Equal(1, Trustworthiness.Of(points, points, 2), 1e-12), minRows: 5);

    [Fact]
    public void Any_number_of_threads_gives_the_same_trust()
    {
        var (points, _) = Property.Blobs(500, 3, 3, seed: 5);
        var (places, _) = Property.Blobs(500, 2, 3, seed: 6);

        Threads.GiveTheSame(() => new[] { Trustworthiness.Of(points, places) });
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Trustworthiness.Of(new(9, 2), new(8, 2), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trustworthiness.Of(new(9, 2), new(9, 2), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trustworthiness.Of(new(8, 2), new(8, 2), 4));
        Assert.Throws<ArgumentException>(() => Trustworthiness.Of(new(3, 1, [0, 1, float.NaN]), new(3, 2), 1));
    }
}
