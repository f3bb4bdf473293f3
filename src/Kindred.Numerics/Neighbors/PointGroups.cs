using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Neighbors;

/// <summary>Rows in groups of eight, column after column in each group, so that one instruction serves eight distances.</summary>
/// <remarks>Every search sums a squared distance column by column in this order, so all of them find the same bits.
/// Slots past the last row are infinitely far.</remarks>
sealed class PointGroups
{
    internal const int Lanes = 8;

    readonly float[] _values;
    readonly int[] _rows;
    readonly int _columns;

    /// <summary>Lays out the rows of <paramref name="points"/> in the given order.</summary>
    internal PointGroups(Matrix points, ReadOnlySpan<int> order)
    {
        _columns = points.Columns;
        Count = RowBlocks.Count(order.Length, Lanes);
        _rows = new int[Count * Lanes];
        _rows.AsSpan(order.Length).Fill(int.MaxValue);
        order.CopyTo(_rows);
        _values = new float[(long)Count * Lanes * _columns];
        for (var slot = 0; slot < _rows.Length; slot++)
        {
            var at = (slot / Lanes * Lanes * _columns) + (slot % Lanes);
            for (var j = 0; j < _columns; j++)
            {
                _values[at + (j * Lanes)] = slot < order.Length ? points[order[slot], j] : float.PositiveInfinity;
            }
        }
    }

    /// <summary>Room for so many rows, rounded up to whole groups, all of them infinitely far as yet.</summary>
    internal PointGroups(int rows, int columns)
    {
        _columns = columns;
        Count = RowBlocks.Count(rows, Lanes);
        _rows = new int[Count * Lanes];
        _rows.AsSpan().Fill(int.MaxValue);
        _values = new float[(long)Count * Lanes * _columns];
        Array.Fill(_values, float.PositiveInfinity);
    }

    /// <summary>Number of columns.</summary>
    internal int Columns => _columns;

    /// <summary>Number of groups.</summary>
    internal int Count { get; }

    /// <summary>The row in each slot; the rest of the last group holds <see cref="int.MaxValue"/>.</summary>
    internal ReadOnlySpan<int> Rows => _rows;

    /// <summary>Puts a row into a slot.</summary>
    internal void Set(int slot, ReadOnlySpan<float> row)
    {
        var at = (slot / Lanes * Lanes * _columns) + (slot % Lanes);
        for (var j = 0; j < row.Length; j++)
        {
            _values[at + (j * Lanes)] = row[j];
        }
    }

    /// <summary>Squared distances from <paramref name="query"/> to the eight rows of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<float> SquaredDistances(ref float query, int group)
    {
        ref var values = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), group * Lanes * _columns);
        var sum = Vector256<float>.Zero;
        for (var j = 0; j < _columns; j++)
        {
            var difference = Vector256.LoadUnsafe(ref values, (nuint)(j * Lanes)) - Vector256.Create(Unsafe.Add(ref query, j));
            sum = Vector256.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    /// <summary>Offers the rows of groups in [<paramref name="from"/>, <paramref name="until"/>), but for row <paramref name="except"/>.</summary>
    internal void Offer(ref float query, int from, int until, int except, ref NearestHeap nearest)
    {
        for (var group = from; group < until; group++)
        {
            var distances = SquaredDistances(ref query, group);
            var close = Vector256.LessThanOrEqual(distances, Vector256.Create(nearest.Worst)).ExtractMostSignificantBits();
            while (close != 0)
            {
                var lane = System.Numerics.BitOperations.TrailingZeroCount(close);
                close &= close - 1;
                var row = _rows[(group * Lanes) + lane];
                if (row != except)
                {
                    nearest.Offer(distances.GetElement(lane), row);
                }
            }
        }
    }
}
