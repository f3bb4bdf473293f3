using Kindred.Numerics.Clustering.Hierarchy;

namespace Kindred.Numerics.Tests.Clustering.Hierarchy;

public sealed class DendrogramTests
{
    static readonly Dendrogram Tree = Agglomerative.Fit(new(5, 1, [9, 0, 5, 1, 20]), Linkage.Single); // 1–3 at 1, then 0–2 and both at 4, then row 4 at 11

    [Fact]
    public void A_cut_by_count_gives_exactly_so_many_clusters_in_the_order_of_their_rows()
    {
        Assert.Equal([0, 0, 0, 0, 0], Tree.CutInto(1));
        Assert.Equal([0, 0, 0, 0, 1], Tree.CutInto(2));
        Assert.Equal(3, Tree.CutInto(3).Distinct().Count()); // one of two merges at the same height
        Assert.Equal([0, 1, 2, 1, 3], Tree.CutInto(4));
        Assert.Equal([0, 1, 2, 3, 4], Tree.CutInto(5));
    }

    [Fact]
    public void A_cut_by_height_makes_the_merges_up_to_it()
    {
        Assert.Equal([0, 1, 2, 3, 4], Tree.CutAt(0.99));
        Assert.Equal([0, 1, 2, 1, 3], Tree.CutAt(1));
        Assert.Equal([0, 0, 0, 0, 1], Tree.CutAt(4));
        Assert.Equal([0, 0, 0, 0, 0], Tree.CutAt(double.PositiveInfinity));
    }

    [Fact]
    public void The_linkage_matrix_has_a_row_a_merge()
    {
        var table = Tree.LinkageMatrix();

        Assert.Equal((4, 4), (table.GetLength(0), table.GetLength(1)));
        Assert.Equal([1, 3, 1, 2], Enumerable.Range(0, 4).Select(j => table[0, j]));
        Assert.Equal([4, 7, 11, 5], Enumerable.Range(0, 4).Select(j => table[3, j]));
    }

    [Fact]
    public void Every_cut_by_count_has_so_many_clusters_and_splits_the_one_before() =>
        Property.ForAll(
            points =>
            {
                var tree = Agglomerative.Fit(points, Linkage.Average);
                var cuts = Enumerable.Range(1, points.Rows).Select(tree.CutInto).ToArray();

                Assert.All(cuts.Index(), cut => Assert.Equal(cut.Index + 1, cut.Item.Distinct().Count()));
                Assert.All(cuts.Zip(cuts[1..]), pair => Assert.Equal(pair.Second.Distinct().Count(), pair.First.Zip(pair.Second).Distinct().Count()));
            },
            maxRows: 20);

    [Fact]
    public void Leaves_of_a_cluster_stand_together()
    {
        var labels = Tree.CutInto(4);

        var order = Tree.LeafOrder().Select(row => labels[row]).ToArray();

        Assert.Equal(4, 1 + order.Zip(order[1..]).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void Cuts_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.CutInto(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.CutInto(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.CutAt(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.CutAt(double.NaN));
    }
}
