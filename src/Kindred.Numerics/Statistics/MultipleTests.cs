namespace Kindred.Numerics.Statistics;

/// <summary>p-values adjusted for having looked many times; compare each adjusted value with the level itself.</summary>
/// <remarks>
/// Agrees with R's <c>p.adjust</c> and statsmodels' <c>multipletests</c>. Answers keep the order of the questions; none are adjusted to none.
/// S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6 (1979); Y. Benjamini and
/// Y. Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57 (1995).
/// </remarks>
public static class MultipleTests
{
    /// <summary>Holm's step-down: the chance of any false positive stays below the level, however the tests depend.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is not in [0, 1].</exception>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var (sorted, order) = Sort(pValues);
        var adjusted = new double[sorted.Length];
        var least = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            least = Math.Max(least, Math.Min(1, (sorted.Length - i) * sorted[i]));
            adjusted[order[i]] = least;
        }

        return adjusted;
    }

    /// <summary>Benjamini and Hochberg's step-up: the expected share of false positives among positives stays below the level.</summary>
    /// <remarks>Holds for independent and positively dependent tests.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A value is not in [0, 1].</exception>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> pValues)
    {
        var (sorted, order) = Sort(pValues);
        var adjusted = new double[sorted.Length];
        var most = 1.0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            most = Math.Min(most, sorted[i] * sorted.Length / (i + 1));
            adjusted[order[i]] = most;
        }

        return adjusted;
    }

    static (double[] Sorted, int[] Order) Sort(ReadOnlySpan<double> pValues)
    {
        var sorted = pValues.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            Require.Probability(sorted[i], nameof(pValues));
            order[i] = i;
        }

        Array.Sort(sorted, order);
        return (sorted, order);
    }
}
