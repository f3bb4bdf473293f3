namespace Kindred.Numerics.Clustering.Quality;

/// <summary>How far two labelings of the same rows agree, whatever their clusters are called.</summary>
public static class Agreement
{
    /// <summary>The adjusted Rand index: 1 for the same partition, about 0 for independent ones, at least −½.</summary>
    /// <remarks>
    /// Counts every distinct label, negative ones too, as a cluster. Two partitions of one cluster each, or of single rows each, agree
    /// fully: 1, as in scikit-learn. L. Hubert and P. Arabie, "Comparing partitions", J. of Classification 2 (1985).
    /// </remarks>
    /// <param name="one">One label a row.</param>
    /// <param name="other">As many labels.</param>
    /// <exception cref="ArgumentException">The two differ in length or are empty.</exception>
    public static double AdjustedRand(ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        var table = Contingency.Of(one, other);
        var (pairs, all) = (table.Counts.Values.Sum(Pairs), Pairs(one.Length));
        var (inOne, inOther) = (table.RowSums.Sum(Pairs), table.ColumnSums.Sum(Pairs));
        if (inOne == inOther && (inOne == 0 || inOne == all))
        {
            return 1;
        }

        var expected = inOne / all * inOther;
        return (pairs - expected) / (((inOne + inOther) / 2) - expected);
    }

    static double Pairs(int count) => count * (count - 1.0) / 2;
}
