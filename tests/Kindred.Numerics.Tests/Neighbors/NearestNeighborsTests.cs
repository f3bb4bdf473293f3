using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Tests.Neighbors;

public sealed class NearestNeighborsTests
{
    static readonly Matrix OnALine = new(4, 1, [0, 1, 3, 7]);

    [Fact]
    public void A_row_is_not_its_own_neighbour()
    {
        var found = NearestNeighbors.Among(OnALine, 2);

        Assert.Equal([1, 2, 0, 2, 1, 0, 2, 1], found.Rows);
        Assert.Equal([1f, 3f, 1f, 2f, 2f, 3f, 4f, 6f], found.Distances);
    }

    [Fact]
    public void An_equal_row_is_a_neighbour_at_distance_0()
    {
        var found = NearestNeighbors.Among(new(3, 1, [5, 5, 9]), 1);

        Assert.Equal([1, 0, 0], found.Rows);
        Assert.Equal([0f, 0f, 4f], found.Distances);
    }

    [Fact]
    public void Queries_may_be_other_rows()
    {
        var found = NearestNeighbors.Of(new(2, 1, [2, 6.5f]), OnALine, 1);

        Assert.Equal([1, 3], found.Rows); // 2 is as near to 1 as to 3: the lower row
        Assert.Equal([1f, 0.5f], found.Distances);
    }

    [Fact]
    public void Neighbours_agree_with_scikit_learn()
    {
        var found = NearestNeighbors.Among(Golden.Matrix("neighbors/points"), 10);

        Assert.Equal(Golden.Labels("neighbors/rows"), found.Rows);
        Golden.Agree(Golden.Values("neighbors/distances"), found.Distances, 1e-6);
    }

    [Fact]
    public void Every_row_has_the_neighbours_its_tree_finds() =>
        Property.ForAll(
            points =>
            {
                var k = Math.Min(12, points.Rows - 1);
                var found = NearestNeighbors.Among(points, k);

                for (var i = 0; i < points.Rows; i++)
                {
                    var (rows, distances) = (new int[k + 1], new float[k + 1]);
                    KdTree.Build(points).Nearest(points.Row(i), rows, distances);
                    Assert.Equal(rows.Where(row => row != i).Take(k), found.Rows.Skip(i * k).Take(k));
                }
            },
            minRows: 2);

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    public void Any_number_of_threads_gives_the_same_bits(int columns)
    {
        var (points, _) = Property.Blobs(3000, columns, 5, seed: 9);

        Threads.GiveTheSame(() => NearestNeighbors.Among(points, 8).Rows);
        Threads.GiveTheSame(() => NearestNeighbors.Among(points, 8).Distances);
    }

    [Fact]
    public void Distances_too_large_for_single_precision_still_name_rows()
    {
        var found = NearestNeighbors.Among(new(3, 1, [-3e38f, 0, 3e38f]), 2);

        Assert.Equal([1, 2, 0, 2, 0, 1], found.Rows); // all infinitely far: the lower row first
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Too_many_or_no_neighbours_are_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Among(OnALine, count));

    [Fact]
    public void Queries_of_another_width_are_refused() =>
        Assert.Throws<ArgumentException>(() => NearestNeighbors.Of(new(1, 2), OnALine, 1));

    [Fact]
    public void Values_that_are_not_finite_are_refused()
    {
        var bad = new Matrix(2, 1, [1, float.NegativeInfinity]);

        Assert.Throws<ArgumentException>(() => NearestNeighbors.Among(bad, 1));
        Assert.Throws<ArgumentException>(() => NearestNeighbors.Of(bad, OnALine, 1));
    }
}
