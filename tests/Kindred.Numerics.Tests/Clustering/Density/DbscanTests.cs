using Kindred.Numerics.Clustering.Density;
using Kindred.Numerics.Clustering.Quality;
using Kindred.Numerics.Tests.Clustering.Hierarchy;

namespace Kindred.Numerics.Tests.Clustering.Density;

public sealed class DbscanTests
{
    static readonly Matrix Line = new(8, 1, [0, 1, 2, 3, 10, 11, 12, 20]);

    [Fact]
    public void Cores_and_what_they_reach_are_clusters()
    {
        var fit = Dbscan.Fit(Line, new() { Radius = 1, LeastNeighbors = 3 });

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, -1], fit.Labels);
        Assert.Equal([false, true, true, false, false, true, false, false], fit.Cores);
        Assert.Equal(2, fit.Clusters);
    }

    [Fact]
    public void A_row_between_two_clusters_goes_to_the_first()
    {
        var fit = Dbscan.Fit(new(7, 1, [12, 11, 11.5f, 9, 7, 6.5f, 6]), new() { Radius = 2, LeastNeighbors = 4 });

        Assert.Equal([0, 0, 0, 0, 1, 1, 1], fit.Labels); // 9 is within 2 of 11 and of 7, but no core
        Assert.Equal([false, true, false, false, true, false, false], fit.Cores);
    }

    [Fact]
    public void Labels_and_cores_are_those_of_scikit_learn()
    {
        var (points, labels, cores) = (Golden.Matrix("clustering/points"), Golden.Rows("density/dbscan"), Golden.Rows("density/dbscan_cores"));
        (float Radius, int Least)[] asked = [(1.1f, 5), (1.5f, 4), (0.8f, 2), (2.5f, 12)];

        for (var i = 0; i < asked.Length; i++)
        {
            var fit = Dbscan.Fit(points, new() { Radius = asked[i].Radius, LeastNeighbors = asked[i].Least });

            Assert.Equal(labels[i].Select(label => (int)label), fit.Labels);
            Assert.Equal(cores[i].Select(core => core == 1), fit.Cores);
        }
    }

    [Fact]
    public void Labels_are_those_of_the_definition() =>
        Property.ForAll(points =>
        {
            var fit = Dbscan.Fit(points, new() { Radius = 2, LeastNeighbors = 3 });

            Assert.Equal(ByDefinition(points, 2, 3), fit.Labels);
        });

    [Fact]
    public void Any_number_of_threads_gives_the_same_labels()
    {
        var (points, _) = Property.Blobs(20_000, 3, 6, seed: 5);

        Threads.GiveTheSame(() => Dbscan.Fit(points, new() { Radius = 0.3f, LeastNeighbors = 6 }).Labels);
    }

    [Theory]
    [InlineData("fcps/chainlink", 0.2f, 5)]
    [InlineData("fcps/hepta", 1, 4)]
    [InlineData("fcps/lsun", 0.5f, 4)]
    [InlineData("sipu/spiral", 2.5f, 3)]
    public void Labels_of_the_public_benchmark_are_found_again(string name, float radius, int least)
    {
        var (points, labels) = LabelledPoints.Read(name);

        Assert.InRange(Agreement.AdjustedRand(labels, Dbscan.Fit(points, new() { Radius = radius, LeastNeighbors = least }).Labels), 0.97, 1);
    }

    [Fact]
    public void A_neighbour_alone_makes_every_row_a_core() =>
        Assert.Equal([0, 1, 0], Dbscan.Fit(new(3, 2, [0, 0, 5, 5, 0, 0]), new() { Radius = 1, LeastNeighbors = 1 }).Labels);

    [Fact]
    public void Equal_rows_one_row_and_an_infinite_radius_have_an_answer()
    {
        Assert.Equal(new int[600], Dbscan.Fit(new(600, 2), new() { Radius = 1e-30f }).Labels);
        Assert.Equal([-1], Dbscan.Fit(new(1, 2), new() { Radius = 1, LeastNeighbors = 2 }).Labels);
        Assert.Equal(new int[8], Dbscan.Fit(Line, new() { Radius = float.PositiveInfinity, LeastNeighbors = 8 }).Labels);
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void Extreme_units_change_nothing(float unit)
    {
        var points = new Matrix(8, 1, [.. Line.Values.ToArray().Select(value => value * unit)]);

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, -1], Dbscan.Fit(points, new() { Radius = 1.5f * unit, LeastNeighbors = 3 }).Labels);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var options = new DbscanOptions { Radius = 1 };

        Assert.Throws<ArgumentException>(() => Dbscan.Fit(new(0, 1), options));
        Assert.Throws<ArgumentException>(() => Dbscan.Fit(new(1, 1, [float.NaN]), options));
        Assert.Throws<ArgumentException>(() => Dbscan.Fit(new(1, 1, [float.PositiveInfinity]), options));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dbscan.Fit(Line, options with { Radius = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dbscan.Fit(Line, options with { Radius = float.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dbscan.Fit(Line, options with { LeastNeighbors = 0 }));
    }

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.ThrowsAny<OperationCanceledException>(() => Dbscan.Fit(Line, new() { Radius = 1 }, new(canceled: true)));

    /// <summary>Cluster after cluster grows from the first core that has none, as the paper has it.</summary>
    static int[] ByDefinition(Matrix points, double radius, int least)
    {
        var rows = Enumerable.Range(0, points.Rows);
        var near = rows.Select(i => rows.Where(j => NaiveMerging.Distance(points, i, j) <= radius).ToArray()).ToArray();
        var (labels, next) = (rows.Select(_ => -1).ToArray(), 0);
        foreach (var first in rows.Where(i => near[i].Length >= least))
        {
            if (labels[first] >= 0)
            {
                continue;
            }

            var waiting = new Stack<int>([first]);
            while (waiting.TryPop(out var row))
            {
                labels[row] = next;
                foreach (var other in near[row].Length >= least ? near[row].Where(j => labels[j] < 0) : [])
                {
                    labels[other] = next;
                    waiting.Push(other);
                }
            }

            next++;
        }

        return labels;
    }
}
