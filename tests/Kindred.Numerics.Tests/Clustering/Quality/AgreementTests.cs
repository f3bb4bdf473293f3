using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class AgreementTests
{
    [Fact]
    public void Renamed_clusters_agree_fully() =>
        Assert.Equal(1, Agreement.AdjustedRand([0, 0, 1, 1, -1], [5, 5, -1, -1, 0]));

    [Fact]
    public void Pairs_are_counted_against_chance() =>
        Assert.Equal(0.24242424242424243, Agreement.AdjustedRand([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]), 1e-15); // (2 − 6·3/15) / (4.5 − 1.2)

    [Fact]
    public void Opposite_partitions_are_worse_than_chance() =>
        Assert.Equal(-0.5, Agreement.AdjustedRand([0, 0, 1, 1], [0, 1, 0, 1]), 1e-15);

    [Fact]
    public void It_agrees_with_scikit_learn()
    {
        var rows = Golden.Rows("clustering/labels");

        var found = Agreement.AdjustedRand([.. rows.Select(row => (int)row[0])], [.. rows.Select(row => (int)row[1])]);

        new References("clustering/quality").Agree("adjusted_rand", 1e-12, found);
    }

    [Fact]
    public void One_cluster_against_one_cluster_agrees() =>
        Assert.Equal(1, Agreement.AdjustedRand([3, 3, 3], [1, 1, 1]));

    [Fact]
    public void It_is_symmetric_and_at_most_one() =>
        Property.ForAll(points =>
        {
            var (one, other) = (Enumerable.Range(0, points.Rows).Select(i => (int)points[i, 0] % 3).ToArray(), Enumerable.Range(0, points.Rows).Select(i => (int)points[i, points.Columns - 1] % 4).ToArray());
            Assert.Equal(Agreement.AdjustedRand(one, other), Agreement.AdjustedRand(other, one), 1e-12);
            Assert.InRange(Agreement.AdjustedRand(one, other), -0.5, 1);
        });

    [Fact]
    public void Labelings_of_other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Agreement.AdjustedRand([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => Agreement.AdjustedRand([], []));
    }
}
