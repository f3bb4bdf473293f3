using Kindred.Numerics.Learners;

namespace Kindred.Numerics.Tests.Learners;

public sealed class BoostedTreesTests
{
    static readonly BoostedTreesOptions Squared = new() { Loss = BoostingLoss.Squared, MinLeafRows = 1 };
    static readonly Matrix OnALine = new(4, 1, [1, 2, 3, 4]);

    [Fact]
    public void One_tree_of_two_leaves_moves_a_tenth_of_the_way_to_the_means()
    {
        var fit = BoostedTrees.Fit(OnALine, [0, 0, 10, 14], Squared with { Trees = 1, MaxLeaves = 2 });

        // Mean 6; left mean 0, right mean 12: 6 − 0.1 · 6 and 6 + 0.1 · 6. The cut is at 2.5.
        Golden.Agree([5.4, 5.4, 6.6, 6.6], fit.Predict(new(4, 1, [1, 2.5f, 2.6f, 4])), 1e-6);
    }

    [Fact]
    public void A_logistic_leaf_answers_slope_over_curvature()
    {
        var fit = BoostedTrees.Fit(OnALine, [0, 0, 0, 1], new() { Trees = 1, MinLeafRows = 1, LearningRate = 1, MaxLeaves = 2 });

        // p = ¼: the last row has slope −¾ and curvature 3/16, so its log odds −ln 3 move by 4; those of the others by −4/3.
        double[] odds = [-Math.Log(3) - (4 / 3.0), -Math.Log(3) + 4];
        Golden.Agree([1 / (1 + Math.Exp(-odds[0])), 1 / (1 + Math.Exp(-odds[1]))], fit.Predict(new(2, 1, [3, 4])), 1e-6);
    }

    [Fact]
    public void Missing_values_go_where_they_fit()
    {
        var points = new Matrix(6, 1, [1, 2, 8, 9, float.NaN, float.NaN]);

        var right = BoostedTrees.Fit(points, [0, 0, 9, 9, 9, 9], Squared with { Trees = 1, LearningRate = 1, MaxLeaves = 2 });
        var left = BoostedTrees.Fit(points, [0, 0, 9, 9, 0, 0], Squared with { Trees = 1, LearningRate = 1, MaxLeaves = 2 });

        Golden.Agree([0, 9, 9], right.Predict(new(3, 1, [1, 9, float.NaN])), 1e-6);
        Golden.Agree([0, 9, 0], left.Predict(new(3, 1, [1, 9, float.NaN])), 1e-6);
    }

    [Fact]
    public void Values_missing_only_later_go_to_the_larger_side()
    {
        var fit = BoostedTrees.Fit(OnALine, [9, 0, 0, 0], Squared with { Trees = 1, LearningRate = 1, MaxLeaves = 2 });

        Assert.Equal(0, fit.Predict(new(1, 1, [float.NaN]))[0], 1e-6f);
    }

    [Fact]
    public void Probabilities_agree_with_scikit_learn()
    {
        var points = Golden.Matrix("learners/boosted_points");

        var fit = BoostedTrees.Fit(points, Binary(), new() { Trees = 40 });
        var counted = BoostedTrees.Fit(points, Binary(), new() { Trees = 30, MaxDepth = 2 }, Golden.Values("learners/counts"));

        Golden.Agree(Golden.Values("learners/boosted_classes"), fit.Predict(points), 1e-6);
        Golden.Agree(Golden.Values("learners/boosted_counted"), counted.Predict(points), 1e-6);
    }

    [Fact]
    public void Values_agree_with_scikit_learn()
    {
        var points = Golden.Matrix("learners/boosted_points");

        var fit = BoostedTrees.Fit(
            points,
            Golden.Values("learners/amounts"),
            new() { Loss = BoostingLoss.Squared, Trees = 60, LearningRate = 0.2, MaxLeaves = 8, MinLeafRows = 5, Penalty = 3, Bins = 32 });

        Golden.Agree(Golden.Values("learners/boosted_values"), fit.Predict(points), 1e-6);
    }

