using Kindred.Numerics.Clustering;

namespace Kindred.Numerics.Tests.Clustering;

public sealed class KMeansTests
{
    static readonly Matrix TwoPairs = new(4, 1, [0, 2, 10, 12]);

    [Fact]
    public void Centres_are_the_means_of_the_groups()
    {
        var fit = KMeans.Fit(TwoPairs, new() { Clusters = 2 });

        Assert.Equal([1, 11], fit.Centres.Values.ToArray().Order());
        Assert.Equal(4, fit.Inertia); // four rows, each 1 away from its mean
        Assert.True(fit.Converged);
    }

    [Fact]
    public void From_the_same_centres_scikit_learn_comes_to_the_same_clusters()
    {
        var points = Golden.Matrix("clustering/points");
        var start = new Matrix(5, 3, points.Values[..15].ToArray());

        var fit = KMeans.Fit(points, new() { Clusters = 5, InitialCentres = start, Tolerance = 0 });

        Assert.Equal(Golden.Labels("clustering/kmeans_labels"), fit.Labels);
        Golden.Agree(Golden.Values("clustering/kmeans_centres"), fit.Centres.Values, 1e-6);
        new References("clustering/kmeans").Agree("inertia", 1e-6, fit.Inertia);
    }

    [Fact]
    public void Ten_starts_find_as_little_inertia_as_those_of_scikit_learn()
    {
        var points = Golden.Matrix("clustering/points");
        var (expected, clusters) = (new References("clustering/kmeans")["best_of_10"], new[] { 2, 3, 4, 5, 6 });

        for (var i = 0; i < clusters.Length; i++)
        {
            Assert.InRange(KMeans.Fit(points, new() { Clusters = clusters[i] }).Inertia, 0, expected[i] * 1.001);
        }
    }

    [Fact]
    public void Every_row_is_labelled_with_its_nearest_centre() =>
        Property.ForAll(
            points =>
            {
                var fit = KMeans.Fit(points, new() { Clusters = 3, Starts = 2 });
                for (var i = 0; i < points.Rows; i++)
                {
                    var squares = Enumerable.Range(0, 3).Select(c => Square(points, i, fit.Centres, c)).ToArray();
                    Assert.Equal(Array.IndexOf(squares, squares.Min()), fit.Labels[i]);
                }
            },
            minRows: 3);

    [Fact]
    public void Inertia_is_the_sum_of_squared_distances_to_the_centres() =>
        Property.ForAll(
            points =>
            {
                var fit = KMeans.Fit(points, new() { Clusters = 2, Starts = 1 });
                var sum = Enumerable.Range(0, points.Rows).Sum(i => (double)Square(points, i, fit.Centres, fit.Labels[i]));
                Assert.Equal(sum, fit.Inertia, 1e-6 * (1 + sum));
            },
            minRows: 2);

    [Fact]
    public void Many_centres_and_odd_numbers_of_rows_are_searched_whole()
    {
        var (points, _) = Property.Blobs(333, 7, 30, seed: 4);
        var centres = new Matrix(29, 7, points.Values[..(29 * 7)].ToArray());

        var labels = new KMeansFit(centres, [], 0, 0, true).Predict(points);

        for (var i = 0; i < points.Rows; i++)
        {
            var squares = Enumerable.Range(0, 29).Select(c => Square(points, i, centres, c)).ToArray();
            Assert.Equal(Array.IndexOf(squares, squares.Min()), labels[i]);
        }
    }

    [Fact]
    public void Equal_centres_go_to_the_lower_number()
    {
        var centres = new Matrix(10, 1, [9, 9, 9, 9, 9, 9, 9, 9, 1, 1]);

        Assert.Equal([8, 0], new KMeansFit(centres, [], 0, 0, true).Predict(new(2, 1, [1, 9])));
    }

    [Fact]
    public void A_centre_without_rows_moves_to_the_farthest_row()
    {
        var fit = KMeans.Fit(TwoPairs, new() { Clusters = 3, InitialCentres = new(3, 1, [1, 11, 1000]) });

        Assert.Equal(2, fit.Inertia); // one pair is split
        Assert.Equal(3, fit.Labels.Distinct().Count());
    }

    [Fact]
    public void Fewer_different_rows_than_clusters_leave_clusters_empty()
    {
        var fit = KMeans.Fit(new(5, 2, [1, 1, 1, 1, 1, 1, 2, 2, 2, 2]), new() { Clusters = 4 });

        Assert.Equal(0, fit.Inertia);
        Assert.Equal(2, fit.Labels.Distinct().Count());
        Assert.True(fit.Converged);
    }

    [Fact]
    public void As_many_clusters_as_rows_have_no_inertia() =>
        Assert.Equal(0, KMeans.Fit(TwoPairs, new() { Clusters = 4 }).Inertia);

