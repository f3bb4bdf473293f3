using Kindred.Numerics.Embedding;

namespace Kindred.Numerics.Tests.Embedding;

public sealed class RepulsionTreeTests
{
    [Fact]
    public void Two_points_repel_each_other()
    {
        var (forceX, forceY, total) = Repel([0, 1], [0, 2], angle: 0.5);

        Golden.Agree([-1 / 36.0, 1 / 36.0], forceX, 1e-6); // q = 1 / (1 + 1 + 4); q² · (0 − 1)
        Golden.Agree([-2 / 36.0, 2 / 36.0], forceY, 1e-6);
        Assert.Equal(2 / 6.0, total, 1e-6);
    }

    [Theory]
    [InlineData(0.001, 1e-5)] // every pair by itself
    [InlineData(0.5, 0.012)]
    [InlineData(0.7, 0.03)]
    public void Sums_over_all_pairs_are_met_as_closely_as_the_angle_asks(double angle, double tolerance)
    {
        var (x, y) = (Coordinates(1003, 1), Coordinates(1003, 2));

        var (forceX, forceY, total) = Repel(x, y, angle);

        var (error, size, sum) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (exactX, exactY) = (0.0, 0.0);
            for (var j = 0; j < x.Length; j++)
            {
                double dx = x[i] - x[j], dy = y[i] - y[j], q = 1 / (1 + (dx * dx) + (dy * dy));
                (exactX, exactY, sum) = (exactX + (q * q * dx), exactY + (q * q * dy), sum + (i == j ? 0 : q));
            }

            error += Math.Pow(forceX[i] - exactX, 2) + Math.Pow(forceY[i] - exactY, 2);
            size += (exactX * exactX) + (exactY * exactY);
        }

        Assert.Equal(0, Math.Sqrt(error / size), tolerance);
        Assert.Equal(sum, total, tolerance * sum);
    }

    [Fact]
    public void Points_that_moved_are_met_where_they_are()
    {
        var (x, y) = (Coordinates(200, 3), Coordinates(200, 4));
        var tree = new RepulsionTree(200, 1e-3);
        tree.Split(x, y);
        (x, y) = (Coordinates(200, 5), Coordinates(200, 6));
        var (forceX, forceY) = (new float[200], new float[200]);

        tree.Refresh(x, y);
        var total = tree.Repel(forceX, forceY, default);

        var anew = Repel(x, y, 1e-3);
        Assert.Equal(anew.Total, total, 1e-5 * total);
        Golden.Agree(anew.X.Select(value => (double)value).ToArray(), forceX, 1e-5);
    }

    [Fact]
    public void Points_at_one_place_do_not_move_each_other()
    {
        var (forceX, _, total) = Repel(new float[50], new float[50], 0.5);

        Assert.All(forceX, force => Assert.Equal(0, force));
        Assert.Equal(50 * 49, total, 1e-6);
    }

    static float[] Coordinates(int count, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(10 * rng.NextNormal()))];
    }

    static (float[] X, float[] Y, double Total) Repel(float[] x, float[] y, double angle)
    {
        var tree = new RepulsionTree(x.Length, angle);
        tree.Split(x, y);
        tree.Refresh(x, y);
        var (forceX, forceY) = (new float[x.Length], new float[x.Length]);
        return (forceX, forceY, tree.Repel(forceX, forceY, default));
    }
}
