using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Tests.Neighbors;

public sealed class KdTreeTests
{
    static readonly Matrix Corners = new(4, 2, [0, 0, 3, 0, 0, 4, 3, 4]);

    [Fact]
    public void The_nearest_come_first_with_their_distances()
    {
        var (rows, distances) = (new int[3], new float[3]);

        KdTree.Build(Corners).Nearest([0, 0], rows, distances);

        Assert.Equal([0, 1, 2], rows);
        Assert.Equal([0f, 3f, 4f], distances);
    }

    [Fact]
    public void Rows_at_the_radius_are_within_it()
    {
        var found = new List<int>();

        KdTree.Build(Corners).Within([0, 0], 4, found);

        Assert.Equal([0, 1, 2], found.Order());
    }

    [Fact]
    public void Rows_within_a_radius_are_those_of_scikit_learn()
    {
        var (points, expected) = (Golden.Matrix("neighbors/points"), Golden.Rows("neighbors/within"));
        var tree = KdTree.Build(points);

        for (var i = 0; i < expected.Length; i++)
        {
            var found = new List<int>();
            tree.Within(points.Row(i), 1.5f, found);
            Assert.Equal(expected[i].Select(row => (int)row), found.Order());
        }
    }

    [Fact]
    public void An_infinite_radius_finds_every_row_once()
    {
        var found = new List<int>();

        KdTree.Build(Corners).Within([7, 7], float.PositiveInfinity, found);

        Assert.Equal([0, 1, 2, 3], found.Order());
    }

    [Fact]
    public void Within_finds_what_a_look_at_every_row_finds() =>
        Property.ForAll(
            points =>
            {
                var tree = KdTree.Build(points);
                for (var i = 0; i < points.Rows; i += 7)
                {
                    var found = new List<int>();
                    tree.Within(points.Row(i), 3, found);
                    Assert.Equal(Enumerable.Range(0, points.Rows).Where(j => SquaredDistance(points, i, j) <= 9), found.Order());
                }
            },
            maxRows: 400);

    [Fact]
    public void Nearest_finds_what_sorting_every_row_finds() =>
        Property.ForAll(
            points =>
            {
                var tree = KdTree.Build(points);
                var (rows, distances) = (new int[Math.Min(9, points.Rows)], new float[Math.Min(9, points.Rows)]);
                for (var i = 0; i < points.Rows; i += 7)
                {
                    tree.Nearest(points.Row(i), rows, distances);
                    var expected = Enumerable.Range(0, points.Rows).OrderBy(j => SquaredDistance(points, i, j)).ThenBy(j => j).Take(rows.Length);
                    Assert.Equal(expected, rows);
                }
            },
            maxRows: 400);

    [Fact]
    public void Leaves_hold_every_row_once_and_boxes_bound_them()
    {
        var (points, _) = Property.Blobs(70_001, 3, 4, seed: 1); // above the size from which halves are built in parallel

        var tree = KdTree.Build(points);

        var leaves = tree.Nodes.ToArray().Where(node => node.Right == 0).ToArray();
        var rows = leaves.SelectMany(leaf => tree.Groups.Rows[(leaf.From * 8)..(leaf.Until * 8)].ToArray());
        Assert.Equal(Enumerable.Range(0, 70_001), rows.Where(row => row != int.MaxValue).Order());
        Assert.All(leaves, leaf => Assert.InRange(leaf.Until - leaf.From, 3, 6));
        var query = new float[tree.QueryWidth];
        for (var node = 0; node < tree.Nodes.Length; node += 997)
        {
            points.Row(tree.Groups.Rows[tree.Nodes[node].From * 8]).CopyTo(query);
            Assert.Equal(0, tree.SquaredBound(query, node));
        }
    }

    [Fact]
    public void Equal_rows_are_found_lowest_first()
    {
        var (rows, distances) = (new int[3], new float[3]);

        KdTree.Build(new(100, 2)).Nearest([0, 0], rows, distances);

        Assert.Equal([0, 1, 2], rows);
        Assert.Equal([0f, 0f, 0f], distances);
    }

    [Fact]
    public void One_row_is_its_own_tree()
    {
        var (rows, distances) = (new int[1], new float[1]);

        KdTree.Build(new(1, 1, [2])).Nearest([5], rows, distances);

        Assert.Equal([0], rows);
        Assert.Equal([3f], distances);
    }

    [Fact]
    public void No_rows_are_refused() => Assert.Throws<ArgumentException>(() => KdTree.Build(new(0, 2)));

    [Fact]
    public void A_value_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentException>(() => KdTree.Build(new(2, 1, [1, float.NaN])));

    [Fact]
    public void More_neighbours_than_rows_are_refused() =>
        Assert.Throws<ArgumentException>(() => KdTree.Build(Corners).Nearest([0, 0], new int[5], new float[5]));

    [Fact]
    public void A_query_of_another_width_is_refused() =>
        Assert.Throws<ArgumentException>(() => KdTree.Build(Corners).Nearest([0], new int[1], new float[1]));

    [Theory]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    public void A_radius_that_is_no_distance_is_refused(float radius) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KdTree.Build(Corners).Within([0, 0], radius, []));

    static float SquaredDistance(Matrix points, int i, int j)
    {
        var sum = 0f;
        for (var c = 0; c < points.Columns; c++)
        {
            var difference = points[i, c] - points[j, c];
            sum = MathF.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }
}
