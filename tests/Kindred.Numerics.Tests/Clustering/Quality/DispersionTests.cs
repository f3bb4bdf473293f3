using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class DispersionTests
{
    static readonly Matrix TwoPairs = new(4, 1, [0, 2, 10, 12]);
    static readonly Matrix Points = Golden.Matrix("clustering/points");
    static readonly int[] Labels = [.. Golden.Rows("clustering/labels").Select(row => (int)row[0])];

    [Fact]
    public void Calinski_Harabasz_compares_variance_between_and_within() =>
        Assert.Equal(50, Dispersion.CalinskiHarabasz(TwoPairs, [0, 0, 1, 1]), 1e-12); // (4·25 / 1) / (4 / 2)

    [Fact]
    public void Davies_Bouldin_compares_spread_and_distance() =>
        Assert.Equal(0.2, Dispersion.DaviesBouldin(TwoPairs, [0, 0, 1, 1]), 1e-12); // (1 + 1) / 10 for both

    [Fact]
    public void Both_agree_with_scikit_learn()
    {
        var expected = new References("clustering/quality");

        expected.Agree("calinski_harabasz", 1e-9, Dispersion.CalinskiHarabasz(Points, Labels));
        expected.Agree("davies_bouldin", 1e-9, Dispersion.DaviesBouldin(Points, Labels));
    }

    [Fact]
    public void Noise_and_unused_numbers_count_nowhere()
    {
        var points = new Matrix(5, 1, [0, 2, 500, 10, 12]);

        Assert.Equal(50, Dispersion.CalinskiHarabasz(points, [0, 0, -1, 7, 7]), 1e-12);
        Assert.Equal(0.2, Dispersion.DaviesBouldin(points, [0, 0, -1, 7, 7]), 1e-12);
    }

    [Fact]
    public void Neither_depends_on_the_names_of_clusters() =>
        Property.ForAll(
            points =>
            {
                var labels = Enumerable.Range(0, points.Rows).Select(i => i % 3).ToArray();
                var renamed = labels.Select(label => (label + 1) % 3).ToArray();
                Assert.Equal(Dispersion.CalinskiHarabasz(points, labels), Dispersion.CalinskiHarabasz(points, renamed), 1e-6);
                Assert.Equal(Dispersion.DaviesBouldin(points, labels), Dispersion.DaviesBouldin(points, renamed), 1e-6);
            },
            minRows: 4);

    [Fact]
    public void Equal_rows_give_the_documented_answers()
    {
        Assert.Equal(1, Dispersion.CalinskiHarabasz(new(4, 2), [0, 0, 1, 1]));
        Assert.Equal(0, Dispersion.DaviesBouldin(new(4, 2), [0, 0, 1, 1]));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, labels) = Property.Blobs(10_000, 4, 5, seed: 7);

        Threads.GiveTheSame(() => (double[])[Dispersion.CalinskiHarabasz(points, labels), Dispersion.DaviesBouldin(points, labels)]);
    }

    [Fact]
    public void One_cluster_and_clusters_of_single_rows_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Dispersion.CalinskiHarabasz(TwoPairs, [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => Dispersion.DaviesBouldin(TwoPairs, [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => Dispersion.CalinskiHarabasz(TwoPairs, [0, 1, 2, 3]));
    }

    [Fact]
    public void Labels_that_are_not_one_a_row_are_refused() =>
        Assert.Throws<ArgumentException>(() => Dispersion.DaviesBouldin(TwoPairs, [0, 1]));
}
