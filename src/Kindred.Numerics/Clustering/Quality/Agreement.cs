namespace Kindred.Numerics.Clustering.Quality;

/// <summary>How far two labelings of the same rows agree, whatever their clusters are called.</summary>
/// <remarks>
/// Every distinct label, negative ones too, counts as a cluster. All agree with scikit-learn's functions of like names. They take O(n)
/// time; <see cref="AdjustedMutualInformation"/> up to as much again for every cluster of one labeling.
/// </remarks>
public static class Agreement
{
    /// <summary>The adjusted Rand index: 1 for the same partition, about 0 for independent ones, at least −½.</summary>
    /// <remarks>
    /// Two partitions of one cluster each, or of single rows each, agree fully: 1.
    /// L. Hubert and P. Arabie, "Comparing partitions", J. of Classification 2 (1985).
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

    /// <summary>
    /// Mutual information beyond what chance gives with clusters of these sizes, relative to the mean of the two entropies: 1 for the same
    /// partition, about 0 for independent ones.
    /// </summary>
    /// <remarks>
    /// The expectation is exact (hypergeometric). Two partitions of one cluster each, or of single rows each, agree fully: 1.
    /// N. X. Vinh, J. Epps and J. Bailey, "Information theoretic measures for clusterings comparison", JMLR 11 (2010).
    /// </remarks>
    /// <param name="one">One label a row.</param>
    /// <param name="other">As many labels.</param>
    /// <exception cref="ArgumentException">The two differ in length or are empty.</exception>
    public static double AdjustedMutualInformation(ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        var table = Contingency.Of(one, other);
        var (rows, columns) = (table.RowSums.Length, table.ColumnSums.Length);
        if (rows == columns && (rows == 1 || rows == one.Length))
        {
            return 1;
        }

        var expected = ExpectedInformation(table.RowSums, table.ColumnSums, one.Length);
        var span = ((Entropy(table.RowSums, one.Length) + Entropy(table.ColumnSums, one.Length)) / 2) - expected;
        var least = Math.BitIncrement(1.0) - 1; // chance may give as much as there is, but for rounding
        return (Information(table, one.Length) - expected) / (span < 0 ? Math.Min(span, -least) : Math.Max(span, least));
    }

    /// <summary>
    /// How pure found clusters are (homogeneity), how whole the reference's clusters stayed (completeness), and the harmonic mean of
    /// the two (the V-measure).
    /// </summary>
    /// <remarks>A. Rosenberg and J. Hirschberg, "V-Measure", EMNLP-CoNLL (2007), with β = 1.</remarks>
    /// <param name="reference">One label a row.</param>
    /// <param name="found">As many labels.</param>
    /// <exception cref="ArgumentException">The two differ in length or are empty.</exception>
    public static VMeasure VMeasure(ReadOnlySpan<int> reference, ReadOnlySpan<int> found)
    {
        var table = Contingency.Of(reference, found);
        var information = Information(table, reference.Length);
        var (inReference, inFound) = (Entropy(table.RowSums, reference.Length), Entropy(table.ColumnSums, reference.Length));
        var homogeneity = inReference == 0 ? 1 : information / inReference;
        var completeness = inFound == 0 ? 1 : information / inFound;
        var sum = homogeneity + completeness;
        return new(homogeneity, completeness, sum == 0 ? 0 : 2 * homogeneity * completeness / sum);
    }

    /// <summary>Mutual information in nats; never below 0.</summary>
    static double Information(Contingency table, double rows)
    {
        var sum = 0.0;
        foreach (var ((row, column), count) in table.Counts)
        {
            sum += count / rows * Math.Log(count * rows / ((double)table.RowSums[row] * table.ColumnSums[column]));
        }

        return Math.Max(0, sum);
    }

    static double Entropy(int[] sizes, double rows) => sizes.Length == 1 ? 0 : -sizes.Sum(size => size / rows * Math.Log(size / rows));

    /// <summary>Mutual information expected of random partitions with these cluster sizes.</summary>
    static double ExpectedInformation(int[] one, int[] other, int rows)
    {
        var factorials = new double[rows + 1]; // logarithms
        for (var i = 2; i <= rows; i++)
        {
            factorials[i] = factorials[i - 1] + Math.Log(i);
        }

        var sum = 0.0;
        foreach (var a in one)
        {
            foreach (var b in other)
            {
                var shared = factorials[a] + factorials[b] + factorials[rows - a] + factorials[rows - b] - factorials[rows];
                for (var both = Math.Max(1, a + b - rows); both <= Math.Min(a, b); both++)
                {
                    var chance = Math.Exp(
                        shared - factorials[both] - factorials[a - both] - factorials[b - both] - factorials[rows - a - b + both]);
                    sum += (double)both / rows * Math.Log((double)rows * both / ((double)a * b)) * chance;
                }
            }
        }

        return sum;
    }

    static double Pairs(int count) => count * (count - 1.0) / 2;
}
