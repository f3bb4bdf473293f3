using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Decomposition;

/// <summary>Sums over centred rows, in double precision: means, the scatter matrix AᵀA, and its products.</summary>
/// <remarks>Each sum is split into blocks whose number follows from the shape alone; blocks are added in order.</remarks>
static class Scatter
{
    const int MostBlocks = 64;
    const int TileRows = 64;
    const long PartialDoubles = 4 << 20;

    /// <summary>The mean of each column.</summary>
    internal static double[] Means(Matrix points, CancellationToken cancellation)
    {
        var d = points.Columns;
        var means = Sum(points, d, (from, until, sums) =>
        {
            var row = new double[d];
            for (var i = from; i < until; i++)
            {
                TensorPrimitives.ConvertTruncating<float, double>(points.Row(i), row);
                TensorPrimitives.Add(sums, row, sums);
            }
        }, cancellation);
        TensorPrimitives.Divide(means, (double)points.Rows, means);
        return means;
    }

    /// <summary>The d × d matrix of summed products of centred columns.</summary>
    internal static double[] Full(Matrix points, double[] means, CancellationToken cancellation)
    {
        var d = points.Columns;
        var width = (d + 7) & ~7; // whole vectors; the columns past d stay 0
        var sums = Sum(points, width * width, (from, until, products) =>
        {
            var tile = new double[TileRows * width];
            for (var i = from; i < until; i += TileRows)
            {
                var rows = Math.Min(TileRows, until - i);
                Centre(points, means, i, rows, tile, width);
                AddProducts(tile.AsSpan(0, rows * width), width, products);
            }
        }, cancellation);

        var scatter = new double[d * d];
        for (var i = 0; i < d; i++)
        {
            for (var j = i; j < d; j++)
            {
                scatter[(i * d) + j] = scatter[(j * d) + i] = sums[(i * width) + j];
            }
        }

        return scatter;
    }

    /// <summary>Writes AᵀA·v to <paramref name="image"/> for each row v of <paramref name="basis"/>; returns the trace of AᵀA.</summary>
    internal static double Times(Matrix points, double[] means, double[] basis, double[] image, CancellationToken cancellation)
    {
        var d = points.Columns;
        var width = basis.Length / d;
        var sums = Sum(points, basis.Length + 1, (from, until, partial) =>
        {
            var centred = new double[d];
            for (var i = from; i < until; i++)
            {
                Centre(points, means, i, 1, centred, d);
                partial[^1] += TensorPrimitives.SumOfSquares<double>(centred);
                for (var c = 0; c < width; c++)
                {
                    var score = TensorPrimitives.Dot<double>(centred, basis.AsSpan(c * d, d));
                    var target = partial.Slice(c * d, d);
                    TensorPrimitives.MultiplyAdd(centred, score, target, target);
                }
            }
        }, cancellation);
        sums.AsSpan(0, image.Length).CopyTo(image);
        return sums[^1];
    }

    /// <summary>Adds what the rows [from, until) have to the sums.</summary>
    internal delegate void AddRows(int from, int until, Span<double> sums);

    /// <summary>Sums over all rows, as many as <paramref name="length"/>, the upper triangle of products among them.</summary>
    internal static double[] Sum(Matrix points, int length, AddRows add, CancellationToken cancellation)
    {
        var blocks = (int)Math.Clamp(PartialDoubles / length, 1, MostBlocks);
        var size = Math.Max(RowBlocks.Count(points.Rows, blocks), 4 * TileRows);
        var partials = new double[RowBlocks.Count(points.Rows, size)][];
        RowBlocks.For(points.Rows, size, (block, from, until) =>
        {
            partials[block] = new double[length];
            add(from, until, partials[block]);
        }, cancellation);
        for (var block = 1; block < partials.Length; block++)
        {
            TensorPrimitives.Add(partials[0], partials[block], partials[0]);
        }

        return partials[0];
    }

    static void Centre(Matrix points, double[] means, int first, int rows, double[] tile, int width)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = tile.AsSpan(i * width, means.Length);
            TensorPrimitives.ConvertTruncating<float, double>(points.Row(first + i), row);
            TensorPrimitives.Subtract(row, means, row);
        }
    }

    /// <summary>Adds the products of the tile's columns to the upper triangle, 4 × 8 sums at a time held in registers.</summary>
    /// <param name="tile">Whole rows.</param>
    /// <param name="width">Columns, a multiple of 8.</param>
    internal static void AddProducts(ReadOnlySpan<double> tile, int width, Span<double> products)
    {
        for (var i = 0; i < width; i += 4)
        {
            for (var j = i & ~7; j < width; j += 8)
            {
                AddBlock(tile, width, i, j, products);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a sum is taken before the runtime would optimise it
    static void AddBlock(ReadOnlySpan<double> tile, int width, int i, int j, Span<double> products)
    {
        ref var left = ref MemoryMarshal.GetReference(tile[i..]);
        ref var right = ref MemoryMarshal.GetReference(tile[j..]);
        Vector256<double> a0 = default, a1 = default, b0 = default, b1 = default;
        Vector256<double> c0 = default, c1 = default, d0 = default, d1 = default;
        for (nuint at = 0; at < (nuint)tile.Length; at += (nuint)width)
        {
            var (r0, r1) = (Vector256.LoadUnsafe(ref right, at), Vector256.LoadUnsafe(ref right, at + 4));
            var l = Vector256.Create(Unsafe.Add(ref left, at));
            (a0, a1) = (Vector256.FusedMultiplyAdd(l, r0, a0), Vector256.FusedMultiplyAdd(l, r1, a1));
            l = Vector256.Create(Unsafe.Add(ref left, at + 1));
            (b0, b1) = (Vector256.FusedMultiplyAdd(l, r0, b0), Vector256.FusedMultiplyAdd(l, r1, b1));
            l = Vector256.Create(Unsafe.Add(ref left, at + 2));
            (c0, c1) = (Vector256.FusedMultiplyAdd(l, r0, c0), Vector256.FusedMultiplyAdd(l, r1, c1));
            l = Vector256.Create(Unsafe.Add(ref left, at + 3));
            (d0, d1) = (Vector256.FusedMultiplyAdd(l, r0, d0), Vector256.FusedMultiplyAdd(l, r1, d1));
        }

        Accumulate(products.Slice((i * width) + j, 8), a0, a1);
        Accumulate(products.Slice(((i + 1) * width) + j, 8), b0, b1);
        Accumulate(products.Slice(((i + 2) * width) + j, 8), c0, c1);
        Accumulate(products.Slice(((i + 3) * width) + j, 8), d0, d1);
    }

    static void Accumulate(Span<double> sums, Vector256<double> low, Vector256<double> high)
    {
        (Vector256.Create<double>(sums) + low).CopyTo(sums);
        (Vector256.Create<double>(sums[4..]) + high).CopyTo(sums[4..]);
    }
}
