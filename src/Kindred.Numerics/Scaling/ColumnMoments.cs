using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Scaling;

/// <summary>Mean and population standard deviation of each column, missing values left out.</summary>
static class ColumnMoments
{
    /// <summary>Two passes in double precision; a column without spread has deviation 1, one without values mean 0.</summary>
    public static (double[] Means, double[] Deviations) Of(Matrix points)
    {
        var (means, deviations) = WithVariances(points);
        for (var j = 0; j < deviations.Length; j++)
        {
            deviations[j] = IsConstant(points, j) ? 1 : Math.Sqrt(deviations[j]);
        }

        return (means, deviations);
    }

    /// <summary>Mean and population variance of each column; both 0 for a column without values.</summary>
    public static (double[] Means, double[] Variances) WithVariances(Matrix points)
    {
        var means = new double[points.Columns];
        var (counts, sums, _) = About(points, means);
        for (var j = 0; j < means.Length; j++)
        {
            means[j] = counts[j] == 0 ? 0 : sums[j] / counts[j];
        }

        var (_, _, squares) = About(points, means);
        for (var j = 0; j < squares.Length; j++)
        {
            squares[j] = counts[j] == 0 ? 0 : squares[j] / counts[j];
        }

        return (means, squares);
    }

    /// <summary>How many values each column has, and the sums of their differences from a centre and of the squares of these.</summary>
    static (double[] Counts, double[] Sums, double[] Squares) About(Matrix points, double[] centres)
    {
        var (counts, sums, squares) = (new double[points.Columns], new double[points.Columns], new double[points.Columns]);
        var blocks = new (double[] Counts, double[] Sums, double[] Squares)[RowBlocks.Count(points.Rows, RowBlocks.Usual)];
        RowBlocks.For(
            points.Rows, RowBlocks.Usual, (block, from, until) => blocks[block] = About(points, centres, from, until), CancellationToken.None);
        foreach (var block in blocks)
        {
            for (var j = 0; j < counts.Length; j++)
            {
                counts[j] += block.Counts[j];
                sums[j] += block.Sums[j];
                squares[j] += block.Squares[j];
            }
        }

        return (counts, sums, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // it is over before the runtime would optimise it
    static (double[] Counts, double[] Sums, double[] Squares) About(Matrix points, double[] centres, int from, int until)
    {
        var (d, j) = (points.Columns, 0);
        var (counts, sums, squares) = (new double[d], new double[d], new double[d]);
        ref var first = ref points.Values[from * d];
        for (; j + 4 <= d; j += 4) // four columns side by side
        {
            var (centre, count, sum, square) = (Vector256.Create(centres.AsSpan(j)), Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
            for (var i = 0; i < until - from; i++)
            {
                var value = Vector256.WidenLower(Vector128.LoadUnsafe(ref first, (nuint)((i * d) + j)).ToVector256Unsafe());
                var known = Vector256.Equals(value, value); // NaN differs from itself
                var difference = (value - centre) & known;
                count += Vector256<double>.One & known;
                sum += difference;
                square += difference * difference;
            }

            count.CopyTo(counts, j);
            sum.CopyTo(sums, j);
            square.CopyTo(squares, j);
        }

        for (; j < d; j++)
        {
            for (var i = from; i < until; i++)
            {
                var difference = points[i, j] - centres[j];
                var known = !double.IsNaN(difference);
                counts[j] += known ? 1 : 0;
                sums[j] += known ? difference : 0;
                squares[j] += known ? difference * difference : 0;
            }
        }

        return (counts, sums, squares);
    }

    /// <summary>Whether all present values of a column are equal (also where there are none).</summary>
    static bool IsConstant(Matrix points, int column)
    {
        var first = float.NaN;
        for (var i = 0; i < points.Rows; i++)
        {
            var value = points[i, column];
            if (float.IsNaN(first))
            {
                first = value;
            }
            else if (!float.IsNaN(value) && value != first)
            {
                return false;
            }
        }

        return true;
    }
}
