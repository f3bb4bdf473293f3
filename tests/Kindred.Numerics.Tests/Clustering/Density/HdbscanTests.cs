using Kindred.Numerics.Clustering.Density;
using Kindred.Numerics.Clustering.Quality;
using Kindred.Numerics.Tests.Clustering.Hierarchy;

namespace Kindred.Numerics.Tests.Clustering.Density;

public sealed class HdbscanTests
{
    /// <summary>Two dense places 10 apart, and a row 20 from both.</summary>
    static readonly Matrix Line = new(7, 1, [0, 1, 3, 13, 14, 16, 36]);

    static readonly HdbscanOptions Pairs = new() { LeastClusterRows = 2, LeastNeighbors = 2 };

    [Fact]
    public void Dense_places_are_clusters_and_the_rest_is_noise()
    {
        var fit = Hdbscan.Fit(Line, Pairs);

        Assert.Equal([0, 0, 0, 1, 1, 1, -1], fit.Labels);
        Assert.Equal([1, 1, 2, 2, 10, 20], fit.Tree.Merges.Select(merge => merge.Height));
        Golden.Agree([1, 1, 0.5, 1, 1, 0.5, 0], fit.Strengths, 1e-12); // the third row leaves at λ = 1/2, the pair at λ = 1
        Golden.Agree([2.2, 2.2], [.. fit.Stabilities], 1e-12); // from λ = 1/10: (0.5 − 0.1) + 2·(1 − 0.1)
    }

