namespace Kindred.Numerics.Learners;

/// <summary>A node of a decision tree.</summary>
public sealed record TreeNode
{
    /// <summary>The column that is split, or −1 in a leaf.</summary>
    public required int Column { get; init; }

    /// <summary>Rows with a value up to this go left, others right.</summary>
    public required double Threshold { get; init; }

    /// <summary>Index of the node above, −1 for the root.</summary>
    public required int Parent { get; init; }

    /// <summary>Index of the left child, −1 in a leaf.</summary>
    public required int Left { get; init; }

    /// <summary>Index of the right child, −1 in a leaf.</summary>
    public required int Right { get; init; }

    /// <summary>Training rows of each class that came here.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>Gini impurity of the rows: the chance that two drawn from them, with replacement, differ in class.</summary>
    public required double Impurity { get; init; }

    /// <summary>Training rows that came here.</summary>
    public int Rows => Counts.Sum();

    /// <summary>Whether the node is a leaf.</summary>
    public bool IsLeaf => Column < 0;
}

/// <summary>What a path asks of one column: a value above one bound and at most the other; a bound not asked for is infinite.</summary>
public sealed record TreeCondition(int Column, double Above, double AtMost);

/// <summary>A classification tree; its nodes in depth-first order, left before right, the root first.</summary>
public sealed record DecisionTreeFit
{
    const int BlockRows = 4096;

    /// <summary>The nodes; a child stands after its parent.</summary>
    public required IReadOnlyList<TreeNode> Nodes { get; init; }

    /// <summary>Number of classes, which are 0, 1, ….</summary>
    public required int Classes { get; init; }

    /// <summary>Columns the rows must have.</summary>
    public required int Columns { get; init; }

    /// <summary>The index of the leaf that each row comes to.</summary>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public int[] Leaves(Matrix points)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Columns, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        var (nodes, leaves) = (Nodes.ToArray(), new int[points.Rows]);
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                var at = 0;
                while (!nodes[at].IsLeaf)
                {
                    at = points[i, nodes[at].Column] <= nodes[at].Threshold ? nodes[at].Left : nodes[at].Right;
                }

                leaves[i] = at;
            }
        }, CancellationToken.None);
        return leaves;
    }

    /// <summary>The most frequent class in each row's leaf; the lower class in a tie.</summary>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public int[] Predict(Matrix points)
    {
        var best = Nodes.Select(node => node.Counts.Index().MaxBy(pair => pair.Item).Index).ToArray();
        return [.. Leaves(points).Select(leaf => best[leaf])];
    }

    /// <summary>The share of each class in each row's leaf (rows × classes).</summary>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public Matrix Probabilities(Matrix points)
    {
        var leaves = Leaves(points);
        var shares = new Matrix(points.Rows, Classes);
        for (var i = 0; i < leaves.Length; i++)
        {
            var node = Nodes[leaves[i]];
            for (var c = 0; c < Classes; c++)
            {
                shares[i, c] = (float)((double)node.Counts[c] / node.Rows);
            }
        }

        return shares;
    }

    /// <summary>What the path to a node asks, one condition a column, in the order the columns first appear.</summary>
    /// <param name="node">Index of the node.</param>
    public IReadOnlyList<TreeCondition> Conditions(int node)
    {
        var conditions = new List<TreeCondition>();
        for (var (child, at) = (node, Nodes[node].Parent); at >= 0; (child, at) = (at, Nodes[at].Parent))
        {
            var (column, threshold) = (Nodes[at].Column, Nodes[at].Threshold);
            var known = conditions.Find(condition => condition.Column == column)
                ?? new(column, double.NegativeInfinity, double.PositiveInfinity);
            conditions.Remove(known);
            conditions.Insert(0, child == Nodes[at].Left
                ? known with { AtMost = Math.Min(known.AtMost, threshold) }
                : known with { Above = Math.Max(known.Above, threshold) });
        }

        return conditions;
    }

    /// <summary>The share of each column in the impurity that all splits take away; all 0 in a tree without a split.</summary>
    public IReadOnlyList<double> Importances()
    {
        var saved = new double[Columns];
        foreach (var node in Nodes.Where(node => !node.IsLeaf))
        {
            saved[node.Column] += Weighted(node) - Weighted(Nodes[node.Left]) - Weighted(Nodes[node.Right]);
        }

        var total = saved.Sum();
        return total > 0 ? [.. saved.Select(value => value / total)] : saved;
    }

    static double Weighted(TreeNode node) => node.Rows * node.Impurity;
}
