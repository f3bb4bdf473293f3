using System.Runtime.CompilerServices;

namespace Kindred.Numerics;

/// <summary>Random rows of a matrix.</summary>
static class RowSample
{
    /// <summary><paramref name="count"/> different numbers below <paramref name="rows"/> in ascending order, each subset equally likely.</summary>
    /// <remarks>Selection sampling: D. E. Knuth, "The Art of Computer Programming" 2, 3.4.2, algorithm S.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one long loop
    public static int[] Distinct(int rows, int count, Rng rng)
    {
        count = Math.Min(rows, count);
        var chosen = new int[count];
        for (var (i, taken) = (0, 0); taken < count; i++)
        {
            if (rng.NextInt32(rows - i) < count - taken)
            {
                chosen[taken++] = i;
            }
        }

        return chosen;
    }

    /// <summary>The rows with the given numbers, in that order.</summary>
    public static Matrix Take(Matrix points, ReadOnlySpan<int> rows)
    {
        var taken = new Matrix(rows.Length, points.Columns);
        for (var i = 0; i < rows.Length; i++)
        {
            points.Row(rows[i]).CopyTo(taken.Row(i));
        }

        return taken;
    }
}
