using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class GapStatisticTests
{
    [Fact]
    public void Two_points_are_two_clusters()
    {
        var report = GapStatistic.Run(new(8, 1, [0, 0, 0, 0, 6, 6, 6, 6]), new() { MostClusters = 3, References = 5 });

        Assert.Equal(Math.Log(72), report.Points[0].LogInertia, 1e-6); // eight rows, each 3 away from the mean
        Assert.True(double.IsPositiveInfinity(report.Points[1].Gap));
        Assert.Equal(2, report.Best);
    }

    [Fact]
    public void Gaps_are_those_of_the_definition_over_scikit_learn()
    {
        var expected = new References("selection/selection");

        var report = GapStatistic.Run(Golden.Matrix("clustering/points"), new() { MostClusters = 6, References = 60 });

        for (var k = 0; k < 6; k++)
        {
            var (point, deviation) = (report.Points[k], expected["deviation"][k]);
            Assert.InRange(point.LogInertia, expected["log_inertia"][k] - 1, expected["log_inertia"][k] + 1e-3);
            Assert.Equal(expected["gap"][k], point.Gap, 4 * deviation * Math.Sqrt(2 / 60.0)); // two means of 60 draws
            Assert.Equal(deviation, point.Error, 0.5 * deviation);
        }
    }

    [Fact]
    public void The_number_of_clusters_that_the_data_hold_is_chosen() =>
        Assert.Equal(5, GapStatistic.Run(Property.Blobs(800, 6, 5, seed: 8).Points, new() { MostClusters = 8, References = 10 }).Best);

    [Fact]
    public void Rows_without_structure_are_one_cluster()
    {
        var (points, rng) = (new Matrix(500, 3), new Rng(2));
        foreach (ref var value in points.Values)
        {
            value = (float)rng.NextDouble();
        }

        Assert.Equal(1, GapStatistic.Run(points, new() { MostClusters = 5, References = 10 }).Best);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(300, 3, 3, seed: 1);

        Threads.GiveTheSame(() => GapStatistic.Run(points, new() { MostClusters = 4, References = 4, Starts = 2 }).Points.ToArray());
    }

    [Fact]
    public void More_columns_than_rows_are_no_hindrance() =>
        Assert.All(GapStatistic.Run(Property.Blobs(5, 9, 2, seed: 1).Points, new() { MostClusters = 2, References = 3 }).Points, point => Assert.True(double.IsFinite(point.Gap)));

    [Fact]
    public void The_unit_of_the_columns_does_not_matter() =>
        Property.ForAll(
            points =>
            {
                var doubled = points.Copy();
                foreach (ref var value in doubled.Values)
                {
                    value *= 2; // no rounding
                }

                var options = new GapStatisticOptions { MostClusters = 2, References = 3 };
                var (one, other) = (GapStatistic.Run(points, options), GapStatistic.Run(doubled, options));

                Assert.All(one.Points.Zip(other.Points), pair => Assert.Equal(pair.First.Gap, pair.Second.Gap, 1e-6));
            },
            minRows: 6);

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var points = Property.Blobs(20, 2, 2, 1).Points;

        Assert.Throws<ArgumentException>(() => GapStatistic.Run(new(9, 2), new() { MostClusters = 2 })); // equal rows
        Assert.Throws<ArgumentException>(() => GapStatistic.Run(new(3, 1, [0, 1, float.NaN]), new() { MostClusters = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GapStatistic.Run(new(0, 1), new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => GapStatistic.Run(new(1, 1), new() { MostClusters = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GapStatistic.Run(points, new() { MostClusters = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GapStatistic.Run(points, new() { MostClusters = 20 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GapStatistic.Run(points, new() { References = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GapStatistic.Run(points, new() { Starts = 0 }));
    }

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.ThrowsAny<OperationCanceledException>(() => GapStatistic.Run(Property.Blobs(20, 2, 2, 1).Points, new(), null, new(canceled: true)));
}
