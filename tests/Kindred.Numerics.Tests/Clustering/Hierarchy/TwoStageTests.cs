using Kindred.Numerics.Clustering.Hierarchy;
using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Hierarchy;

public sealed class TwoStageTests
{
    [Fact]
    public void A_merge_costs_what_it_adds_to_the_squares_of_all_rows()
    {
        var fit = TwoStage.Fit(new(5, 1, [0, 0, 0, 10, 10]), new() { MicroClusters = 2 });

        var merge = Assert.Single(fit.Tree.Merges);
        Assert.Equal(Math.Sqrt(2 * 3 * 2 / 5.0 * 100), merge.Height, 1e-9); // √(2·n₁·n₂ / (n₁ + n₂))·10
        Assert.Equal(5, merge.Rows);
        Assert.Equal([0, 0, 0, 1, 1], fit.CutInto(2));
        Assert.Equal([0, 0, 0, 0, 0], fit.CutAt(100));
    }

    [Fact]
    public void As_many_micro_clusters_as_rows_give_the_heights_of_SciPy()
    {
        var fit = TwoStage.Fit(Golden.Matrix("clustering/points"), new() { MicroClusters = 120 });

        Golden.Agree([.. Golden.Rows("hierarchy/ward").Select(merge => merge[2])], [.. fit.Tree.Merges.Select(merge => merge.Height)], 1e-6);
    }

    [Fact]
    public void As_many_micro_clusters_as_rows_give_the_tree_of_the_rows() =>
        Property.ForAll(
            points =>
            {
                var distinct = AgglomerativeTests.Distinct(points);
                var (one, other) = (TwoStage.Fit(distinct, new()), Agglomerative.Fit(distinct, Linkage.Ward));

                if (one.Centres.Rows == points.Rows)
                {
                    Golden.Agree([.. other.Merges.Select(merge => merge.Height)], [.. one.Tree.Merges.Select(merge => merge.Height)], 1e-5);
                }

                Assert.Equal(1, Agreement.AdjustedRand(other.CutInto(1), one.CutInto(1)));
                Assert.Equal(points.Rows, one.MicroLabels.Length);
            },
            maxRows: 20);

    [Theory]
    [InlineData("sipu/birch1", 100, 0.84)]
    [InlineData("sipu/s1", 15, 0.97)]
    [InlineData("sipu/unbalance", 8, 0.999)]
    public void Labels_of_the_public_benchmark_are_found_again(string name, int clusters, double least)
    {
        var (points, labels) = LabelledPoints.Read(name);

        Assert.InRange(Agreement.AdjustedRand(labels, TwoStage.Fit(points, new()).CutInto(clusters)), least, 1);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(20_000, 4, 5, seed: 3);

        Threads.GiveTheSame(() =>
        {
            var fit = TwoStage.Fit(points, new() { MicroClusters = 60, LearningRows = 5_000 });
            return (double[])[.. fit.Tree.Merges.Select(merge => merge.Height), .. fit.MicroLabels.Select(label => (double)label)];
        });
    }

    [Fact]
    public void Equal_rows_and_one_row_are_one_micro_cluster()
    {
        Assert.Equal([0, 0, 0], TwoStage.Fit(new(3, 2), new()).CutInto(1));
        Assert.Equal([0], TwoStage.Fit(new(1, 1, [4]), new()).CutInto(1));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TwoStage.Fit(new(0, 1), new()));
        Assert.Throws<ArgumentException>(() => TwoStage.Fit(new(1, 1, [float.NaN]), new()));
        Assert.Throws<ArgumentException>(() => TwoStage.Fit(new(1, 1, [float.PositiveInfinity]), new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoStage.Fit(new(1, 1), new() { MicroClusters = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoStage.Fit(new(1, 1), new() { LearningRows = 10 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoStage.Fit(new(3, 2), new()).CutInto(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoStage.Fit(new(3, 2), new()).CutAt(-1));
    }

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.ThrowsAny<OperationCanceledException>(() => TwoStage.Fit(new(3, 1, [1, 2, 3]), new(), new(canceled: true)));
}