    [Fact]
    public void Lasting_clusters_win_over_brief_splits_unless_leaves_are_asked_for()
    {
        // Pairs 1 apart at distances of 1.5 and, to the second half, of 20.
        var points = new Matrix(8, 1, [0, 1, 2.5f, 3.5f, 23.5f, 24.5f, 26, 27]);

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], Hdbscan.Fit(points, Pairs).Labels); // 4·(1/1.5 − 1/20) > 2 · 2·(1 − 1/1.5)
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3], Hdbscan.Fit(points, Pairs with { Selection = ClusterSelection.Leaves }).Labels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_tree_is_single_linkage_by_mutual_reachability(int neighbors) =>
        Property.ForAll(
            points =>
            {
                var fit = Hdbscan.Fit(points, new() { LeastNeighbors = neighbors });

                Golden.Agree(NaiveMerging.Prim(points, Cores(points, neighbors)), [.. fit.Tree.Merges.Select(merge => merge.Height)], 1e-6);
            },
            minRows: 4);

    [Fact]
    public void Trees_and_labels_are_those_of_the_paper_over_SciPys_single_linkage()
    {
        var (points, heights, labels) = (Golden.Matrix("clustering/points"), Golden.Rows("density/hdbscan_heights"), Golden.Rows("density/hdbscan_labels"));
        (int Rows, int Neighbors)[] asked = [(5, 5), (10, 4), (3, 8), (5, 1)];

        for (var i = 0; i < asked.Length; i++)
        {
            var fit = Hdbscan.Fit(points, new() { LeastClusterRows = asked[i].Rows, LeastNeighbors = asked[i].Neighbors });

            Golden.Agree(heights[i], [.. fit.Tree.Merges.Select(merge => merge.Height)], 1e-6);
            Assert.InRange(Agreement.AdjustedRand([.. labels[i].Select(label => (int)label)], fit.Labels), asked[i].Neighbors == 1 ? 1 : 0.95, 1); // a core distance ties
        }
    }

    [Fact]
    public void The_tree_of_thousands_of_rows_is_too()
    {
        var (points, _) = Property.Blobs(2_500, 4, 5, seed: 8);

        var fit = Hdbscan.Fit(points, new() { LeastNeighbors = 7 });

        Golden.Agree(NaiveMerging.Prim(points, Cores(points, 7)), [.. fit.Tree.Merges.Select(merge => merge.Height)], 1e-6);
    }

    [Fact]
    public void Labels_are_those_of_the_definition() =>
        Property.ForAll(
            points =>
            {
                var distinct = AgglomerativeTests.Distinct(points);

                var fit = Hdbscan.Fit(distinct, new() { LeastClusterRows = 3, LeastNeighbors = 1 });

                Assert.Equal(NaiveBranch.Labels(distinct, 3), fit.Labels);
            },
            minRows: 2,
            maxRows: 40);

    [Fact]
    public void Leaves_lie_within_the_clusters_of_most_mass() =>
        Property.ForAll(
            points =>
            {
                var (mass, leaves) = (Hdbscan.Fit(points, Pairs), Hdbscan.Fit(points, Pairs with { Selection = ClusterSelection.Leaves }));

                var pairs = leaves.Labels.Zip(mass.Labels).Where(pair => pair.First >= 0).Distinct().ToArray();
                Assert.Equal(leaves.Stabilities.Count, pairs.Length);
                Assert.DoesNotContain(pairs, pair => pair.Second < 0);
                Assert.All(mass.Strengths, strength => Assert.InRange(strength, 0, 1));
                Assert.All(mass.Stabilities, stability => Assert.True(double.IsFinite(stability) && stability >= 0));
            },
            minRows: 2);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(6_000, 3, 5, seed: 1);

        Threads.GiveTheSame(() =>
        {
            var fit = Hdbscan.Fit(points, new());
            return (double[])[.. fit.Labels.Select(label => (double)label), .. fit.Strengths, .. fit.Stabilities];
        });
    }

    [Theory]
    [InlineData("fcps/chainlink", 10, 4)]
    [InlineData("fcps/atom", 10, 4)]
    [InlineData("fcps/hepta", 5, 4)]
    [InlineData("fcps/lsun", 10, 4)]
    [InlineData("sipu/spiral", 8, 2)]
    public void Labels_of_the_public_benchmark_are_found_again(string name, int least, int neighbors)
    {
        var (points, labels) = LabelledPoints.Read(name);

        var fit = Hdbscan.Fit(points, new() { LeastClusterRows = least, LeastNeighbors = neighbors });

        Assert.InRange(Agreement.AdjustedRand(labels, fit.Labels), 0.95, 1);
    }

    [Fact]
    public void Noise_around_clusters_is_told_from_them()
    {
        var (points, labels, rng) = (new Matrix(1_000, 2), new int[1_000], new Rng(4));
        for (var i = 0; i < 1_000; i++)
        {
            labels[i] = i < 50 ? -1 : i % 3;
            var (width, x, y) = labels[i] < 0 ? (200, 0, 0) : (1 + labels[i], labels[i] == 1 ? 30 : 0, labels[i] == 2 ? 30 : 0);
            (points[i, 0], points[i, 1]) = ((float)(x + (width * rng.NextNormal())), (float)(y + (width * rng.NextNormal())));
        }

        var fit = Hdbscan.Fit(points, new() { LeastClusterRows = 30, LeastNeighbors = 5 });

        Assert.InRange(Agreement.AdjustedRand(labels, fit.Labels), 0.9, 1);
    }

    [Fact]
    public void Equal_rows_and_too_few_rows_are_noise()
    {
        Assert.All(Hdbscan.Fit(new(500, 2), new()).Labels, label => Assert.Equal(-1, label));
        Assert.Equal([-1], Hdbscan.Fit(new(1, 2), new()).Labels);
        Assert.Equal([-1, -1, -1], Hdbscan.Fit(new(3, 1, [1, 2, 9]), new()).Labels);
    }

    [Fact]
    public void Two_heaps_of_equal_rows_are_two_clusters()
    {
        var fit = Hdbscan.Fit(new(8, 1, [5, 5, 5, 5, 8, 8, 8, 8]), new() { LeastClusterRows = 3 });

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], fit.Labels);
        Assert.All(fit.Stabilities, stability => Assert.True(double.IsFinite(stability)));
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void Extreme_units_change_nothing(float unit) =>
        Assert.Equal([0, 0, 0, 1, 1, 1, -1], Hdbscan.Fit(new(7, 1, [.. Line.Values.ToArray().Select(value => value * unit)]), Pairs).Labels);

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Hdbscan.Fit(new(0, 1), new()));
        Assert.Throws<ArgumentException>(() => Hdbscan.Fit(new(2, 1, [0, float.NaN]), new()));
        Assert.Throws<ArgumentException>(() => Hdbscan.Fit(new(2, 1, [0, float.PositiveInfinity]), new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hdbscan.Fit(Line, new() { LeastClusterRows = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hdbscan.Fit(Line, new() { LeastNeighbors = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hdbscan.Fit(Line, new() { LeastNeighbors = 8 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hdbscan.Fit(Line, new() { Selection = (ClusterSelection)7 }));
    }

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.ThrowsAny<OperationCanceledException>(() => Hdbscan.Fit(Line, new(), new(canceled: true)));

    /// <summary>The distance of each row to its so manyth nearest, itself counted.</summary>
    static double[] Cores(Matrix points, int neighbors)
    {
        var rows = Enumerable.Range(0, points.Rows);
        return [.. rows.Select(i => rows.Select(j => NaiveMerging.Distance(points, i, j)).Order().ElementAt(neighbors - 1))];
    }
}
