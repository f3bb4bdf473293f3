using System.Numerics.Tensors;

namespace Kindred.Numerics;

/// <summary>The preconditions that most kernels share; each is checked once, at the public method.</summary>
static class MatrixChecks
{
    const int BlockRows = 16_384;
    const float MostSquarable = 1e15f;

    /// <summary>Refuses NaN and infinity, naming the first such cell.</summary>
    internal static void ThrowIfNotFinite(this Matrix points, string name)
    {
        ArgumentNullException.ThrowIfNull(points, name);
        var bad = new int[RowBlocks.Count(points.Rows, BlockRows)];
        RowBlocks.For(points.Rows, BlockRows, (block, from, until) =>
        {
            var finite = TensorPrimitives.IsFiniteAll<float>(points.Values[(from * points.Columns)..(until * points.Columns)]);
            bad[block] = finite ? 0 : 1;
        }, CancellationToken.None);
        var first = Array.IndexOf(bad, 1);
        if (first < 0)
        {
            return;
        }

        var at = first * BlockRows * points.Columns;
        while (float.IsFinite(points.Values[at]))
        {
            at++;
        }

        throw new ArgumentException(
            $"Every value must be finite; row {at / points.Columns}, column {at % points.Columns} is {points.Values[at]}. "
            + "Fill or drop missing values first.",
            name);
    }

    /// <summary>Refuses what <see cref="ThrowIfNotFinite"/> does, and values whose squared differences single precision cannot hold.</summary>
    internal static void ThrowIfNotSquarable(this Matrix points, string name)
    {
        points.ThrowIfNotFinite(name);
        var blocks = new float[RowBlocks.Count(points.Rows, BlockRows)];
        RowBlocks.For(points.Rows, BlockRows, (block, from, until) => blocks[block] = Math.Abs(
            TensorPrimitives.MaxMagnitude<float>(points.Values[(from * points.Columns)..(until * points.Columns)])), CancellationToken.None);
        if (blocks.Length > 0 && blocks.Max() is > MostSquarable and var greatest)
        {
            throw new ArgumentException(
                $"Distances are squared in single precision, which holds values up to {MostSquarable:E0}; found {greatest:E1}. Scale the columns first.", name);
        }
    }

    /// <summary>Refuses infinity, naming the first such cell; NaN stands for a missing value.</summary>
    internal static void ThrowIfInfinite(this Matrix points, string name)
    {
        ArgumentNullException.ThrowIfNull(points, name);
        var at = points.Values.IndexOfAny(float.PositiveInfinity, float.NegativeInfinity);
        if (at >= 0)
        {
            throw new ArgumentException(
                $"No value may be infinite; row {at / points.Columns}, column {at % points.Columns} is. Mark missing values as NaN.", name);
        }
    }

    /// <summary>Refuses a matrix with fewer than <paramref name="least"/> rows.</summary>
    internal static void ThrowIfFewerRows(this Matrix points, int least, string name)
    {
        ArgumentNullException.ThrowIfNull(points, name);
        if (points.Rows < least)
        {
            throw new ArgumentException($"At least {(least == 1 ? "one row is" : $"{least} rows are")} needed, found {points.Rows}.", name);
        }
    }

    /// <summary>Refuses a matrix with another number of columns than the model was fitted on.</summary>
    internal static void ThrowIfOtherColumns(this Matrix points, int columns, string name)
    {
        ArgumentNullException.ThrowIfNull(points, name);
        if (points.Columns != columns)
        {
            throw new ArgumentException($"The model was fitted on {columns} columns, found {points.Columns}.", name);
        }
    }
}
