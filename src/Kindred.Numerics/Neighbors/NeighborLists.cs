using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Neighbors;

/// <summary>For each row the k nearest met so far, nearest first, each marked as fresh until it has met the others around its row.</summary>
/// <remarks>A list is the least of what it was offered, in whatever order that came; only one thread at a time may write to a list.</remarks>
sealed class NeighborLists
{
    internal const int BlockRows = 256;
    const ulong Nothing = ((ulong)0x7F80_0000 << 32) | uint.MaxValue; // at infinity

    readonly float[] _values; // rows padded with zeros to whole vectors
    readonly ulong[] _items; // bits of the squared distance above those of the row, as in NearestHeap
    readonly bool[] _fresh;
    readonly int _width;

    internal NeighborLists(Matrix points, int count)
    {
        (Rows, Count, _width) = (points.Rows, count, (points.Columns + 7) & ~7);
        _values = new float[checked(Rows * _width)];
        for (var i = 0; i < Rows; i++)
        {
            points.Row(i).CopyTo(_values.AsSpan(i * _width));
        }

        (_items, _fresh, Worst) = (new ulong[checked(Rows * count)], new bool[Rows * count], new float[Rows]);
        Array.Fill(_items, Nothing);
        Array.Fill(Worst, float.PositiveInfinity);
    }

    /// <summary>Number of rows.</summary>
    internal int Rows { get; }

    /// <summary>k, the length of a list.</summary>
    internal int Count { get; }

    /// <summary>The squared distance of the last on each list.</summary>
    internal float[] Worst { get; }

    /// <summary>Makes all rows of a leaf known to each other; leaves share no rows.</summary>
    internal void Join(int[][] leaves, CancellationToken cancellation) =>
        RowBlocks.Each(leaves.Length, leaf =>
        {
            var members = leaves[leaf];
            var distances = new float[members.Length];
            for (var i = 1; i < members.Length; i++)
            {
                SquaredDistances(members[i], members.AsSpan(0, i), distances);
                for (var j = 0; j < i; j++)
                {
                    Offer(members[i], members[j], distances[j]);
                    Offer(members[j], members[i], distances[j]);
                }
            }
        }, cancellation);

    /// <summary>The list of a row, each with its mark; the marks are taken off.</summary>
    internal void Take(int row, Span<int> listed, Span<bool> fresh)
    {
        var marks = _fresh.AsSpan(row * Count, Count);
        for (var i = 0; i < Count; i++)
        {
            listed[i] = (int)(uint)_items[(row * Count) + i];
        }

        marks.CopyTo(fresh);
        marks.Clear();
    }

    /// <summary>Who lists each row, in rising order, as its complement where it is fresh there; those of row i at [Starts[i], Starts[i + 1]).</summary>
    internal (int[] Starts, int[] Listing) Reverse()
    {
        var starts = new int[Rows + 1];
        foreach (var item in _items)
        {
            starts[(uint)item + 1]++;
        }

        for (var i = 0; i < Rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        var (next, listing, entry) = (starts[..Rows], new int[_items.Length], 0);
        for (var row = 0; row < Rows; row++)
        {
            for (var i = 0; i < Count; i++, entry++)
            {
                listing[next[(uint)_items[entry]]++] = _fresh[entry] ? ~row : row;
            }
        }

        return (starts, listing);
    }

    /// <summary>Puts a row on another's list if it belongs there and is not on it.</summary>
    internal bool Offer(int row, int other, float squaredDistance)
    {
        var item = ((ulong)BitConverter.SingleToUInt32Bits(squaredDistance) << 32) | (uint)other;
        var list = _items.AsSpan(row * Count, Count);
        if (item >= list[^1])
        {
            return false;
        }

        var place = list.Length - 1; // those behind it move up by one
        while (place > 0 && list[place - 1] > item)
        {
            place--;
        }

        if (place > 0 && list[place - 1] == item)
        {
            return false;
        }

        var marks = _fresh.AsSpan(row * Count, Count);
        list[place..^1].CopyTo(list[(place + 1)..]);
        marks[place..^1].CopyTo(marks[(place + 1)..]);
        (list[place], marks[place]) = (item, true);
        Worst[row] = BitConverter.UInt32BitsToSingle((uint)(list[^1] >> 32));
        return true;
    }

    /// <summary>The lists as rows and distances; row i here is row <paramref name="order"/>[i] there.</summary>
    internal Neighborhoods Drain(int[] order, CancellationToken cancellation)
    {
        var found = new Neighborhoods(Count, new int[_items.Length], new float[_items.Length]);
        RowBlocks.For(Rows, RowBlocks.Usual, (_, from, until) =>
        {
            for (var row = from; row < until; row++)
            {
                var list = _items.AsSpan(row * Count, Count);
                foreach (ref var item in list)
                {
                    item = (item >> 32 << 32) | (uint)order[(uint)item];
                }

                list.Sort(); // equally near rows by their numbers there
                for (var i = 0; i < Count; i++)
                {
                    var at = (order[row] * Count) + i;
                    (found.Rows[at], found.Distances[at]) = ((int)(uint)list[i], MathF.Sqrt(BitConverter.UInt32BitsToSingle((uint)(list[i] >> 32))));
                }
            }
        }, cancellation);
        return found;
    }

    /// <summary>From a row to others; four at a time, each summed in the same order wherever it stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void SquaredDistances(int row, ReadOnlySpan<int> others, Span<float> distances)
    {
        ref var values = ref MemoryMarshal.GetArrayDataReference(_values);
        ref var from = ref Unsafe.Add(ref values, row * _width);
        var i = 0;
        for (; i + 4 <= others.Length; i += 4)
        {
            ref var a = ref Unsafe.Add(ref values, others[i] * _width);
            ref var b = ref Unsafe.Add(ref values, others[i + 1] * _width);
            ref var c = ref Unsafe.Add(ref values, others[i + 2] * _width);
            ref var d = ref Unsafe.Add(ref values, others[i + 3] * _width);
            var (toA, toB, toC, toD) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            for (nuint j = 0; j < (nuint)_width; j += 8)
            {
                var own = Vector256.LoadUnsafe(ref from, j);
                (toA, toB) = (Add(toA, own - Vector256.LoadUnsafe(ref a, j)), Add(toB, own - Vector256.LoadUnsafe(ref b, j)));
                (toC, toD) = (Add(toC, own - Vector256.LoadUnsafe(ref c, j)), Add(toD, own - Vector256.LoadUnsafe(ref d, j)));
            }

            (distances[i], distances[i + 1]) = (Vector256.Sum(toA), Vector256.Sum(toB));
            (distances[i + 2], distances[i + 3]) = (Vector256.Sum(toC), Vector256.Sum(toD));
        }

        for (; i < others.Length; i++)
        {
            ref var a = ref Unsafe.Add(ref values, others[i] * _width);
            var toA = Vector256<float>.Zero;
            for (nuint j = 0; j < (nuint)_width; j += 8)
            {
                toA = Add(toA, Vector256.LoadUnsafe(ref from, j) - Vector256.LoadUnsafe(ref a, j));
            }

            distances[i] = Vector256.Sum(toA);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Add(Vector256<float> sum, Vector256<float> difference) => Vector256.FusedMultiplyAdd(difference, difference, sum);
}