    [Fact]
    public void Growing_stops_where_held_out_rows_gain_no_more()
    {
        var (points, targets) = Steps(2000, noise: 0.5, seed: 3);

        var fit = BoostedTrees.Fit(points, targets, new() { Trees = 500, ValidationShare = 0.25, Seed = 5 });
        var full = BoostedTrees.Fit(points, targets, new() { Trees = 500 });

        var losses = fit.ValidationLosses;
        Assert.Equal(fit.Trees, losses.ToList().IndexOf(losses.Min()));
        Assert.Equal(fit.Trees + 10, losses.Count - 1);
        var (fresh, truth) = Steps(4000, noise: 0.5, seed: 4);
        Assert.True(LogLoss(fit.Predict(fresh), truth) < LogLoss(full.Predict(fresh), truth) - 0.05);
    }

    [Fact]
    public void A_column_that_tells_all_has_all_importance()
    {
        var (points, targets) = Steps(2000, noise: 0, seed: 8);

        var shares = BoostedTrees.Fit(points, targets, new() { Trees = 1, MaxLeaves = 2 }).Importances();

        Assert.Equal([0, 1, 0], shares);
        Assert.Equal(1, BoostedTrees.Fit(points, targets).Importances().Sum(), 1e-12);
    }

    [Fact]
    public void More_trees_fit_the_rows_better() =>
        Property.ForAll(
            points =>
            {
                var targets = Enumerable.Range(0, points.Rows).Select(i => (double)(points[i, 0] * (i % 3))).ToArray();
                double Error(int trees) => BoostedTrees.Fit(points, targets, Squared with { Trees = trees }).Predict(points)
                    .Zip(targets, (found, target) => (found - target) * (found - target)).Sum();

                Assert.True(Error(20) <= (1.0001 * Error(5)) + 1e-6);
            },
            minRows: 2);

