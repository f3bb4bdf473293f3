using Kindred.Numerics.Clustering;
using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering;

public sealed class MiniBatchKMeansTests
{
    static readonly Matrix TwoPairs = new(4, 1, [0, 2, 10, 12]);

    [Fact]
    public void A_batch_moves_each_centre_to_the_mean_of_all_its_rows()
    {
        var centres = new MiniBatchCentres(new(2, 1, [1, 20]), [2, 0]);

        var learnt = centres.Learn(new(3, 1, [4, 30, 32]));

        Assert.Equal([2, 31], learnt.Centres.Values); // (1·2 + 4) / 3, and the batch's mean where there was no weight
        Assert.Equal([3, 2], learnt.Weights);
        Assert.Equal([1, 20], centres.Centres.Values);
    }

    [Fact]
    public void Batches_of_all_rows_come_to_the_means() =>
        Assert.Equal(4, MiniBatchKMeans.Fit(TwoPairs, new() { Clusters = 2, BatchRows = 400, MaxBatches = 200, Patience = 200 }).Inertia, 0.5);

    [Fact]
    public void Batch_by_batch_centres_are_those_of_scikit_learn()
    {
        var points = Golden.Matrix("clustering/points");
        var centres = new MiniBatchCentres(new(5, 3, points.Values[..15].ToArray()), new double[5]);

        for (var first = 0; first < points.Rows; first += 20)
        {
            centres = centres.Learn(new(20, 3, points.Values.Slice(first * 3, 60).ToArray()));
        }

        Golden.Agree(Golden.Values("clustering/minibatch_centres"), centres.Centres.Values, 1e-6);
    }

    [Fact]
    public void Known_clusters_are_found_again()
    {
        var (points, labels) = Property.Blobs(20_000, 6, 5, seed: 4);

        var fit = MiniBatchKMeans.Fit(points, new() { Clusters = 5, BatchRows = 512 });

        Assert.True(fit.Converged);
        Assert.InRange(Agreement.AdjustedRand(labels, fit.Labels), 0.98, 1);
        Assert.InRange(fit.Inertia, 0, 1.02 * KMeans.Fit(points, new() { Clusters = 5 }).Inertia);
    }

    [Fact]
    public void Labels_are_those_of_the_centres() =>
        Property.ForAll(
            points =>
            {
                var fit = MiniBatchKMeans.Fit(points, new() { Clusters = 3, BatchRows = 16, MaxBatches = 30 });

                Assert.Equal(fit.Predict(points), fit.Labels);
                Assert.All(fit.Centres.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
                Assert.InRange(fit.Iterations, 1, 30);
            },
            minRows: 3);

    [Fact]
    public void A_stream_of_batches_learns_as_well()
    {
        var (points, labels) = Property.Blobs(8_000, 4, 3, seed: 6);
        var batches = Enumerable.Range(0, 8).Select(b => new Matrix(1_000, 4, points.Values.Slice(b * 4_000, 4_000).ToArray())).ToArray();

        var centres = MiniBatchKMeans.Start(batches[0], new() { Clusters = 3 });
        centres = batches.Aggregate(centres, (learnt, batch) => learnt.Learn(batch));

        Assert.Equal(8_000, centres.Weights.Sum());
        Assert.InRange(Agreement.AdjustedRand(labels, new KMeansFit(centres.Centres, [], 0, 0, true).Predict(points)), 0.98, 1);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(40_000, 5, 4, seed: 3);

        Threads.GiveTheSame(() =>
        {
            var fit = MiniBatchKMeans.Fit(points, new() { Clusters = 6, BatchRows = 20_000, MaxBatches = 10 });
            return (double[])[fit.Inertia, .. fit.Centres.Values.ToArray().Select(x => (double)x), .. fit.Labels.Select(x => (double)x)];
        });
    }

    [Fact]
    public void Equal_rows_have_no_inertia() =>
        Assert.Equal(0, MiniBatchKMeans.Fit(new(9, 2), new() { Clusters = 3 }).Inertia);

    [Fact]
    public void Cancellation_stops_the_fit() =>
        Assert.ThrowsAny<OperationCanceledException>(() => MiniBatchKMeans.Fit(TwoPairs, new() { Clusters = 2 }, new(canceled: true)));

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var options = new MiniBatchKMeansOptions { Clusters = 2 };

        Assert.Throws<ArgumentOutOfRangeException>(() => MiniBatchKMeans.Fit(TwoPairs, options with { Clusters = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniBatchKMeans.Fit(TwoPairs, options with { Clusters = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniBatchKMeans.Fit(TwoPairs, options with { BatchRows = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniBatchKMeans.Fit(TwoPairs, options with { MaxBatches = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniBatchKMeans.Fit(TwoPairs, options with { Patience = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniBatchKMeans.Fit(TwoPairs, options with { Starts = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniBatchKMeans.Fit(TwoPairs, options with { LeastWeight = double.NaN }));
    }

    [Fact]
    public void Rows_that_do_not_fit_are_refused()
    {
        var centres = MiniBatchKMeans.Start(TwoPairs, new() { Clusters = 2 });

        Assert.Throws<ArgumentException>(() => centres.Learn(new(1, 2)));
        Assert.Throws<ArgumentException>(() => centres.Learn(new(1, 1, [float.NaN])));
        Assert.Throws<ArgumentException>(() => MiniBatchKMeans.Fit(new(1, 1, [float.NaN]), new() { Clusters = 1 }));
    }
}
