using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Clustering;

/// <summary>Points laid out for squared Euclidean distances from other rows: eight side by side, coordinate by coordinate.</summary>
/// <remarks>
/// A tile holds coordinate 0 of eight points, then coordinate 1, and so on, so that one load and one fused multiply-add
/// serve eight pairs. Sums of squared differences are single precision and added in column order, whatever
/// rows are asked for together: a pair's distance never depends on its neighbours in the batch.
/// </remarks>
sealed unsafe class DistanceTiles
{
    /// <summary>Points in a tile, and rows handled together.</summary>
    public const int Width = 8;

    readonly float[] _values;
    readonly int _columns;

    /// <summary>A copy of <paramref name="points"/> in tiles; places past the last point are infinitely far from everything.</summary>
    public DistanceTiles(Matrix points)
        : this(points, [.. Enumerable.Range(0, points.Rows)])
    {
    }

    /// <summary>Some rows of <paramref name="points"/> in tiles; a number below 0 stands for a place infinitely far from everything.</summary>
    public DistanceTiles(Matrix points, ReadOnlySpan<int> rows)
    {
        _columns = points.Columns;
        Tiles = (rows.Length + Width - 1) / Width;
        _values = new float[Tiles * Width * _columns];
        Array.Fill(_values, float.PositiveInfinity);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                var (row, first) = (rows[i], (i / Width * Width * _columns) + (i % Width));
                for (var j = 0; j < _columns; j++)
                {
                    _values[first + (j * Width)] = points[row, j];
                }
            }
        }
    }

    /// <summary>Number of tiles.</summary>
    public int Tiles { get; }

    /// <summary>The nearest point to each of some neighbouring rows and its squared distance; a tie goes to the lower number.</summary>
    /// <param name="points">Rows with as many columns as the points.</param>
    /// <param name="from">The first row asked for; as many follow as the spans are long.</param>
    [SkipLocalsInit]
    public void Nearest(Matrix points, int from, Span<int> nearest, Span<float> least)
    {
        int* rows = stackalloc int[Width], lastLabels = stackalloc int[Width];
        var lastSquares = stackalloc float[Width];
        fixed (float* values = points.Values, squares = least)
        fixed (int* labels = nearest)
        {
            for (var i = 0; i < nearest.Length; i += Width)
            {
                var count = Neighbours(rows, from + i, nearest.Length - i);
                if (count == Width)
                {
                    Nearest(values, rows, labels + i, squares + i);
                    continue;
                }

                Nearest(values, rows, lastLabels, lastSquares);
                new Span<int>(lastLabels, count).CopyTo(nearest[i..]);
                new Span<float>(lastSquares, count).CopyTo(least[i..]);
            }
        }
    }

    /// <summary>Squared distances from some neighbouring rows to the eight points of a tile: eight a row, row after row.</summary>
    /// <param name="points">Rows with as many columns as the points.</param>
    /// <param name="from">The first row asked for.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="tile">Which tile.</param>
    /// <param name="squares">Room for eight values a row, the number of rows rounded up to a multiple of eight.</param>
    public void Squares(Matrix points, int from, int count, int tile, Span<float> squares)
    {
        var rows = stackalloc int[Width];
        fixed (float* values = points.Values, found = squares)
        {
            for (var i = 0; i < count; i += Width)
            {
                Neighbours(rows, from + i, count - i);
                Squares(values, rows, tile, found + (i * Width));
            }
        }
    }

    /// <summary>Eight row numbers from <paramref name="from"/> on, the last one repeated where there are fewer.</summary>
    public static int Neighbours(int* rows, int from, int left)
    {
        var count = Math.Min(Width, left);
        for (var r = 0; r < Width; r++)
        {
            rows[r] = from + Math.Min(r, count - 1);
        }

        return count;
    }

    /// <summary>Squared distances from eight rows to the eight points of a tile, row after row.</summary>
    /// <param name="points">The first value of a row-major matrix.</param>
    /// <param name="rows">Eight row numbers.</param>
    /// <param name="tile">Which tile.</param>
    /// <param name="squares">Takes 64 values.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Squares(float* points, int* rows, int tile, float* squares)
    {
        nint d = _columns;
        float* p0 = points + (rows[0] * d), p1 = points + (rows[1] * d), p2 = points + (rows[2] * d), p3 = points + (rows[3] * d);
        float* p4 = points + (rows[4] * d), p5 = points + (rows[5] * d), p6 = points + (rows[6] * d), p7 = points + (rows[7] * d);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        ref var other = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), tile * Width * d);
        for (nint j = 0; j < d; j++)
        {
            var point = Vector256.LoadUnsafe(ref other, (nuint)(j * Width));
            s0 = Add(s0, point, p0[j]);
            s1 = Add(s1, point, p1[j]);
            s2 = Add(s2, point, p2[j]);
            s3 = Add(s3, point, p3[j]);
            s4 = Add(s4, point, p4[j]);
            s5 = Add(s5, point, p5[j]);
            s6 = Add(s6, point, p6[j]);
            s7 = Add(s7, point, p7[j]);
        }

        s0.Store(squares);
        s1.Store(squares + 8);
        s2.Store(squares + 16);
        s3.Store(squares + 24);
        s4.Store(squares + 32);
        s5.Store(squares + 40);
        s6.Store(squares + 48);
        s7.Store(squares + 56);
    }

    /// <summary>The nearest point to each of eight rows and its squared distance; a tie goes to the lower number.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Nearest(float* points, int* rows, int* nearest, float* least)
    {
        float* squares = stackalloc float[Width * Width], best = stackalloc float[Width * Width];
        var tiles = stackalloc int[Width * Width];
        Squares(points, rows, 0, best);
        for (var r = 0; r < Width * Width; r += Width)
        {
            Vector256<int>.Zero.Store(tiles + r);
        }

        for (var tile = 1; tile < Tiles; tile++)
        {
            Squares(points, rows, tile, squares);
            for (var r = 0; r < Width * Width; r += Width)
            {
                var (found, former) = (Vector256.Load(squares + r), Vector256.Load(best + r));
                var less = Vector256.LessThan(found, former);
                Vector256.ConditionalSelect(less, found, former).Store(best + r);
                Vector256.ConditionalSelect(less.AsInt32(), Vector256.Create(tile), Vector256.Load(tiles + r)).Store(tiles + r);
            }
        }

        for (var r = 0; r < Width; r++)
        {
            var lanes = Vector256.Load(best + (r * Width));
            var minimum = Least(lanes);
            least[r] = minimum;
            var equal = Vector256.Equals(lanes, Vector256.Create(minimum)).ExtractMostSignificantBits();
            var lane = BitOperations.TrailingZeroCount(equal);
            nearest[r] = (tiles[(r * Width) + lane] * Width) + lane;
            if (Tiles > 1 && BitOperations.IsPow2(equal) is false)
            {
                nearest[r] = LowestTie(equal, tiles + (r * Width));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Add(Vector256<float> sum, Vector256<float> points, float value)
    {
        var difference = points - Vector256.Create(value);
        return Vector256.MultiplyAddEstimate(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float Least(Vector256<float> squares)
    {
        var half = Vector128.MinNative(squares.GetLower(), squares.GetUpper());
        half = Vector128.MinNative(half, Vector128.Shuffle(half, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MinNative(half, Vector128.Shuffle(half, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The lowest point number among lanes at the same distance.</summary>
    static int LowestTie(uint lanes, int* tiles)
    {
        var point = int.MaxValue;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            point = Math.Min(point, (tiles[lane] * Width) + lane);
        }

        return point;
    }
}
