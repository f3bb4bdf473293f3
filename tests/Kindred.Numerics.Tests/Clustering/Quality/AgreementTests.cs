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
    public void All_agree_with_scikit_learn()
    {
        var (rows, expected) = (Golden.Rows("clustering/labels"), new References("clustering/quality"));
        int[] one = [.. rows.Select(row => (int)row[0])], other = [.. rows.Select(row => (int)row[1])];

        var measure = Agreement.VMeasure(one, other);

        expected.Agree("adjusted_rand", 1e-12, Agreement.AdjustedRand(one, other));
        expected.Agree("adjusted_mutual_information", 1e-10, Agreement.AdjustedMutualInformation(one, other));
        expected.Agree("v_measure", 1e-12, measure.Homogeneity, measure.Completeness, measure.V);
    }

    [Fact]
    public void Pure_but_broken_clusters_are_homogeneous_and_half_complete()
    {
        var measure = Agreement.VMeasure([0, 0, 1, 1], [0, 1, 2, 3]);

        Assert.Equal(1, measure.Homogeneity, 1e-15); // ln 2 of ln 2
        Assert.Equal(0.5, measure.Completeness, 1e-15); // ln 2 of ln 4
        Assert.Equal(2.0 / 3, measure.V, 1e-15);
    }

    [Fact]
    public void Mutual_information_of_the_same_partition_is_full_and_of_one_cluster_none()
    {
        Assert.Equal(1, Agreement.AdjustedMutualInformation([0, 0, 1, 1, 2], [4, 4, -1, -1, 0]), 1e-12);
        Assert.Equal(1, Agreement.AdjustedMutualInformation([1, 2, 3], [3, 2, 1]));
        Assert.Equal(1, Agreement.AdjustedMutualInformation([1, 1], [2, 2]));
        Assert.Equal(0, Agreement.AdjustedMutualInformation([0, 0, 1, 1], [0, 0, 0, 0]), 1e-12);
        Assert.Equal(new VMeasure(0, 1, 0), Agreement.VMeasure([0, 0, 1, 1], [0, 0, 0, 0]));
    }

    [Fact]
    public void One_cluster_against_one_cluster_agrees() =>
        Assert.Equal(1, Agreement.AdjustedRand([3, 3, 3], [1, 1, 1]));

    [Fact]
    public void All_are_symmetric_and_at_most_one() =>
        Property.ForAll(points =>
        {
            var (one, other) = (Enumerable.Range(0, points.Rows).Select(i => (int)points[i, 0] % 3).ToArray(), Enumerable.Range(0, points.Rows).Select(i => (int)points[i, points.Columns - 1] % 4).ToArray());
            Assert.Equal(Agreement.AdjustedRand(one, other), Agreement.AdjustedRand(other, one), 1e-12);
            Assert.InRange(Agreement.AdjustedRand(one, other), -0.5, 1);
            Assert.Equal(Agreement.AdjustedMutualInformation(one, other), Agreement.AdjustedMutualInformation(other, one), 1e-6);
            Assert.InRange(Agreement.AdjustedMutualInformation(one, other), -1, 1 + 1e-9);
            Assert.Equal(Agreement.VMeasure(one, other).V, Agreement.VMeasure(other, one).V, 1e-12);
        });

    [Fact]
    public void Labelings_of_other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Agreement.AdjustedRand([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => Agreement.AdjustedRand([], []));
        Assert.Throws<ArgumentException>(() => Agreement.AdjustedMutualInformation([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => Agreement.VMeasure([1], [1, 2]));
    }
}
