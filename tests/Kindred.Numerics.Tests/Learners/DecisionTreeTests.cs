using Kindred.Numerics.Learners;

namespace Kindred.Numerics.Tests.Learners;

public sealed class DecisionTreeTests
{
    // Column 0 tells class 1 from the rest, then column 1 tells 0 from 2.
    static readonly Matrix Points = new(6, 2, [0, 0, 0, 4, 0, 0, 9, 1, 9, 3, 9, 5]);
    static readonly int[] Labels = [0, 2, 0, 1, 1, 1];

    [Fact]
    public void Classes_are_told_apart_by_the_best_splits()
    {
        var tree = DecisionTree.Fit(Points, Labels, new());

        Assert.Equal([0, 1, -1, -1, -1], tree.Nodes.Select(node => node.Column));
        Assert.Equal([4.5, 2], tree.Nodes.Take(2).Select(node => node.Threshold)); // halfway from 0 to 9, from 0 to 4
        Assert.Equal([2, 3, 1], tree.Nodes[0].Counts);
        Assert.Equal(1 - ((4 + 9 + 1) / 36.0), tree.Nodes[0].Impurity, 1e-15);
        Assert.Equal(Labels, tree.Predict(Points));
    }

    [Fact]
    public void Pruning_removes_the_split_that_saves_least()
    {
        var tree = DecisionTree.Fit(Points, Labels, new());

        // The lower split saves 3/6 · 4/9 = 2/9; with it gone, the upper saves 11/18 − 2/9 = 7/18.
        Golden.Agree([0, 2 / 9.0, 7 / 18.0], DecisionTree.PruningPath(tree).Select(step => step.Alpha).ToArray(), 1e-12);
        Assert.Equal(3, DecisionTree.Fit(Points, Labels, new() { PruningAlpha = 0.3 }).Nodes.Count);
        Assert.Single(DecisionTree.Fit(Points, Labels, new() { PruningAlpha = 0.4 }).Nodes);
    }

    [Fact]
    public void A_path_reads_as_one_condition_a_column()
    {
        var points = new Matrix(4, 1, [1, 2, 3, 4]);

        var tree = DecisionTree.Fit(points, [0, 1, 1, 0], new());

        Assert.Equal([new(0, 1.5, 3.5)], tree.Conditions(tree.Leaves(points)[1]));
        Assert.Empty(tree.Conditions(0));
    }

    [Fact]
    public void The_full_tree_agrees_with_scikit_learn()
    {
        var tree = DecisionTree.Fit(Golden.Matrix("learners/points"), Golden.Labels("learners/labels"), new() { MinLeafRows = 40 });

        var expected = Golden.Rows("learners/tree_nodes");
        Assert.Equal(expected.Length, tree.Nodes.Count);
        foreach (var (row, node) in expected.Zip(tree.Nodes))
        {
            Assert.Equal([row[0], row[2], row[3]], [node.Column, node.Left, node.Right]);
            Assert.Equal(row[1], node.Threshold, 1e-12);
            Assert.Equal(row[4], node.Impurity, 1e-12);
            Assert.Equal(row[5..], node.Counts.Select(count => (double)count));
        }

        Golden.Agree(Golden.Values("learners/tree_importances"), tree.Importances().ToArray(), 1e-12);
    }

    [Fact]
    public void Pruning_agrees_with_scikit_learn()
    {
        var (points, labels) = (Golden.Matrix("learners/points"), Golden.Labels("learners/labels"));

        var path = DecisionTree.PruningPath(DecisionTree.Fit(points, labels, new() { MinLeafRows = 40 }));
        var pruned = DecisionTree.Fit(points, labels, new() { MinLeafRows = 40, PruningAlpha = 0.008 });

        Golden.Agree(Golden.Values("learners/tree_path"), path.SelectMany(step => new[] { step.Alpha, step.Impurity }).ToArray(), 1e-12);
        Golden.Agree(Golden.Values("learners/tree_pruned"), pruned.Probabilities(points).Values, 1e-6);
    }

