using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Clustering;

/// <summary>Sums in double precision over single-precision rows.</summary>
static class RowSums
{
    /// <summary>sums += row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<double> sums, ReadOnlySpan<float> row)
    {
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var value = ref MemoryMarshal.GetReference(row);
        nuint j = 0;
        for (; j + 8 <= (nuint)row.Length; j += 8)
        {
            var eight = Vector256.LoadUnsafe(ref value, j);
            (Vector256.LoadUnsafe(ref sum, j) + Vector256.WidenLower(eight)).StoreUnsafe(ref sum, j);
            (Vector256.LoadUnsafe(ref sum, j + 4) + Vector256.WidenUpper(eight)).StoreUnsafe(ref sum, j + 4);
        }

        for (; j < (nuint)row.Length; j++)
        {
            Unsafe.Add(ref sum, j) += Unsafe.Add(ref value, j);
        }
    }

    /// <summary>sums −= row.</summary>
    public static void Subtract(Span<double> sums, ReadOnlySpan<float> row)
    {
        for (var j = 0; j < row.Length; j++)
        {
            sums[j] -= row[j];
        }
    }

    /// <summary>The squared Euclidean distance of a row from a centre.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SquaredDistance(ReadOnlySpan<float> row, ReadOnlySpan<double> centre)
    {
        ref var value = ref MemoryMarshal.GetReference(row);
        ref var place = ref MemoryMarshal.GetReference(centre);
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        nuint j = 0;
        for (; j + 8 <= (nuint)row.Length; j += 8)
        {
            var eight = Vector256.LoadUnsafe(ref value, j);
            var first = Vector256.WidenLower(eight) - Vector256.LoadUnsafe(ref place, j);
            var last = Vector256.WidenUpper(eight) - Vector256.LoadUnsafe(ref place, j + 4);
            low = Vector256.MultiplyAddEstimate(first, first, low);
            high = Vector256.MultiplyAddEstimate(last, last, high);
        }

        var sum = Vector256.Sum(low + high);
        for (; j < (nuint)row.Length; j++)
        {
            var difference = Unsafe.Add(ref value, j) - Unsafe.Add(ref place, j);
            sum += difference * difference;
        }

        return sum;
    }
}