    [Fact]
    public void Only_the_order_of_values_matters() =>
        Property.ForAll(
            points =>
            {
                var targets = Enumerable.Range(0, points.Rows).Select(i => (double)(i % 5)).ToArray();
                var doubled = points.Copy();
                foreach (ref var value in doubled.Values)
                {
                    value *= 8;
                }

                Assert.Equal(
                    BoostedTrees.Fit(points, targets, Squared).Predict(points), BoostedTrees.Fit(doubled, targets, Squared).Predict(doubled));
            },
            minRows: 2);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, targets) = Steps(70_000, noise: 1, seed: 9); // several blocks

        Threads.GiveTheSame(() => BoostedTrees.Fit(points, targets, new() { Trees = 5, ValidationShare = 0.1 }).Predict(points));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(100)] // too many for bits
    public void Bits_and_paths_answer_as_a_walk_through_the_tree(int leaves)
    {
        const int Rows = 90, Places = 96;
        var (rng, points, turned) = (new Rng((ulong)leaves), new Matrix(Rows, 3), new float[3 * Places]);
        var tree = RandomTree(leaves, rng);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                points[i, j] = turned[(j * Places) + i] = rng.NextInt32(8) == 0 ? float.NaN : (float)rng.NextNormal();
            }
        }

        var (expected, paths, bits) = (Enumerable.Range(0, Rows).Select(i => BoostedTreesFit.Answer(tree, points.Row(i))), new double[Rows], new double[Rows]);
        new BoostedPaths(tree).AddAnswers(points.Values, 3, paths);
        Assert.Equal(expected, paths);
        if (leaves <= BoostedMasks.MostLeaves)
        {
            new BoostedMasks(tree).AddAnswers(turned, Places, bits);
            Assert.Equal(expected, bits);
        }
    }

    static BoostedNode[] RandomTree(int leaves, Rng rng)
    {
        List<BoostedNode> nodes = [new() { Column = -1 }];
        while (nodes.Count < (2 * leaves) - 1)
        {
            var at = rng.NextInt32(nodes.Count);
            if (nodes[at].Column < 0)
            {
                nodes[at] = new() { Column = rng.NextInt32(3), Threshold = rng.NextNormal(), MissingLeft = rng.NextInt32(2) == 0, Left = nodes.Count };
                nodes.AddRange([new() { Column = -1 }, new() { Column = -1 }]);
            }
        }

        return [.. nodes.Select((node, i) => node with { Answer = i })];
    }

    [Fact]
    public void Bins_of_more_rows_than_are_sampled_still_part_the_values()
    {
        var (points, targets) = Steps(210_000, noise: 0, seed: 10);

        var fit = BoostedTrees.Fit(points, targets, new() { Trees = 3, MaxLeaves = 2, LearningRate = 1 });

        Assert.InRange(fit.Predict(points).Zip(targets, (p, y) => (p > 0.5) == (y == 1)).Count(hit => hit), 208_000, 210_000);
    }

    [Fact]
    public void Where_nothing_can_be_split_the_mean_is_predicted()
    {
        Assert.Equal([2, 2, 2], BoostedTrees.Fit(new(3, 1), [1, 2, 3], Squared).Predict(new(3, 1)));
        Assert.Equal([0.5f], BoostedTrees.Fit(OnALine, [0, 1, 1, 0]).Predict(new(1, 1)));
        var empty = new Matrix(4, 1, [float.NaN, float.NaN, float.NaN, float.NaN]);
        Assert.Equal([2, 2, 2, 2], BoostedTrees.Fit(empty, [1, 2, 3, 2], Squared).Predict(empty));
        Assert.Equal([0], BoostedTrees.Fit(OnALine, [0, 1, 1, 0]).Importances());
    }

    [Fact]
    public void What_cannot_be_learnt_is_refused()
    {
        Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(new(1, 1), [0]));
        Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(OnALine, [0, 1]));
        Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(OnALine, [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(OnALine, [0, 1, 2, 0]));
        Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(OnALine, [0, 1, double.NaN, 0], Squared));
        Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(new(2, 1, [0, float.PositiveInfinity]), [0, 1]));
        Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(OnALine, [0, 1, 1, 0], weights: [1, 1]));
        var fit = BoostedTrees.Fit(OnALine, [0, 1, 1, 0]);
        Assert.Throws<ArgumentException>(() => fit.Predict(new(1, 2)));
        Assert.Throws<ArgumentException>(() => fit.Predict(new(1, 1, [float.NegativeInfinity])));
        Assert.Throws<OperationCanceledException>(() => BoostedTrees.Fit(OnALine, [0, 1, 1, 0], cancellation: new(true)));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        BoostedTreesOptions[] refused =
        [
            new() { Trees = 0 }, new() { LearningRate = 0 }, new() { LearningRate = 1.1 }, new() { MaxLeaves = 1 }, new() { MaxDepth = 0 },
            new() { MinLeafRows = 0 }, new() { Penalty = -1 }, new() { Penalty = double.NaN }, new() { Bins = 1 }, new() { Bins = 256 },
            new() { ValidationShare = 1 }, new() { ValidationShare = -0.1 }, new() { Patience = 0 },
        ];

        Assert.All(refused, options => Assert.Throws<ArgumentOutOfRangeException>(() => BoostedTrees.Fit(OnALine, [0, 1, 1, 0], options)));
    }

    static double[] Binary() => [.. Golden.Labels("learners/labels").Select(label => label > 0 ? 1.0 : 0)];

    /// <summary>Three columns; the target is whether the second, with noise, is above 0.</summary>
    static (Matrix Points, double[] Targets) Steps(int rows, double noise, ulong seed)
    {
        var (rng, points) = (new Rng(seed), new Matrix(rows, 3));
        foreach (ref var value in points.Values)
        {
            value = (float)rng.NextNormal();
        }

        return (points, [.. Enumerable.Range(0, rows).Select(i => points[i, 1] + (noise * rng.NextNormal()) > 0 ? 1.0 : 0)]);
    }

    static double LogLoss(float[] probabilities, double[] targets) =>
        probabilities.Zip(targets, (p, y) => -Math.Log(Math.Max(1e-9, y == 1 ? p : 1 - p))).Average();
}
