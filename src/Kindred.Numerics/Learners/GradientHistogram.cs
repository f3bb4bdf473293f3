using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Learners;

/// <summary>For each bin of each column the summed derivatives of a node's rows, and their number.</summary>
/// <remarks>A row brings (slope, curvature, 1, 0) in single precision, so that one addition of four numbers serves all three sums.</remarks>
sealed class GradientHistogram(int columns)
{
    /// <summary>Numbers a bin: slope, curvature, rows, and one that stays 0.</summary>
    internal const int Cell = 4;

    const int ColumnCells = FeatureBins.Slots * Cell;

    readonly double[] _sums = new double[columns * ColumnCells];

    /// <summary>The bins of a column one after the other.</summary>
    internal Span<double> Column(int column) => _sums.AsSpan(column * ColumnCells, ColumnCells);

    /// <summary>Takes the rows of a part out of a column.</summary>
    internal void Subtract(GradientHistogram part, int column) => TensorPrimitives.Subtract(Column(column), part.Column(column), Column(column));

    /// <summary>Sums the rows of a column in their order.</summary>
    /// <param name="binOf">The bin of every row there is.</param>
    /// <param name="rows">Rising.</param>
    /// <param name="derivatives">Of these rows, in their order.</param>
    internal unsafe void Build(int column, byte[] binOf, ReadOnlySpan<int> rows, ReadOnlySpan<Vector128<float>> derivatives)
    {
        Column(column).Clear();
        fixed (double* sums = Column(column))
        fixed (int* row = rows)
        fixed (Vector128<float>* from = derivatives)
        fixed (byte* bins = binOf)
        {
            if (rows.Length == binOf.Length) // all rows
            {
                for (nint i = 0; i < rows.Length; i++)
                {
                    Add(sums + ((nint)bins[i] * Cell), from + i);
                }
            }
            else
            {
                for (nint i = 0; i < rows.Length; i++)
                {
                    Add(sums + ((nint)bins[row[i]] * Cell), from + i);
                }
            }
        }

        static void Add(double* sum, Vector128<float>* row) =>
            (Vector256.Load(sum) + Vector256.WidenLower((*row).ToVector256Unsafe())).Store(sum);
    }
}
