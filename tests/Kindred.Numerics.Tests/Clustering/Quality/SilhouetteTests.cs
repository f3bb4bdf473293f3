using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class SilhouetteTests
{
    static readonly Matrix Line = new(4, 1, [0, 1, 5, 7]);
    static readonly Matrix Points = Golden.Matrix("clustering/points");
    static readonly int[] Labels = Column(0), Coarse = Column(1);

    [Fact]
    public void A_row_compares_its_own_cluster_with_the_nearest_other() =>
        Golden.Agree([5.0 / 6, 4.0 / 5, 2.5 / 4.5, 4.5 / 6.5], Silhouette.Values(Line, [0, 0, 1, 1]), 1e-7); // a = 1 1 2 2, b = 6 5 4.5 6.5

    [Fact]
    public void The_only_row_of_a_cluster_counts_0() =>
        Assert.Equal(0, Silhouette.Values(Line, [0, 0, 0, 1])[3]);

    [Fact]
    public void Noise_has_none_and_counts_nowhere()
    {
        var values = Silhouette.Values(new(5, 1, [0, 1, 3, 5, 7]), [0, 0, -1, 1, 1]);

        Assert.True(double.IsNaN(values[2]));
        Assert.Equal(5.0 / 6, values[0], 1e-7);
    }

    [Fact]
    public void Values_agree_with_scikit_learn() =>
        Golden.Agree(Golden.Values("clustering/silhouettes"), Silhouette.Values(Points, Labels), 1e-6);

    [Fact]
    public void Means_of_several_labelings_agree_with_scikit_learn() =>
        new References("clustering/quality").Agree("silhouette", 1e-6, Silhouette.Means(Points, [Labels, Coarse]));

    [Fact]
    public void Several_labelings_at_once_are_as_one_by_one() =>
        Property.ForAll(
            points =>
            {
                var rng = new Rng(9);
                var labelings = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, points.Rows).Select(i => i < 2 ? i : rng.NextInt32(4) - 1).ToArray()).ToArray();
                Golden.Agree([.. labelings.Select(labels => Silhouette.Mean(points, labels))], Silhouette.Means(points, labelings), 1e-12);
            },
            minRows: 2);

    [Fact]
    public void Values_are_those_of_the_definition() =>
        Property.ForAll(
            points =>
            {
                var rng = new Rng(5);
                var labels = Enumerable.Range(0, points.Rows).Select(i => i < 2 ? i : rng.NextInt32(3)).ToArray();
                var values = Silhouette.Values(points, labels);
                for (var i = 0; i < points.Rows; i++)
                {
                    Assert.Equal(Defined(points, labels, i), values[i], 1e-5);
                }
            },
            minRows: 2);

    [Fact]
    public void A_sample_as_large_as_the_data_is_exact() =>
        Assert.Equal(Silhouette.Mean(Points, Labels), Silhouette.SampledMeans(Points, [Labels], 500, seed: 1)[0]);

    [Fact]
    public void A_sample_comes_near_to_the_whole()
    {
        var (points, labels) = Property.Blobs(6_000, 5, 4, seed: 2);

        Assert.Equal(Silhouette.Mean(points, labels), Silhouette.SampledMeans(points, [labels], 2_000, seed: 1)[0], 0.02);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, labels) = Property.Blobs(1_000, 5, 4, seed: 2);

        Threads.GiveTheSame(() => Silhouette.Values(points, labels));
    }

    [Fact]
    public void One_cluster_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Silhouette.Values(Line, [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => Silhouette.Values(Line, [0, -1, -1, 0]));
    }

    [Fact]
    public void Labels_that_are_not_one_a_row_are_refused() =>
        Assert.Throws<ArgumentException>(() => Silhouette.Values(Line, [0, 1]));

    [Fact]
    public void Values_that_are_not_finite_are_refused() =>
        Assert.Throws<ArgumentException>(() => Silhouette.Values(new(2, 1, [0, float.NaN]), [0, 1]));

    [Fact]
    public void A_sample_of_one_row_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Silhouette.SampledMeans(Line, [[0, 0, 1, 1]], 1, 1));

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.ThrowsAny<OperationCanceledException>(() => Silhouette.Values(Line, [0, 0, 1, 1], null, new(canceled: true)));

    static int[] Column(int column) => [.. Golden.Rows("clustering/labels").Select(row => (int)row[column])];

    static double Defined(Matrix points, int[] labels, int i)
    {
        var means = Enumerable.Range(0, labels.Max() + 1).Select(c =>
        {
            var rows = Enumerable.Range(0, points.Rows).Where(j => j != i && labels[j] == c).ToArray();
            return rows.Length == 0 ? double.NaN : rows.Average(j => Math.Sqrt(Enumerable.Range(0, points.Columns).Sum(k => Math.Pow(points[i, k] - points[j, k], 2))));
        }).ToArray();
        var (own, other) = (means[labels[i]], means.Where((mean, c) => c != labels[i] && !double.IsNaN(mean)).Min());
        return double.IsNaN(own) || Math.Max(own, other) == 0 ? 0 : (other - own) / Math.Max(own, other);
    }
}
