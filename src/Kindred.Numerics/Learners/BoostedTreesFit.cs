using System.Numerics.Tensors;

namespace Kindred.Numerics.Learners;

/// <summary>A node of a boosted tree; its column is −1 in a leaf.</summary>
struct BoostedNode
{
    internal double Threshold; // values up to this go left
    internal double Answer; // of a leaf, shrunk
    internal double Gain;
    internal int Column;
    internal int Left; // the right child follows it
    internal bool MissingLeft;
}

/// <summary>Grown trees, which predict new rows.</summary>
public sealed class BoostedTreesFit
{
    const int BlockRows = 512;

    readonly IReadOnlyList<BoostedNode[]> _trees;
    readonly (BoostedMasks? Masks, BoostedPaths? Paths)[] _fast;
    readonly double _start;

    internal BoostedTreesFit(
        IReadOnlyList<BoostedNode[]> trees, double start, int columns, BoostingLoss loss, IReadOnlyList<double> validationLosses) =>
        (_trees, _fast, _start, Columns, Loss, ValidationLosses) =
        (trees, [.. trees.Select(Fast)], start, columns, loss, validationLosses);

    /// <summary>Number of trees.</summary>
    public int Trees => _trees.Count;

    /// <summary>Columns the rows must have.</summary>
    public int Columns { get; }

    /// <summary>What was made small.</summary>
    public BoostingLoss Loss { get; }

    /// <summary>The mean loss on the rows held out, after 0, 1, 2, … trees; empty where none were.</summary>
    public IReadOnlyList<double> ValidationLosses { get; }

    /// <summary>Splits of all trees on each column: what they took off the loss, as shares that add up to 1; all 0 without a split.</summary>
    /// <remarks>Measured on the rows fitted, to which columns of many values adapt better by chance than those of few.</remarks>
    public IReadOnlyList<double> Importances()
    {
        var gains = new double[Columns];
        foreach (var node in _trees.SelectMany(tree => tree).Where(node => node.Column >= 0))
        {
            gains[node.Column] += node.Gain;
        }

        var total = gains.Sum();
        return total > 0 ? [.. gains.Select(gain => gain / total)] : gains;
    }

    /// <summary>P(1) of each row by logistic loss, its expected value by squared loss.</summary>
    /// <param name="points">Rows with the columns of the fit; NaN where missing.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is infinite.</exception>
    public float[] Predict(Matrix points, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Columns, nameof(points));
        points.ThrowIfInfinite(nameof(points));
        var predictions = new float[points.Rows];
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            var rows = points.Values[(from * Columns)..(until * Columns)];
            var (sums, columns) = (new double[until - from], new float[Columns * BlockRows]);
            Array.Fill(sums, _start);
            Turn(rows, columns);
            foreach (var (masks, paths) in _fast)
            {
                masks?.AddAnswers(columns, BlockRows, sums);
                paths?.AddAnswers(rows, Columns, sums);
            }

            if (Loss == BoostingLoss.Logistic)
            {
                TensorPrimitives.Sigmoid<double>(sums, sums);
            }

            TensorPrimitives.ConvertTruncating<double, float>(sums, predictions.AsSpan(from));
        }, cancellation);
        return predictions;
    }

    /// <summary>Writes rows column after column.</summary>
    void Turn(ReadOnlySpan<float> rows, float[] columns)
    {
        for (var (at, row) = (0, 0); at < rows.Length; row++)
        {
            for (var column = 0; column < Columns; column++, at++)
            {
                columns[(column * BlockRows) + row] = rows[at];
            }
        }
    }

    /// <summary>A tree in the form that answers fastest.</summary>
    static (BoostedMasks? Masks, BoostedPaths? Paths) Fast(BoostedNode[] tree) =>
        tree.Count(node => node.Column < 0) <= BoostedMasks.MostLeaves ? (new(tree), null) : (null, new(tree));

    /// <summary>The answer of the leaf that a row comes to.</summary>
    internal static double Answer(BoostedNode[] tree, ReadOnlySpan<float> row)
    {
        ref readonly var node = ref tree[0];
        while (node.Column >= 0)
        {
            var value = row[node.Column];
            var left = value <= node.Threshold || (float.IsNaN(value) && node.MissingLeft);
            node = ref tree[left ? node.Left : node.Left + 1];
        }

        return node.Answer;
    }
}
