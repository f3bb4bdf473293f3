namespace Kindred.Numerics.Statistics;

/// <summary>The outcome of a χ² test.</summary>
/// <param name="CramerV">√(χ² / (n · (min(rows, columns) − 1))), from 0 to 1, from χ² without continuity correction.</param>
/// <param name="SmallestExpected">The least expected count; below 5 the p-value is rough.</param>
public sealed record ChiSquaredResult(
    double Statistic, int DegreesOfFreedom, double PValue, double CramerV, double SmallestExpected);

/// <summary>Pearson's χ² tests of counts.</summary>
/// <remarks>
/// Agrees with SciPy's <c>chi2_contingency</c> and <c>chisquare</c>.
/// K. Pearson, Phil. Mag. 50 (1900); H. Cramér, "Mathematical Methods of Statistics" (1946).
/// </remarks>
public static class ChiSquaredTest
{
    /// <summary>Are rows and columns of a table of counts independent?</summary>
    /// <param name="counts">At least 2 × 2, no count negative, no row or column empty.</param>
    /// <param name="continuity">Yates' correction, used on 2 × 2 tables only.</param>
    /// <exception cref="ArgumentException">The table is too small, has a negative count, or an empty row or column.</exception>
    public static ChiSquaredResult Independence(long[,] counts, bool continuity = true)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (rows, columns) = Margins(counts);
        var n = rows.Sum();
        var (statistic, plain, smallest) = (0.0, 0.0, double.PositiveInfinity);
        var degrees = (rows.Length - 1) * (columns.Length - 1);
        var yates = continuity && degrees == 1 ? 0.5 : 0;
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                var expected = rows[i] / n * columns[j];
                var distance = Math.Abs(counts[i, j] - expected);
                var shrunk = distance - Math.Min(yates, distance);
                statistic += shrunk * shrunk / expected;
                plain += distance * distance / expected;
                smallest = Math.Min(smallest, expected);
            }
        }

        var v = Math.Sqrt(plain / n / (Math.Min(rows.Length, columns.Length) - 1));
        return new(statistic, degrees, Distributions.ChiSquaredSurvival(statistic, degrees), Math.Min(1, v), smallest);
    }

    /// <summary>Do counts follow given shares?</summary>
    /// <param name="shares">Positive, as many as counts; scaled to sum to 1.</param>
    /// <param name="estimated">How many parameters of the shares were estimated from the same counts.</param>
    /// <returns>With √(χ² / (n · (k − 1))) as <see cref="ChiSquaredResult.CramerV"/>.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 counts, a negative one, none at all, or shares that do not fit.</exception>
    public static ChiSquaredResult GoodnessOfFit(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares, int estimated = 0)
    {
        Require.Length(counts.Length, 2, nameof(counts));
        Require.Finite(shares, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(estimated);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(estimated, counts.Length - 2);
        if (shares.Length != counts.Length)
        {
            throw new ArgumentException($"{counts.Length} counts need as many shares, found {shares.Length}.", nameof(shares));
        }

        var (n, whole) = (0.0, 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(counts[i], nameof(counts));
            Require.Positive(shares[i], nameof(shares));
            (n, whole) = (n + counts[i], whole + shares[i]);
        }

        Require.Positive(n, nameof(counts));
        var (statistic, smallest) = (0.0, double.PositiveInfinity);
        for (var i = 0; i < counts.Length; i++)
        {
            var expected = n * shares[i] / whole;
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
            smallest = Math.Min(smallest, expected);
        }

        var degrees = counts.Length - 1 - estimated;
        var v = Math.Sqrt(statistic / n / (counts.Length - 1));
        return new(statistic, degrees, Distributions.ChiSquaredSurvival(statistic, degrees), v, smallest);
    }

    static (double[] Rows, double[] Columns) Margins(long[,] counts)
    {
        var (rows, columns) = (new double[counts.GetLength(0)], new double[counts.GetLength(1)]);
        if (rows.Length < 2 || columns.Length < 2)
        {
            throw new ArgumentException($"A table of at least 2 × 2 is needed, found {rows.Length} × {columns.Length}.", nameof(counts));
        }

        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(counts[i, j], nameof(counts));
                rows[i] += counts[i, j];
                columns[j] += counts[i, j];
            }
        }

        return rows.Contains(0) || columns.Contains(0)
            ? throw new ArgumentException("A row or column of the table is empty: leave it out.", nameof(counts))
            : (rows, columns);
    }
}
