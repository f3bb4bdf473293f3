using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Clustering;

/// <summary>The nearest of given centres to each row, without any of what iterations keep.</summary>
static unsafe class NearestCentres
{
    const int BlockRows = 1024;

    /// <summary>The labels, and the sum of squared distances; these are single precision, their sum double.</summary>
    public static (int[] Labels, double Inertia) Of(Matrix points, Matrix centres, CancellationToken cancellation)
    {
        var (labels, tiles) = (new int[points.Rows], new DistanceTiles(centres));
        var sums = new double[RowBlocks.Count(points.Rows, BlockRows)];
        RowBlocks.For(points.Rows, BlockRows, (block, from, until) => sums[block] = Label(points, tiles, from, labels.AsSpan(from, until - from)), cancellation);
        return (labels, sums.Sum());
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Label(Matrix points, DistanceTiles tiles, int from, Span<int> labels)
    {
        int* rows = stackalloc int[DistanceTiles.Width], found = stackalloc int[DistanceTiles.Width];
        float* least = stackalloc float[DistanceTiles.Width], second = stackalloc float[DistanceTiles.Width];
        var sum = 0.0;
        fixed (float* values = points.Values)
        {
            for (var i = 0; i < labels.Length; i += DistanceTiles.Width)
            {
                var count = DistanceTiles.Neighbours(rows, from + i, labels.Length - i);
                tiles.Nearest(values, rows, found, least, second);
                for (var r = 0; r < count; r++)
                {
                    labels[i + r] = found[r];
                    sum += least[r];
                }
            }
        }

        return sum;
    }
}
