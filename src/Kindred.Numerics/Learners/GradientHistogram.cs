using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Learners;

/// <summary>First and second derivative of the loss of a row.</summary>
readonly record struct GradientPair(float Slope, float Curvature);

/// <summary>For each bin of each column the summed derivatives of a node's rows, and their number.</summary>
sealed class GradientHistogram(int columns)
{
    const int ParallelCells = 1 << 15;

    readonly double[] _sums = new double[columns * FeatureBins.Slots * 2];
    readonly int[] _counts = new int[columns * FeatureBins.Slots];

    /// <summary>Slope and curvature of each bin by turns.</summary>
    internal ReadOnlySpan<double> Sums(int column) => _sums.AsSpan(column * FeatureBins.Slots * 2, FeatureBins.Slots * 2);

    /// <summary>Rows of each bin.</summary>
    internal ReadOnlySpan<int> Counts(int column) => _counts.AsSpan(column * FeatureBins.Slots, FeatureBins.Slots);

    /// <summary>Counts the rows; each column sums them in their order, whoever runs it.</summary>
    /// <param name="pairs">The derivatives of <paramref name="rows"/>, in the same order.</param>
    internal void Build(FeatureBins bins, ReadOnlyMemory<int> rows, ReadOnlyMemory<GradientPair> pairs, CancellationToken cancellation)
    {
        Array.Clear(_sums);
        Array.Clear(_counts);
        if ((long)rows.Length * columns < ParallelCells)
        {
            for (var column = 0; column < columns; column++)
            {
                Add(bins.Of(column), rows.Span, pairs.Span, column);
            }
        }
        else
        {
            RowBlocks.Each(columns, column => Add(bins.Of(column), rows.Span, pairs.Span, column), cancellation);
        }
    }

    /// <summary>Takes out the rows of a part.</summary>
    internal void Subtract(GradientHistogram part)
    {
        TensorPrimitives.Subtract(_sums, part._sums, _sums);
        TensorPrimitives.Subtract(_counts, part._counts, _counts);
    }

    unsafe void Add(byte[] binOf, ReadOnlySpan<int> rows, ReadOnlySpan<GradientPair> pairs, int column)
    {
        fixed (double* sums = Sums(column))
        fixed (int* counts = Counts(column), row = rows)
        fixed (GradientPair* pair = pairs)
        fixed (byte* bins = binOf)
        {
            for (nint i = 0; i < rows.Length; i++)
            {
                nint bin = bins[row[i]];
                var both = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(double*)(pair + i)).AsSingle());
                (Vector128.Load(sums + (2 * bin)) + both).Store(sums + (2 * bin));
                counts[bin]++;
            }
        }
    }
}