    [Fact]
    public void A_full_tree_learns_every_row_that_is_not_ambiguous() =>
        Property.ForAll(points =>
        {
            var labels = Enumerable.Range(0, points.Rows).Select(i => (int)Math.Abs(points[i, 0] * 7) % 3).ToArray();

            Assert.Equal(labels, DecisionTree.Fit(points, labels, new()).Predict(points));
        });

    [Fact]
    public void Leaves_and_depth_keep_to_their_limits() =>
        Property.ForAll(points =>
        {
            var labels = Enumerable.Range(0, points.Rows).Select(i => i % 2).ToArray();

            var tree = DecisionTree.Fit(points, labels, new() { MinLeafRows = 3, MaxDepth = 2 });

            Assert.All(tree.Nodes.Where(node => node.Parent >= 0), node => Assert.True(node.Rows >= 3));
            Assert.True(tree.Nodes.Count <= 7);
            Assert.Equal(points.Rows, tree.Nodes.Where(node => node.IsLeaf).Sum(node => node.Rows));
            Assert.All(tree.Nodes.Where(node => !node.IsLeaf), node => Assert.Equal(node.Rows, tree.Nodes[node.Left].Rows + tree.Nodes[node.Right].Rows));
        });

    [Fact]
    public void Any_number_of_threads_gives_the_same_tree()
    {
        var (points, labels) = Property.Blobs(20_000, 5, 4, seed: 6);

        Threads.GiveTheSame(() => DecisionTree.Fit(points, labels, new() { MaxDepth = 6 }).Nodes.Select(node => node.Threshold).ToArray());
    }

    [Fact]
    public void A_tree_as_deep_as_it_has_rows_is_grown_and_pruned()
    {
        var (points, labels) = (new Matrix(3000, 1), new int[3000]);
        for (var i = 0; i < points.Rows; i++)
        {
            (points[i, 0], labels[i]) = (i, i % 2);
        }

        var tree = DecisionTree.Fit(points, labels, new());

        Assert.Equal(5999, tree.Nodes.Count);
        Assert.Single(DecisionTree.Fit(points, labels, new() { PruningAlpha = 1 }).Nodes);
    }

    [Fact]
    public void Rows_that_cannot_be_told_apart_share_a_leaf()
    {
        var tree = DecisionTree.Fit(new(3, 2), [0, 1, 1], new());

        Assert.Single(tree.Nodes);
        Assert.Equal([1, 1, 1], tree.Predict(new(3, 2)));
        Assert.Equal([0, 0], tree.Importances());
    }

    [Fact]
    public void One_row_is_one_leaf() => Assert.Single(DecisionTree.Fit(new(1, 1), [0], new()).Nodes);

    [Fact]
    public void Labels_must_be_classes_one_a_row()
    {
        Assert.Throws<ArgumentException>(() => DecisionTree.Fit(Points, [0, 1], new()));
        Assert.Throws<ArgumentException>(() => DecisionTree.Fit(new(1, 1), [-1], new()));
        Assert.Throws<ArgumentException>(() => DecisionTree.Fit(new(1, 1), [int.MaxValue], new()));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DecisionTree.Fit(Points, Labels, new() { MaxDepth = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecisionTree.Fit(Points, Labels, new() { MinLeafRows = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecisionTree.Fit(Points, Labels, new() { PruningAlpha = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecisionTree.Fit(Points, Labels, new() { PruningAlpha = double.NaN }));
    }

    [Fact]
    public void No_rows_or_values_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => DecisionTree.Fit(new(0, 1), [], new()));
        Assert.Throws<ArgumentException>(() => DecisionTree.Fit(new(1, 1, [float.NaN]), [0], new()));
        Assert.Throws<ArgumentException>(() => DecisionTree.Fit(Points, Labels, new()).Predict(new(1, 3)));
    }
}
