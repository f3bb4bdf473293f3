using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Tests.Neighbors;

public sealed class NeighborDescentTests
{
    [Fact]
    public void Few_rows_are_all_compared()
    {
        var found = NeighborDescent.Among(new(4, 1, [0, 1, 3, 7]), 2);

        Assert.Equal([1, 2, 0, 2, 1, 0, 2, 1], found.Rows);
        Assert.Equal([1f, 3f, 1f, 2f, 2f, 3f, 4f, 6f], found.Distances);
    }

    [Fact]
    public void Neighbours_agree_with_scikit_learn()
    {
        var found = NeighborDescent.Among(Golden.Matrix("neighbors/points"), 10);

        Assert.True(Recall(Golden.Labels("neighbors/rows"), found.Rows, 10) >= 0.999);
    }

    [Theory]
    [InlineData(30, 8, 0.98)] // few true dimensions
    [InlineData(24, 24, 0.9)] // the hardest: all columns independent
    public void Most_true_neighbours_are_found(int columns, int dimensions, double share)
    {
        var points = Spread(6000, columns, dimensions, seed: 3);

        var found = NeighborDescent.Among(points, 15);

        Assert.InRange(Recall(NearestNeighbors.Among(points, 15).Rows, found.Rows, 15), share, 1);
    }

    [Fact]
    public void Rounds_find_what_trees_have_missed()
    {
        var points = Spread(4000, 20, 10, seed: 4);
        var exact = NearestNeighbors.Among(points, 10).Rows;

        double Found(int rounds) => Recall(exact, NeighborDescent.Among(points, 10, new() { Trees = 2, MaxRounds = rounds }).Rows, 10);

        var (trees, two, ten) = (Found(0), Found(2), Found(10));
        Assert.True(two > trees + 0.2 && ten > 0.9, $"{trees} {two} {ten}");
    }

    [Fact]
    public void Lists_hold_different_other_rows_nearest_first_at_their_true_distance() =>
        Property.ForAll(
            points =>
            {
                var k = Math.Min(7, points.Rows - 1);

                var found = NeighborDescent.Among(points, k, new() { Seed = 9 });

                for (var i = 0; i < points.Rows; i++)
                {
                    var (rows, distances) = (found.Rows[(i * k)..((i + 1) * k)], found.Distances[(i * k)..((i + 1) * k)]);
                    Assert.Equal(k, rows.Where(row => row != i).Distinct().Count());
                    Assert.Equal(distances.Order(), distances);
                    var true0 = Math.Sqrt(Enumerable.Range(0, points.Columns).Sum(j => Math.Pow((double)points[i, j] - points[rows[0], j], 2)));
                    Assert.Equal(true0, distances[0], 1e-3);
                }
            },
            minRows: 2);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var points = Spread(3000, 20, 10, seed: 5);

        Threads.GiveTheSame(() => NeighborDescent.Among(points, 8, new() { Seed = 2 }).Rows);
    }

    [Fact]
    public void Equal_rows_have_neighbours_too()
    {
        var found = NeighborDescent.Among(new(200, 3), 5);

        Assert.All(found.Distances, distance => Assert.Equal(0, distance));
        Assert.All(Enumerable.Range(0, 200), i => Assert.DoesNotContain(i, found.Rows[(i * 5)..((i + 1) * 5)]));
    }

    [Fact]
    public void What_cannot_be_searched_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighborDescent.Among(new(4, 1), 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighborDescent.Among(new(4, 1), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighborDescent.Among(new(4, 1), 1, new() { Trees = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighborDescent.Among(new(4, 1), 1, new() { MaxRounds = -1 }));
        Assert.Throws<ArgumentException>(() => NeighborDescent.Among(new(2, 1, [0, float.NaN]), 1));
    }

    static double Recall(int[] expected, int[] found, int k) =>
        Enumerable.Range(0, expected.Length / k).Average(i => found[(i * k)..((i + 1) * k)].Intersect(expected[(i * k)..((i + 1) * k)]).Count() / (double)k);

    /// <summary>Normal rows in a random subspace.</summary>
    static Matrix Spread(int rows, int columns, int dimensions, ulong seed)
    {
        var (rng, points) = (new Rng(seed), new Matrix(rows, columns));
        var basis = Enumerable.Range(0, columns * dimensions).Select(_ => rng.NextNormal()).ToArray();
        for (var i = 0; i < rows; i++)
        {
            var inner = Enumerable.Range(0, dimensions).Select(_ => rng.NextNormal()).ToArray();
            for (var j = 0; j < columns; j++)
            {
                points[i, j] = (float)(dimensions == columns ? inner[j] : inner.Select((value, c) => value * basis[(j * dimensions) + c]).Sum());
            }
        }

        return points;
    }
}