    [Fact]
    public void One_row_is_one_cluster() =>
        Assert.Equal([3, 4], KMeans.Fit(new(1, 2, [3, 4]), new() { Clusters = 1 }).Centres.Values);

    [Fact]
    public void One_iteration_may_not_converge()
    {
        var fit = KMeans.Fit(TwoPairs, new() { Clusters = 2, InitialCentres = new(2, 1, [0, 2]), MaxIterations = 1 });

        Assert.False(fit.Converged);
        Assert.Equal([0, 0, 1, 1], fit.Labels); // centres 0 and 8 after the first move: 2 changes sides
    }

    [Fact]
    public void Known_clusters_are_found_again()
    {
        var (points, labels) = Property.Blobs(3_000, 8, 6, seed: 9);

        var fit = KMeans.Fit(points, new() { Clusters = 6 });

        Assert.InRange(Numerics.Clustering.Quality.Agreement.AdjustedRand(labels, fit.Labels), 0.99, 1);
    }

    [Theory]
    [InlineData("fcps/hepta", 7, 0.99)]
    [InlineData("fcps/tetra", 4, 0.98)]
    [InlineData("sipu/r15", 15, 0.98)]
    [InlineData("sipu/s1", 15, 0.97)]
    public void Labels_of_the_public_benchmark_are_found_again(string name, int clusters, double least)
    {
        var (points, labels) = LabelledPoints.Read(name);

        Assert.InRange(Numerics.Clustering.Quality.Agreement.AdjustedRand(labels, KMeans.Fit(points, new() { Clusters = clusters }).Labels), least, 1);
    }

    [Fact]
    public void Trials_on_a_sample_lose_no_quality()
    {
        var (points, _) = Property.Blobs(30_000, 6, 8, seed: 5);

        var all = KMeans.Fit(points, new() { Clusters = 8, TrialRows = 0 });
        var sampled = KMeans.Fit(points, new() { Clusters = 8, TrialRows = 3_000 });

        Assert.InRange(sampled.Inertia, 0, all.Inertia * 1.001);
    }

    [Theory]
    [InlineData(5_000)] // one block: starts run side by side
    [InlineData(40_000)] // several blocks
    public void Any_number_of_threads_gives_the_same_bits(int rows)
    {
        var (points, _) = Property.Blobs(rows, 7, 5, seed: 3);

        Threads.GiveTheSame(() =>
        {
            var fit = KMeans.Fit(points, new() { Clusters = 9, Starts = 3, TrialRows = 20_000 });
            return (double[])[fit.Inertia, .. fit.Centres.Values.ToArray().Select(x => (double)x), .. fit.Labels.Select(x => (double)x)];
        });
    }

    [Fact]
    public void Progress_ends_at_one()
    {
        var told = new List<double>();
        KMeans.Fit(TwoPairs, new() { Clusters = 2, Starts = 4 }, new Recorder(told));

        Assert.Equal([0.25, 0.5, 0.75, 1], told.Order());
    }

    [Fact]
    public void Cancellation_stops_the_fit() =>
        Assert.ThrowsAny<OperationCanceledException>(() => KMeans.Fit(TwoPairs, new() { Clusters = 2 }, null, new(canceled: true)));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Fewer_or_more_clusters_than_rows_are_refused(int clusters) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(TwoPairs, new() { Clusters = clusters }));

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var options = new KMeansOptions { Clusters = 2 };

        Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(TwoPairs, options with { Starts = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(TwoPairs, options with { MaxIterations = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(TwoPairs, options with { Tolerance = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(TwoPairs, options with { TrialRows = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(TwoPairs, options with { InitialCentres = new(1, 1, [0]) }));
        Assert.Throws<ArgumentException>(() => KMeans.Fit(TwoPairs, options with { InitialCentres = new(2, 2) }));
        Assert.Throws<ArgumentException>(() => KMeans.Fit(TwoPairs, options with { InitialCentres = new(2, 1, [0, float.NaN]) }));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_not_finite_is_refused(float value)
    {
        Assert.Throws<ArgumentException>(() => KMeans.Fit(new(2, 1, [0, value]), new() { Clusters = 1 }));
        Assert.Throws<ArgumentException>(() => KMeans.Fit(TwoPairs, new() { Clusters = 2 }).Predict(new(1, 1, [value])));
    }

    static float Square(Matrix points, int i, Matrix centres, int c)
    {
        var sum = 0f;
        for (var j = 0; j < points.Columns; j++)
        {
            var difference = centres[c, j] - points[i, j];
            sum = MathF.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    sealed class Recorder(List<double> told) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (told)
            {
                told.Add(value);
            }
        }
    }
}
