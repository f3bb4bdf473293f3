using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Neighbors;

/// <summary>The k nearest found so far: a heap with the farthest on top, ordered by squared distance, then by row.</summary>
/// <remarks>A candidate is one number, the distance's bits above the row's: bits of floats that are not negative order as the floats do.</remarks>
ref struct NearestHeap
{
    const ulong Nothing = ((ulong)0x7F80_0000 << 32) | int.MaxValue; // at infinity

    readonly Span<ulong> _items;

    internal NearestHeap(Span<ulong> items)
    {
        _items = items;
        Clear();
    }

    /// <summary>Squared distance of the farthest of the k; infinite until there are k.</summary>
    internal float Worst { get; private set; }

    internal void Clear()
    {
        _items.Fill(Nothing);
        Worst = float.PositiveInfinity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Offer(float squaredDistance, int row)
    {
        var item = ((ulong)BitConverter.SingleToUInt32Bits(squaredDistance) << 32) | (uint)row;
        if (item < _items[0])
        {
            ReplaceTop(item);
        }
    }

    /// <summary>Writes rows and Euclidean distances, nearest first; the heap must be cleared before it is used again.</summary>
    internal readonly void Drain(Span<int> rows, Span<float> distances)
    {
        _items.Sort();
        for (var i = 0; i < _items.Length; i++)
        {
            rows[i] = (int)(uint)_items[i];
            distances[i] = MathF.Sqrt(BitConverter.UInt32BitsToSingle((uint)(_items[i] >> 32)));
        }
    }

    void ReplaceTop(ulong item)
    {
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= _items.Length)
            {
                break;
            }

            if (child + 1 < _items.Length && _items[child + 1] > _items[child])
            {
                child++;
            }

            if (_items[child] <= item)
            {
                break;
            }

            _items[at] = _items[child];
            at = child;
        }

        _items[at] = item;
        Worst = BitConverter.UInt32BitsToSingle((uint)(_items[0] >> 32));
    }
}
