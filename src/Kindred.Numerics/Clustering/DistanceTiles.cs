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

    /// <summary>The number of the nearest point to each of some neighbouring rows; a tie goes to the lower number.</summary>
    /// <param name="points">Rows with as many columns as the points.</param>
    /// <param name="from">The first row asked for; as many follow as the span is long.</param>
    /// <param name="nearest">Takes the numbers.</param>
    [SkipLocalsInit]
    public void Nearest(Matrix points, int from, Span<int> nearest)
    {
        int* rows = stackalloc int[Width], found = stackalloc int[Width];
        float* least = stackalloc float[Width], second = stackalloc float[Width];
        fixed (float* values = points.Values)
        {
            for (var i = 0; i < nearest.Length; i += Width)
            {
                var count = Neighbours(rows, from + i, nearest.Length - i);
                Nearest(values, rows, found, least, second);
                new Span<int>(found, count).CopyTo(nearest[i..]);
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

    /// <summary>
    /// The nearest point to each of eight rows, its squared distance and that of the next nearest (infinite where there is one point); a
    /// tie goes to the lower number.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Nearest(float* points, int* rows, int* nearest, float* least, float* second)
    {
        const int all = Width * Width;
        float* squares = stackalloc float[all], best = stackalloc float[all], next = stackalloc float[all];
        var tiles = stackalloc int[all];
        Squares(points, rows, 0, best);
        for (var r = 0; r < all; r += Width)
        {
            Vector256.Create(float.PositiveInfinity).Store(next + r);
            Vector256<int>.Zero.Store(tiles + r);
        }

        for (var tile = 1; tile < Tiles; tile++)
        {
            Squares(points, rows, tile, squares);
            for (var r = 0; r < all; r += Width)
            {
                var (found, former) = (Vector256.Load(squares + r), Vector256.Load(best + r));
                var less = Vector256.LessThan(found, former);
                Vector256.MinNative(found, former).Store(best + r);
                Vector256.MinNative(Vector256.Load(next + r), Vector256.MaxNative(found, former)).Store(next + r);
                Vector256.ConditionalSelect(less.AsInt32(), Vector256.Create(tile), Vector256.Load(tiles + r)).Store(tiles + r);
            }
        }

        TwoLeast(best, next, least, second);
        for (var r = 0; r < Width; r++)
        {
            var equal = Vector256.Equals(Vector256.Load(best + (r * Width)), Vector256.Create(least[r])).ExtractMostSignificantBits();
            var lane = BitOperations.TrailingZeroCount(equal);
            nearest[r] = (equal & (equal - 1)) == 0 ? (tiles[(r * Width) + lane] * Width) + lane : LowestTie(equal, tiles + (r * Width));
        }
    }

    /// <summary>
    /// The least and the second least of eight numbers a row, for eight rows at once: rows are woven together while halves are compared,
    /// until lane r holds row r. <paramref name="next"/> holds the second least that each lane has met.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void TwoLeast(float* best, float* next, float* least, float* second)
    {
        var ones = Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1).AsSingle();
        var twos = Vector256.Create(0, 0, -1, -1, 0, 0, -1, -1).AsSingle();
        var fours = Vector256.Create(0, 0, 0, 0, -1, -1, -1, -1).AsSingle();
        Vector256<int> swapOnes = Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6), swapTwos = Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5);
        var swapFours = Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3);

        var (m01, s01) = Weave(Vector256.Load(best), Vector256.Load(next), Vector256.Load(best + 8), Vector256.Load(next + 8), ones, swapOnes);
        var (m23, s23) = Weave(Vector256.Load(best + 16), Vector256.Load(next + 16), Vector256.Load(best + 24), Vector256.Load(next + 24), ones, swapOnes);
        var (m45, s45) = Weave(Vector256.Load(best + 32), Vector256.Load(next + 32), Vector256.Load(best + 40), Vector256.Load(next + 40), ones, swapOnes);
        var (m67, s67) = Weave(Vector256.Load(best + 48), Vector256.Load(next + 48), Vector256.Load(best + 56), Vector256.Load(next + 56), ones, swapOnes);
        var (m0, s0) = Weave(m01, s01, m23, s23, twos, swapTwos);
        var (m4, s4) = Weave(m45, s45, m67, s67, twos, swapTwos);
        var (m, s) = Weave(m0, s0, m4, s4, fours, swapFours);
        m.Store(least);
        s.Store(second);
    }

    /// <summary>Of each pair of lanes that <paramref name="swap"/> exchanges: one's least two in its first lane, other's in its second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector256<float> Least, Vector256<float> Second) Weave(
        Vector256<float> oneLeast, Vector256<float> oneSecond, Vector256<float> otherLeast, Vector256<float> otherSecond,
        Vector256<float> others, Vector256<int> swap)
    {
        var kept = Vector256.ConditionalSelect(others, otherLeast, oneLeast);
        var swapped = Vector256.Shuffle(Vector256.ConditionalSelect(others, oneLeast, otherLeast), swap);
        var keptSecond = Vector256.ConditionalSelect(others, otherSecond, oneSecond);
        var swappedSecond = Vector256.Shuffle(Vector256.ConditionalSelect(others, oneSecond, otherSecond), swap);
        return (
            Vector256.MinNative(kept, swapped),
            Vector256.MinNative(Vector256.MaxNative(kept, swapped), Vector256.MinNative(keptSecond, swappedSecond)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Add(Vector256<float> sum, Vector256<float> points, float value)
    {
        var difference = points - Vector256.Create(value);
        return Vector256.MultiplyAddEstimate(difference, difference, sum);
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
