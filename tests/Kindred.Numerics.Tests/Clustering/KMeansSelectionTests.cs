using Kindred.Numerics.Clustering;

namespace Kindred.Numerics.Tests.Clustering;

public sealed class KMeansSelectionTests
{
    [Fact]
    public void The_number_of_clusters_that_the_data_hold_is_chosen()
    {
        var (points, labels) = Property.Blobs(2_000, 6, 5, seed: 8);

        var report = KMeansSelection.Run(points, new() { Resamples = 10 });

        Assert.Equal(5, report.Best.Clusters);
        Assert.Equal(5, report.Elbow?.Clusters);
        Assert.InRange(Numerics.Clustering.Quality.Agreement.AdjustedRand(labels, report.Best.Fit.Labels), 0.99, 1);
        Assert.Equal(5, report.Stability.Count);
        Assert.All(report.Stability, cluster => Assert.InRange(cluster.Jaccard, 0.95, 1));
    }

    [Fact]
    public void Candidates_best_and_elbow_are_those_of_scikit_learn()
    {
        var expected = Golden.Rows("selection/candidates");

        var report = KMeansSelection.Run(Golden.Matrix("clustering/points"), new() { MostClusters = 8, Starts = 40, Resamples = 0 });

        for (var i = 0; i < expected.Length; i++)
        {
            var found = report.Candidates[i];
            Assert.InRange(found.Fit.Inertia, 0, expected[i][1] * 1.001);
            if (found.Fit.Inertia > expected[i][1] * 0.9999)
            {
                Golden.Agree(expected[i], [found.Clusters, found.Fit.Inertia, found.Silhouette, found.CalinskiHarabasz, found.DaviesBouldin], 1e-6);
            }
        }

        Assert.Equal((int)expected.MaxBy(candidate => candidate[2])![0], report.Best.Clusters);
        Assert.Equal((int)expected[Golden.Labels("selection/elbows")[0]][0], report.Elbow?.Clusters);
    }

