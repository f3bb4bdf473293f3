namespace Kindred.Numerics.Clustering.Density;

/// <summary>Disjoint sets of rows that many threads unite at once; which sets come out does not depend on who is first.</summary>
/// <remarks>A root is linked below a lower row alone, by compare-and-swap, so a set's root is its lowest row in the end.
/// R. Anderson and H. Woll, "Wait-free parallel algorithms for the union-find problem", STOC (1991).</remarks>
sealed class SharedSets
{
    readonly int[] _parents;

    /// <summary>Every row alone.</summary>
    public SharedSets(int rows) => _parents = [.. Enumerable.Range(0, rows)];

    /// <summary>The root of a row's set, as it is at the moment.</summary>
    public int Find(int row)
    {
        while (true)
        {
            var parent = Volatile.Read(ref _parents[row]);
            if (parent == row)
            {
                return row;
            }

            var above = Volatile.Read(ref _parents[parent]);
            if (above != parent)
            {
                Volatile.Write(ref _parents[row], above); // an ancestor stays one, whatever others do
            }

            row = above;
        }
    }

    /// <summary>Unites the sets of two rows and returns their root.</summary>
    public int Unite(int one, int other)
    {
        while (true)
        {
            (one, other) = (Find(one), Find(other));
            if (one == other)
            {
                return one;
            }

            var (low, high) = (Math.Min(one, other), Math.Max(one, other));
            if (Interlocked.CompareExchange(ref _parents[high], low, high) == high)
            {
                return low;
            }
        }
    }
}
