using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class PredictionStrengthTests
{
    [Fact]
    public void The_least_share_of_pairs_kept_together_counts()
    {
        Assert.Equal(1, PredictionStrength.Of([0, 0, 1, 1], [5, 5, 7, 7], 2));
        Assert.Equal(1 / 3.0, PredictionStrength.Of([0, 0, 0, 1, 1], [5, 5, 7, 7, 7], 2), 1e-12); // one of three pairs
        Assert.Equal(1, PredictionStrength.Of([0, 0, 1], [5, 5, 5], 2)); // a row alone has no pairs
        Assert.Equal(0, PredictionStrength.Of([0, 0, 0], [1, 1, 1], 2)); // two clusters were not found
    }

    [Fact]
    public void Strengths_are_those_of_the_definition_over_scikit_learn()
    {
        var report = PredictionStrength.Run(Golden.Matrix("clustering/points"), new() { MostClusters = 6, Splits = 60 });

        Assert.All(report.Strengths.Zip(new References("selection/selection")["strength"]), pair => Assert.Equal(pair.Second, pair.First, 0.1));
    }

    [Fact]
    public void The_number_of_clusters_that_the_data_hold_is_chosen()
    {
        var report = PredictionStrength.Run(Property.Blobs(800, 6, 5, seed: 8).Points, new() { MostClusters = 8, Splits = 5 });

        Assert.Equal(5, report.Best);
        Assert.Equal(1, report.Strengths[0]);
        Assert.InRange(report.Strengths[4], 0.95, 1);
    }

    [Fact]
    public void Equal_rows_are_one_cluster() =>
        Assert.Equal(1, PredictionStrength.Run(new(20, 2), new() { MostClusters = 4, Splits = 2 }).Best);

    [Fact]
    public void Strengths_are_shares() =>
        Property.ForAll(
            points => Assert.All(
                PredictionStrength.Run(points, new() { MostClusters = 3, Splits = 2, Starts = 2 }).Strengths,
                strength => Assert.InRange(strength, 0, 1)),
            minRows: 6);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(300, 3, 3, seed: 1);

        Threads.GiveTheSame(() => PredictionStrength.Run(points, new() { MostClusters = 4, Splits = 4, Starts = 2 }).Strengths.ToArray());
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var points = Property.Blobs(20, 2, 2, 1).Points;

        Assert.Throws<ArgumentException>(() => PredictionStrength.Run(new(0, 1), new()));
        Assert.Throws<ArgumentException>(() => PredictionStrength.Run(new(1, 1), new()));
        Assert.Throws<ArgumentException>(() => PredictionStrength.Run(new(2, 1, [0, float.NaN]), new() { MostClusters = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PredictionStrength.Run(points, new() { MostClusters = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PredictionStrength.Run(points, new() { MostClusters = 11 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PredictionStrength.Run(points, new() { Splits = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PredictionStrength.Run(points, new() { Starts = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PredictionStrength.Run(points, new() { Threshold = double.NaN }));
    }

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.ThrowsAny<OperationCanceledException>(() => PredictionStrength.Run(Property.Blobs(20, 2, 2, 1).Points, new(), null, new(canceled: true)));
}
