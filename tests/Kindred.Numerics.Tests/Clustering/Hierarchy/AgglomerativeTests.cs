using Kindred.Numerics.Clustering.Hierarchy;
using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Hierarchy;

public sealed class AgglomerativeTests
{
    static readonly Matrix Line = new(4, 1, [0, 1, 5, 8]);

    [Fact]
    public void Each_linkage_measures_its_own_distance()
    {
        Assert.Equal([new(0, 1, 1, 2), new(2, 3, 3, 2), new(4, 5, 4, 4)], Agglomerative.Fit(Line, Linkage.Single).Merges); // 5 − 1
        Assert.Equal([new(0, 1, 1, 2), new(2, 3, 3, 2), new(4, 5, 8, 4)], Agglomerative.Fit(Line, Linkage.Complete).Merges); // 8 − 0
        Assert.Equal([new(0, 1, 1, 2), new(2, 3, 3, 2), new(4, 5, 6, 4)], Agglomerative.Fit(Line, Linkage.Average).Merges); // of 4, 5, 7 and 8
        Assert.Equal([new(0, 1, 1, 2), new(2, 3, 3, 2), new(4, 5, Math.Sqrt(2 * 2 * 2 / 4.0 * 36), 4)], Agglomerative.Fit(Line, Linkage.Ward).Merges); // means 0.5 and 6.5
    }

    [Theory]
    [InlineData(Linkage.Ward, "ward")]
    [InlineData(Linkage.Single, "single")]
    [InlineData(Linkage.Complete, "complete")]
    [InlineData(Linkage.Average, "average")]
    public void Trees_leaves_and_cuts_are_those_of_SciPy(Linkage linkage, string name)
    {
        var (expected, cuts) = (Golden.Rows($"hierarchy/{name}"), Golden.Rows($"hierarchy/{name}_cuts"));

        var tree = Agglomerative.Fit(Golden.Matrix("clustering/points"), linkage);

        Assert.Equal(expected.Select(merge => ((int)merge[0], (int)merge[1], (int)merge[3])), tree.Merges.Select(merge => (merge.One, merge.Other, merge.Rows)));
        Golden.Agree([.. expected.Select(merge => merge[2])], [.. tree.Merges.Select(merge => merge.Height)], 1e-6);
        Assert.Equal(cuts[0].Select(leaf => (int)leaf), tree.LeafOrder());
        int[][] found = [tree.CutInto(2), tree.CutInto(5), tree.CutInto(11), tree.CutAt(expected[^20..].Select(merge => merge[2]).Order().ToArray()[9..11].Average())];
        Assert.All(found.Zip(cuts[1..]), pair => Assert.Equal(1, Agreement.AdjustedRand(pair.First, [.. pair.Second.Select(label => (int)label)])));
    }

    [Theory]
    [InlineData(Linkage.Ward)]
    [InlineData(Linkage.Single)]
    [InlineData(Linkage.Complete)]
    [InlineData(Linkage.Average)]
    public void Heights_are_those_of_merging_the_closest_pair_again_and_again(Linkage linkage) =>
        Property.ForAll(
            points =>
            {
                var distinct = Distinct(points);

                var tree = Agglomerative.Fit(distinct, linkage);

                Golden.Agree(NaiveMerging.Heights(distinct, linkage), [.. tree.Merges.Select(merge => merge.Height)], 1e-5);
            },
            maxRows: 25);

    [Theory]
    [InlineData(Linkage.Ward)]
    [InlineData(Linkage.Single)]
    [InlineData(Linkage.Complete)]
    [InlineData(Linkage.Average)]
    public void Every_tree_holds_every_row_once_and_never_falls(Linkage linkage) =>
        Property.ForAll(points =>
        {
            var tree = Agglomerative.Fit(points, linkage);

            Assert.Equal(Enumerable.Range(0, points.Rows), tree.LeafOrder().Order());
            Assert.Equal(tree.Merges.Select(merge => merge.Height).Order(), tree.Merges.Select(merge => merge.Height));
            Assert.Equal(points.Rows - 1, tree.Merges.Count);
            Assert.All(tree.Merges.Index(), merge => Assert.True(merge.Item.One < merge.Item.Other && merge.Item.Other < points.Rows + merge.Index));
        });