    [Fact]
    public void Many_rows_are_judged_on_a_sample_and_the_best_number_is_fitted_to_all()
    {
        var (points, labels) = Property.Blobs(12_000, 6, 5, seed: 8);
        var options = new KMeansSelectionOptions { MostClusters = 7, Starts = 5, JudgedRows = 3_000, SilhouetteRows = 1_500, Resamples = 3 };

        var (sampled, all) = (KMeansSelection.Run(points, options), KMeansSelection.Run(points, options with { JudgedRows = 0 }));

        Assert.Equal((3_000, 12_000), (sampled.JudgedRows, all.JudgedRows));
        Assert.All(sampled.Candidates, candidate => Assert.Equal(3_000, candidate.Fit.Labels.Length));
        Assert.Same(all.Best.Fit, all.Fit);
        Assert.Equal((5, 5), (sampled.Best.Clusters, all.Best.Clusters));
        Assert.Equal(sampled.Fit.Predict(points), sampled.Fit.Labels);
        Assert.InRange(sampled.Fit.Inertia / all.Fit.Inertia, 0.995, 1.005);
        Assert.InRange(Numerics.Clustering.Quality.Agreement.AdjustedRand(labels, sampled.Fit.Labels), 0.99, 1);
        Assert.All(sampled.Stability, cluster => Assert.InRange(cluster.Jaccard, 0.95, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_cluster_of_one_row_in_a_hundred_is_not_lost_in_the_sample(ulong seed)
    {
        int[] ends = [45, 75, 91, 99, 100]; // of a hundred rows
        var (rng, points, labels) = (new Rng(seed), new Matrix(60_000, 4), new int[60_000]);
        for (var i = 0; i < points.Rows; i++)
        {
            labels[i] = Array.FindIndex(ends, end => i % 100 < end);
            for (var j = 0; j < 4; j++)
            {
                points[i, j] = (float)rng.NextNormal() + (j == labels[i] ? 10 : labels[i] == 4 ? -8 : 0);
            }
        }

        var report = KMeansSelection.Run(points, new() { MostClusters = 7, SilhouetteRows = 3_000, Resamples = 0, Seed = seed });

        Assert.Equal((20_000, 5), (report.JudgedRows, report.Best.Clusters));
        Assert.Contains(600, Enumerable.Range(0, 5).Select(cluster => report.Fit.Labels.Count(label => label == cluster)));
        Assert.InRange(Numerics.Clustering.Quality.Agreement.AdjustedRand(labels, report.Fit.Labels), 0.999, 1);
    }

    [Fact]
    public void Every_candidate_is_a_clustering_and_the_best_has_the_greatest_silhouette() =>
        Property.ForAll(
            points =>
            {
                var report = KMeansSelection.Run(points, new() { MostClusters = 3, Starts = 2, Resamples = 2 });

                Assert.Equal([2, 3], report.Candidates.Select(candidate => candidate.Clusters));
                Assert.Equal(report.Candidates.Max(candidate => candidate.Silhouette), report.Best.Silhouette);
                Assert.All(report.Candidates, candidate =>
                {
                    Assert.Equal(candidate.Fit.Predict(points), candidate.Fit.Labels);
                    Assert.InRange(candidate.Silhouette, -1, 1);
                    Assert.True(candidate.CalinskiHarabasz >= 0 && candidate.DaviesBouldin >= 0);
                });
                Assert.Equal(report.Best.Fit.Labels.Max() + 1, report.Stability.Count);
            },
            minRows: 4);

    [Fact]
    public void Each_candidate_is_judged_by_the_public_measures()
    {
        var (points, _) = Property.Blobs(300, 3, 4, seed: 6);

        var report = KMeansSelection.Run(points, new() { MostClusters = 4, Resamples = 0 });

        Assert.Equal([2, 3, 4], report.Candidates.Select(candidate => candidate.Clusters));
        Assert.Empty(report.Stability);
        foreach (var candidate in report.Candidates)
        {
            Assert.Equal(Numerics.Clustering.Quality.Silhouette.Mean(points, candidate.Fit.Labels), candidate.Silhouette, 1e-9);
            Assert.Equal(Numerics.Clustering.Quality.Dispersion.DaviesBouldin(points, candidate.Fit.Labels), candidate.DaviesBouldin);
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(20_000, 5, 4, seed: 3);
        var options = new KMeansSelectionOptions { MostClusters = 5, Starts = 3, TrialRows = 2_000, SilhouetteRows = 1_000, Resamples = 6, ResampleRows = 1_000, JudgedRows = 9_000 };

        Threads.GiveTheSame(() =>
        {
            var report = KMeansSelection.Run(points, options);
            return (double[])[.. report.Candidates.SelectMany(c => new[] { c.Fit.Inertia, c.Silhouette, c.CalinskiHarabasz, c.DaviesBouldin }), report.Fit.Inertia, .. report.Stability.Select(c => c.Jaccard)];
        });
    }

    [Fact]
    public void Equal_rows_have_no_structure()
    {
        var report = KMeansSelection.Run(new(30, 2), new() { MostClusters = 3, Resamples = 2 });

        Assert.All(report.Candidates, candidate => Assert.Equal((0, 0, 0), (candidate.Silhouette, candidate.CalinskiHarabasz, candidate.DaviesBouldin)));
    }

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.ThrowsAny<OperationCanceledException>(
            () => KMeansSelection.Run(Property.Blobs(100, 2, 2, 1).Points, new(), null, new(canceled: true)));

    [Fact]
    public void A_range_that_makes_no_sense_is_refused()
    {
        var points = Property.Blobs(20, 2, 2, 1).Points;

        Assert.Throws<ArgumentOutOfRangeException>(() => KMeansSelection.Run(points, new() { LeastClusters = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeansSelection.Run(points, new() { LeastClusters = 5, MostClusters = 4 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeansSelection.Run(points, new() { MostClusters = 20 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeansSelection.Run(points, new() { SilhouetteRows = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeansSelection.Run(points, new() { Resamples = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeansSelection.Run(points, new() { JudgedRows = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeansSelection.Run(points, new() { MostClusters = 5, JudgedRows = 5 }));
    }
}
