namespace Kindred.Numerics.Learners;

/// <summary>CART: a classification tree of splits at thresholds, with minimal cost-complexity pruning.</summary>
/// <remarks>
/// <para>Each node takes, of all columns and all thresholds halfway between neighbouring values, the split whose halves have the least Gini impurity; a
/// tie goes to the lower column, then to the lower threshold. A node is a leaf when its rows are of one class, or a limit of the options is met, or no column
/// varies. Pruning then removes the split that saves least impurity a leaf, again and again, while that is at most α.</para>
/// <para>Columns are sorted once: O(d·n·log n), then O(d·n) a level; memory O(d·n). Deterministic on any number of cores.</para>
/// <para>Departures from scikit-learn's <c>DecisionTreeClassifier</c>: ties have a fixed order (there a random one); values closer than 10⁻⁷ count as
/// different.</para>
/// <para>L. Breiman, J. Friedman, R. Olshen and C. Stone, "Classification and Regression Trees" (1984).</para>
/// </remarks>
public static class DecisionTree
{
    /// <summary>Fits a tree that tells the classes of the rows apart.</summary>
    /// <param name="points">n × d, at least one row, finite.</param>
    /// <param name="labels">The class of each row, counted from 0 (n).</param>
    /// <exception cref="ArgumentException">There is no row, labels and rows differ in number, a label is negative, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static DecisionTreeFit Fit(
        Matrix points, ReadOnlySpan<int> labels, DecisionTreeOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDepth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinLeafRows, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.PruningAlpha);
        ArgumentOutOfRangeException.ThrowIfEqual(options.PruningAlpha, double.NaN);
        points.ThrowIfFewerRows(1, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        var classes = LabelChecks.Classes(labels, points.Rows, nameof(labels));

        var nodes = new TreeGrowth(points, labels.ToArray(), classes, options, cancellation).Grow();
        return new() { Nodes = TreePruning.Prune(nodes, options.PruningAlpha), Classes = classes, Columns = points.Columns };
    }

    /// <summary>The α at which each split of the full tree falls, rising from 0, and the summed impurity of the leaves left then.</summary>
    /// <remarks>Fit with a value between two of these to get the tree of the lower; choose it by the error on rows held out.</remarks>
    /// <param name="tree">A tree fitted without pruning.</param>
    public static IReadOnlyList<(double Alpha, double Impurity)> PruningPath(DecisionTreeFit tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return TreePruning.Path(tree.Nodes);
    }
}