    [Fact]
    public void Thousands_of_rows_give_the_tree_that_pairs_give()
    {
        var (points, _) = Property.Blobs(3_000, 4, 6, seed: 2);

        var (ward, single) = (Agglomerative.Fit(points, Linkage.Ward), Agglomerative.Fit(points, Linkage.Single));

        Golden.Agree(NaiveMerging.WardChain(points), [.. ward.Merges.Select(merge => merge.Height)], 1e-6);
        Golden.Agree(NaiveMerging.Prim(points, new double[3_000]), [.. single.Merges.Select(merge => merge.Height)], 1e-6);
    }

    [Theory]
    [InlineData(Linkage.Ward)]
    [InlineData(Linkage.Single)]
    [InlineData(Linkage.Complete)]
    [InlineData(Linkage.Average)]
    public void Any_number_of_threads_gives_the_same_bits(Linkage linkage)
    {
        var (points, _) = Property.Blobs(2_500, 3, 5, seed: 1);

        Threads.GiveTheSame(() => Agglomerative.Fit(points, linkage).Merges.ToArray());
    }

    [Theory]
    [InlineData(Linkage.Single, "fcps/chainlink", 2)]
    [InlineData(Linkage.Single, "fcps/atom", 2)]
    [InlineData(Linkage.Single, "sipu/spiral", 3)]
    [InlineData(Linkage.Ward, "fcps/hepta", 7)]
    [InlineData(Linkage.Complete, "fcps/hepta", 7)]
    [InlineData(Linkage.Average, "fcps/hepta", 7)]
    [InlineData(Linkage.Average, "fcps/twodiamonds", 2)]
    public void Labels_of_the_public_benchmark_are_found_again(Linkage linkage, string name, int clusters)
    {
        var (points, labels) = LabelledPoints.Read(name);

        Assert.InRange(Agreement.AdjustedRand(labels, Agglomerative.Fit(points, linkage).CutInto(clusters)), 0.98, 1);
    }

    [Theory]
    [InlineData("sipu/s1", 15, 0.98)]
    [InlineData("sipu/a1", 20, 0.9)]
    [InlineData("sipu/unbalance", 8, 0.999)]
    public void Round_clusters_are_found_again_by_Ward(string name, int clusters, double least)
    {
        var (points, labels) = LabelledPoints.Read(name);

        Assert.InRange(Agreement.AdjustedRand(labels, Agglomerative.Fit(points, Linkage.Ward).CutInto(clusters)), least, 1);
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void Extreme_units_change_nothing(float unit)
    {
        var scaled = new Matrix(4, 1, [0, unit, 5 * unit, 8 * unit]);

        foreach (var linkage in Enum.GetValues<Linkage>())
        {
            var heights = Agglomerative.Fit(Line, linkage).Merges.Select(merge => merge.Height * unit).ToArray();
            Golden.Agree(heights, [.. Agglomerative.Fit(scaled, linkage).Merges.Select(merge => merge.Height)], 1e-6);
        }
    }

    [Theory]
    [InlineData(Linkage.Ward)]
    [InlineData(Linkage.Single)]
    [InlineData(Linkage.Complete)]
    [InlineData(Linkage.Average)]
    public void Equal_rows_merge_at_height_0_and_one_row_not_at_all(Linkage linkage)
    {
        Assert.All(Agglomerative.Fit(new(2_000, 2), linkage).Merges, merge => Assert.Equal(0, merge.Height));
        Assert.Empty(Agglomerative.Fit(new(1, 3), linkage).Merges);
    }

    [Fact]
    public void What_cannot_be_merged_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Agglomerative.Fit(new(0, 2), Linkage.Ward));
        Assert.Throws<ArgumentException>(() => Agglomerative.Fit(new(2, 1, [0, float.NaN]), Linkage.Ward));
        Assert.Throws<ArgumentException>(() => Agglomerative.Fit(new(2, 1, [0, float.NegativeInfinity]), Linkage.Single));
        Assert.Throws<ArgumentException>(() => Agglomerative.Fit(new(65_537, 1), Linkage.Average));
        Assert.Throws<ArgumentOutOfRangeException>(() => Agglomerative.Fit(Line, (Linkage)9));
    }

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.All(
            Enum.GetValues<Linkage>(),
            linkage => Assert.ThrowsAny<OperationCanceledException>(() => Agglomerative.Fit(Line, linkage, new(canceled: true))));

    internal static Matrix Distinct(Matrix points)
    {
        // No two pairs are equally far apart, so that there is one tree.
        var (moved, rng) = (points.Copy(), new Rng(3));
        foreach (ref var value in moved.Values)
        {
            value += (float)rng.NextNormal();
        }

        return moved;
    }
}
