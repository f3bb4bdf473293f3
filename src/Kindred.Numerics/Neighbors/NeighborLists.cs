using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Neighbors;

/// <summary>For each row the k nearest met so far, nearest first, each marked until it has been asked for its own.</summary>
sealed class NeighborLists
{
    const int BlockRows = 256;
    const ulong Nothing = ulong.MaxValue;

    readonly float[] _values; // rows padded with zeros to whole vectors
    readonly ulong[] _items; // bits of the squared distance above those of the row, as in NearestHeap
    readonly bool[] _fresh;
    readonly int _rows, _width, _count;

    internal NeighborLists(Matrix points, int count)
    {
        (_rows, _count, _width) = (points.Rows, count, (points.Columns + 7) & ~7);
        _values = new float[checked(_rows * _width)];
        for (var i = 0; i < _rows; i++)
        {
            points.Row(i).CopyTo(_values.AsSpan(i * _width));
        }

        (_items, _fresh) = (new ulong[checked(_rows * count)], new bool[_rows * count]);
        Array.Fill(_items, Nothing);
    }

    /// <summary>Makes all rows of a leaf known to each other; leaves share no rows.</summary>
    internal void Join(int[][] leaves, CancellationToken cancellation) =>
        RowBlocks.Each(leaves.Length, leaf =>
        {
            var members = leaves[leaf];
            for (var i = 1; i < members.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    var distance = SquaredDistance(members[i], members[j]);
                    Offer(members[i], members[j], distance);
                    Offer(members[j], members[i], distance);
                }
            }
        }, cancellation);

    /// <summary>One round: every row meets the acquaintances of its acquaintances; returns how many entries changed.</summary>
    internal long Ask(ulong seed, CancellationToken cancellation)
    {
        var (starts, known, fresh) = Acquaintances(seed, cancellation);
        Array.Clear(_fresh);
        var changes = new long[RowBlocks.Count(_rows, BlockRows)];
        RowBlocks.For(_rows, BlockRows, (block, from, until) =>
        {
            var met = new SmallSet(4 * _count * _count);
            for (var row = from; row < until; row++)
            {
                met.Clear();
                met.Add(row);
                for (var at = starts[row]; at < starts[row + 1]; at++)
                {
                    var friend = known[at];
                    if (fresh[at] && met.Add(friend))
                    {
                        changes[block] += Offer(row, friend, SquaredDistance(row, friend)) ? 1 : 0;
                    }

                    for (var next = starts[friend]; next < starts[friend + 1]; next++)
                    {
                        if ((fresh[at] || fresh[next]) && met.Add(known[next]))
                        {
                            changes[block] += Offer(row, known[next], SquaredDistance(row, known[next])) ? 1 : 0;
                        }
                    }
                }
            }
        }, cancellation);
        return changes.Sum();
    }

    /// <summary>The lists as rows and distances; row i here is row <paramref name="order"/>[i] there.</summary>
    internal Neighborhoods Drain(int[] order)
    {
        var found = new Neighborhoods(_count, new int[_items.Length], new float[_items.Length]);
        for (var row = 0; row < _rows; row++)
        {
            var list = _items.AsSpan(row * _count, _count);
            foreach (ref var item in list)
            {
                item = (item >> 32 << 32) | (uint)order[(uint)item];
            }

            list.Sort(); // equally near rows by their numbers there
            for (var i = 0; i < _count; i++)
            {
                var at = (order[row] * _count) + i;
                (found.Rows[at], found.Distances[at]) = ((int)(uint)list[i], MathF.Sqrt(BitConverter.UInt32BitsToSingle((uint)(list[i] >> 32))));
            }
        }

        return found;
    }

    /// <summary>For each row its list and up to k, by chance, of the rows that list it; those of row i at [Starts[i], Starts[i + 1]).</summary>
    (int[] Starts, int[] Known, bool[] Fresh) Acquaintances(ulong seed, CancellationToken cancellation)
    {
        var (reverse, sources) = Reverse();
        var starts = new int[_rows + 1];
        for (var i = 0; i < _rows; i++)
        {
            starts[i + 1] = checked(starts[i] + _count + Math.Min(_count, reverse[i + 1] - reverse[i]));
        }

        var (known, fresh) = (new int[starts[^1]], new bool[starts[^1]]);
        RowBlocks.For(_rows, BlockRows, (block, from, until) =>
        {
            var rng = new Rng(seed + ((ulong)block << 20));
            for (var row = from; row < until; row++)
            {
                var at = starts[row];
                for (var entry = row * _count; entry < (row + 1) * _count; entry++)
                {
                    (known[at], fresh[at++]) = ((int)(uint)_items[entry], _fresh[entry]);
                }

                var listing = sources.AsSpan(reverse[row]..reverse[row + 1]);
                for (var i = 0; at < starts[row + 1]; i++, at++)
                {
                    var pick = i + rng.NextInt32(listing.Length - i);
                    (listing[i], listing[pick]) = (listing[pick], listing[i]);
                    (known[at], fresh[at]) = (listing[i] / _count, _fresh[listing[i]]);
                }
            }
        }, cancellation);
        return (starts, known, fresh);
    }

    /// <summary>The entries that name each row, in rising order.</summary>
    (int[] Starts, int[] Entries) Reverse()
    {
        var starts = new int[_rows + 1];
        foreach (var item in _items)
        {
            starts[(uint)item + 1]++;
        }

        for (var i = 0; i < _rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        var (next, entries) = (starts[.._rows], new int[_items.Length]);
        for (var entry = 0; entry < _items.Length; entry++)
        {
            entries[next[(uint)_items[entry]]++] = entry;
        }

        return (starts, entries);
    }

    /// <summary>Puts a row on another's list if it belongs there and is not on it; only one thread may write to a list.</summary>
    bool Offer(int row, int other, float squaredDistance)
    {
        var item = ((ulong)BitConverter.SingleToUInt32Bits(squaredDistance) << 32) | (uint)other;
        var list = _items.AsSpan(row * _count, _count);
        if (item >= list[^1])
        {
            return false;
        }

        var place = list.BinarySearch(item);
        if (place >= 0)
        {
            return false;
        }

        place = ~place;
        var marks = _fresh.AsSpan(row * _count, _count);
        list[place..^1].CopyTo(list[(place + 1)..]);
        marks[place..^1].CopyTo(marks[(place + 1)..]);
        (list[place], marks[place]) = (item, true);
        return true;
    }

    float SquaredDistance(int a, int b)
    {
        ref var left = ref MemoryMarshal.GetReference(_values.AsSpan(a * _width, _width));
        ref var right = ref MemoryMarshal.GetReference(_values.AsSpan(b * _width, _width));
        var sum = Vector256<float>.Zero;
        for (nuint j = 0; j < (nuint)_width; j += 8)
        {
            var difference = Vector256.LoadUnsafe(ref left, j) - Vector256.LoadUnsafe(ref right, j);
            sum = Vector256.FusedMultiplyAdd(difference, difference, sum);
        }

        return Vector256.Sum(sum);
    }

    /// <summary>A set of few row numbers that is emptied in no time: an open hash table whose entries carry the number of its use.</summary>
    struct SmallSet
    {
        readonly ulong[] _slots;
        readonly int _shift;
        ulong _use;

        internal SmallSet(int most)
        {
            var bits = System.Numerics.BitOperations.Log2((uint)most) + 2; // at most half full
            (_slots, _shift) = (new ulong[1 << bits], 32 - bits);
        }

        internal void Clear() => _use += 1UL << 32;

        /// <summary>False where the row was there already.</summary>
        internal readonly bool Add(int row)
        {
            var entry = _use | (uint)row;
            var at = ((uint)row * 2654435769u) >> _shift;
            while (_slots[at] >> 32 == _use >> 32)
            {
                if (_slots[at] == entry)
                {
                    return false;
                }

                at = (at + 1) & ((uint)_slots.Length - 1);
            }

            _slots[at] = entry;
            return true;
        }
    }
}
