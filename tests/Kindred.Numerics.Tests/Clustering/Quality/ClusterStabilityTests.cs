using Kindred.Numerics.Clustering;
using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class ClusterStabilityTests
{
    static readonly Matrix Line = new(6, 1, [0, 1, 2, 10, 11, 12]);

    [Fact]
    public void What_is_found_again_every_time_is_fully_stable()
    {
        var stability = ClusterStability.Bootstrap(Line, [0, 0, 0, 1, 1, 1], (sample, _) => [.. sample.Values.ToArray().Select(x => x < 5 ? 7 : 3)], new() { Resamples = 20 });

        Assert.All(stability, cluster => Assert.Equal((1.0, cluster.Samples, 0), (cluster.Jaccard, cluster.Recovered, cluster.Dissolved)));
    }

    [Fact]
    public void A_cluster_that_drowns_in_another_is_dissolved()
    {
        var labels = new[] { 0, 1, 1, 1, 1, 1 };

        var stability = ClusterStability.Bootstrap(Line, labels, (sample, _) => new int[sample.Rows], new() { Resamples = 40 });

        Assert.InRange(stability[0].Jaccard, 0.15, 0.5); // one row of some four
        Assert.InRange(stability[0].Dissolved, stability[0].Samples - 4, stability[0].Samples);
        Assert.InRange(stability[1].Jaccard, 0.7, 1);
    }

    [Fact]
    public void Similarities_are_those_of_the_definition_over_scikit_learn()
    {
        var (points, labels) = (Golden.Matrix("clustering/points"), Golden.Labels("selection/stability_labels"));

        var stability = ClusterStability.Bootstrap(
            points, labels, (sample, seed) => KMeans.Fit(sample, new() { Clusters = 5, Starts = 3, Seed = seed }).Labels, new() { Resamples = 400 });

        foreach (var (cluster, expected) in stability.Zip(Golden.Rows("selection/stability")))
        {
            Assert.Equal(expected[0], cluster.Jaccard, 5 * expected[1] * Math.Sqrt(2.0 / 400)); // five standard errors of the difference
            Assert.Equal(expected[2], cluster.Recovered / (double)cluster.Samples, 0.1);
        }
    }

    [Fact]
    public void Noise_of_a_sample_is_no_cluster()
    {
        var stability = ClusterStability.Bootstrap(Line, new int[6], (sample, _) => [.. Enumerable.Repeat(-1, sample.Rows)], new() { Resamples = 3 });

        Assert.Equal(new StableCluster(0, 0, 3, 3), stability[0]);
    }

    [Fact]
    public void Each_sample_holds_different_rows_and_its_own_seed()
    {
        var (seen, seeds) = (new List<float[]>(), new List<ulong>());
        ClusterStability.Bootstrap(Line, new int[6], (sample, seed) =>
        {
            lock (seen)
            {
                seen.Add(sample.Values.ToArray());
                seeds.Add(seed);
            }

            return new int[sample.Rows];
        }, new() { Resamples = 5, Seed = 10 });

        Assert.Equal((ulong[])[10, 11, 12, 13, 14], seeds.Order());
        Assert.All(seen, rows => Assert.Equal(rows.Distinct().Order(), rows));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, labels) = Property.Blobs(2_000, 3, 4, seed: 7);

        Threads.GiveTheSame(() => ClusterStability.Bootstrap(
            points, labels, (sample, seed) => KMeans.Fit(sample, new() { Clusters = 4, Starts = 1, Seed = seed }).Labels, new() { Resamples = 8, Rows = 500 }));
    }

    [Fact]
    public void A_cluster_is_recovered_dissolved_or_neither_in_each_sample_that_holds_it() =>
        Property.ForAll(
            points =>
            {
                var labels = KMeans.Fit(points, new() { Clusters = 2 }).Labels;

                var stability = ClusterStability.Bootstrap(points, labels, (sample, _) => [.. sample.Values.ToArray().Chunk(sample.Columns).Select(row => row[0] > 0 ? 1 : 0)], new() { Resamples = 5 });

                Assert.All(stability, cluster =>
                {
                    Assert.InRange(cluster.Jaccard, 0, 1);
                    Assert.InRange(cluster.Recovered + cluster.Dissolved, 0, cluster.Samples);
                    Assert.InRange(cluster.Samples, 0, 5);
                });
            },
            minRows: 4);

    [Fact]
    public void What_cannot_be_judged_is_refused()
    {
        static int[] One(Matrix sample, ulong seed) => new int[sample.Rows];

        Assert.Throws<ArgumentException>(() => ClusterStability.Bootstrap(Line, [0], One, new()));
        Assert.Throws<ArgumentException>(() => ClusterStability.Bootstrap(Line, [-1, -1, -1, -1, -1, -1], One, new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterStability.Bootstrap(Line, new int[6], One, new() { Resamples = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterStability.Bootstrap(Line, new int[6], One, new() { Rows = -1 }));
    }
}
