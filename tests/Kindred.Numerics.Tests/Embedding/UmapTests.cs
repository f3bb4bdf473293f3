using Kindred.Numerics.Embedding;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Tests.Embedding;

public sealed class UmapTests
{
    [Fact]
    public void Degrees_follow_the_distances()
    {
        // Two others at 1 and 2: the nearest counts in full, and both must add up to log₂ 3.
        var degrees = FuzzyDegrees.Among(new(2, [1, 2], [1, 2]), default);

        Assert.Equal(1f, degrees[0]);
        Assert.Equal(Math.Log2(3) - 1, degrees[1], 2e-5);
    }

    [Fact]
    public void Degrees_agree_with_umap_learn()
    {
        var all = Golden.Matrix("embedding/points");
        var neighbors = NearestNeighbors.Among(new(60, all.Columns, all.Values[..(60 * all.Columns)].ToArray()), 9);

        var graph = NeighborGraph.Join(neighbors, FuzzyDegrees.Among(neighbors, default));

        var (degrees, dense) = (FuzzyDegrees.Union(graph), new double[60 * 60]);
        for (var i = 0; i < 60; i++)
        {
            for (var at = graph.Starts[i]; at < graph.Starts[i + 1]; at++)
            {
                dense[(i * 60) + graph.Targets[at]] = degrees[at];
            }
        }

        Golden.Agree(Golden.Values("embedding/umap_degrees"), dense, 2e-5); // both bisect until the sum is within 1e-5
    }

    [Fact]
    public void The_curve_agrees_with_umap_learn()
    {
        foreach (var row in Golden.Rows("embedding/umap_curves"))
        {
            var curve = UmapCurve.Fit(minDistance: row[0], spread: row[1]);

            Golden.Agree([row[2], row[3]], [curve.A, curve.B], 1e-6);
        }
    }

    [Fact]
    public void The_map_is_as_trustworthy_as_that_of_umap_learn()
    {
        var points = Golden.Matrix("embedding/points");

        var trust = Trustworthiness.Of(points, Umap.Fit(points, new()).Points, 15);

        Assert.InRange(trust, Golden.Values("embedding/umap_trustworthiness")[0] - 0.01, 1);
    }

    [Fact]
    public void New_rows_come_to_lie_among_their_own()
    {
        var (all, labels) = Property.Blobs(600, 6, 4, seed: 12);
        var (old, fresh) = (new Matrix(400, 6, all.Values[..2400].ToArray()), new Matrix(200, 6, all.Values[2400..].ToArray()));

        var fit = Umap.Fit(old, new() { Epochs = 200 });
        var places = fit.Transform(fresh);

        var nearest = NearestNeighbors.Of(places, fit.Points, 1).Rows;
        Assert.True(nearest.Index().Count(pair => labels[pair.Item] == labels[400 + pair.Index]) > 195);
    }

    [Fact]
    public void The_place_of_a_new_row_does_not_depend_on_those_it_comes_with()
    {
        var (points, _) = Property.Blobs(200, 3, 3, seed: 5);
        var fit = Umap.Fit(points, new() { Epochs = 50 });

        var together = fit.Transform(points);
        var alone = fit.Transform(new(1, 3, points.Row(77).ToArray()));

        Assert.Equal(together.Row(77).ToArray(), alone.Row(0).ToArray());
    }

    [Fact]
    public void Any_map_is_finite() =>
        Property.ForAll(
            points =>
            {
                var fit = Umap.Fit(points, new() { Neighbors = Math.Min(5, points.Rows), Epochs = 30 });

                Assert.All(fit.Points.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
                Assert.All(fit.Transform(points).Values.ToArray(), value => Assert.True(float.IsFinite(value)));
            },
            minRows: 4);

    [Fact]
    public void Any_number_of_threads_gives_the_same_map()
    {
        var (points, _) = Property.Blobs(1500, 4, 5, seed: 2);

        Threads.GiveTheSame(() =>
        {
            var fit = Umap.Fit(points, new() { Epochs = 30, Seed = 9 });
            return (float[])[.. fit.Points.Values, .. fit.Transform(points).Values];
        });
    }

    [Fact]
    public void Equal_rows_get_a_map_without_nan() =>
        Assert.All(Umap.Fit(new(30, 3), new()).Points.Values.ToArray(), value => Assert.True(float.IsFinite(value)));

    [Fact]
    public void Powers_of_eight_numbers_are_close()
    {
        for (var value = 1e-12f; value < 1e12f; value *= 1.37f)
        {
            var power = VectorPower.Raise(System.Runtime.Intrinsics.Vector256.Create(value), System.Runtime.Intrinsics.Vector256.Create(0.895f))[0];

            Assert.Equal(1, power / Math.Pow(value, 0.895f), 1e-5);
        }
    }

    [Fact]
    public void Dice_show_every_number_alike()
    {
        var (dice, counts) = (new VectorDice(new Rng(3), 10), new int[10]);
        for (var i = 0; i < 20_000; i++)
        {
            var drawn = dice.Next();
            for (var lane = 0; lane < 8; lane++)
            {
                counts[drawn[lane]]++;
            }
        }

        Assert.All(counts, count => Assert.InRange(count, 15_450, 16_550)); // 4.6 standard deviations
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var points = Property.Blobs(30, 2, 2, seed: 1).Points;

        Assert.Throws<ArgumentOutOfRangeException>(() => Umap.Fit(points, new() { Neighbors = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Umap.Fit(points, new() { Neighbors = 31 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Umap.Fit(points, new() { MinDistance = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Umap.Fit(points, new() { MinDistance = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Umap.Fit(points, new() { Spread = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Umap.Fit(points, new() { Epochs = 5 }));
    }

    [Fact]
    public void Few_rows_and_values_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Umap.Fit(new(3, 2), new() { Neighbors = 2 }));
        Assert.Throws<ArgumentException>(() => Umap.Fit(new(4, 1, [0, 1, 2, float.NaN]), new() { Neighbors = 2 }));
        var fit = Umap.Fit(new(4, 1, [0, 1, 2, 3]), new() { Neighbors = 2, Epochs = 10 });
        Assert.Throws<ArgumentException>(() => fit.Transform(new(1, 2)));
        Assert.Throws<ArgumentException>(() => fit.Transform(new(1, 1, [float.NaN])));
    }
}
