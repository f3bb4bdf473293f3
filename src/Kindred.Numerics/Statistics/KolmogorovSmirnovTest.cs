namespace Kindred.Numerics.Statistics;

/// <summary>The outcome of a two-sample Kolmogorov–Smirnov test.</summary>
/// <param name="Statistic">D, the largest distance between the two empirical distribution functions, from 0 to 1.</param>
/// <param name="Exact">Whether the p-value was counted over all orders rather than taken from the limit distribution.</param>
public sealed record KolmogorovSmirnovResult(double Statistic, double PValue, bool Exact);

/// <summary>The two-sample Kolmogorov–Smirnov test: do two samples come from the same distribution, whatever it is?</summary>
/// <remarks>
/// <para>Two-sided. Up to 10⁷ pairs the p-value is exact, by counting lattice paths in O(n₁n₂), without cancellation in the
/// tail; with ties it errs towards 1. Beyond, Kolmogorov's limit with Stephens' correction, (√m + 0.12 + 0.11/√m)·D with
/// m = n₁n₂/(n₁+n₂), where SciPy uses the exact one-sample distribution at m.</para>
/// <para>A. Kolmogorov, G. Ist. Ital. Attuari 4 (1933); N. Smirnov, Ann. Math. Statist. 19 (1948); J. L. Hodges, "The significance
/// probability of the Smirnov two-sample test", Ark. Mat. 3 (1958); M. A. Stephens, J. R. Stat. Soc. B 32 (1970).</para>
/// </remarks>
public static class KolmogorovSmirnovTest
{
    const long MostPairs = 10_000_000;

    /// <summary>Tests two independent samples.</summary>
    /// <exception cref="ArgumentException">A sample is empty or not finite.</exception>
    public static KolmogorovSmirnovResult Run(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Require.Finite(first, 1);
        Require.Finite(second, 1);
        var (n, m) = ((long)first.Length, (long)second.Length);
        var widest = WidestGap(Sorted(first), Sorted(second));
        var d = widest / ((double)n * m);
        if (n * m <= MostPairs)
        {
            return new(d, PathsOutside((int)n, (int)m, widest), true);
        }

        var root = Math.Sqrt((double)n * m / (n + m));
        return new(d, LimitSurvival((root + 0.12 + (0.11 / root)) * d), false);
    }

    /// <summary>P(K &gt; x) of Kolmogorov's limit distribution.</summary>
    internal static double LimitSurvival(double x)
    {
        if (x < 1e-3)
        {
            return 1;
        }

        var sum = 0.0;
        if (x < 1)
        {
            // The theta function's other form converges where the usual one does not.
            for (var k = 1; k < 40; k += 2)
            {
                sum += Math.Exp(-k * k * Math.PI * Math.PI / (8 * x * x));
            }

            return 1 - (Math.Sqrt(2 * Math.PI) / x * sum);
        }

        for (var k = 1; k < 40; k++)
        {
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        }

        return sum;
    }

    /// <summary>max |i·m − j·n| over the steps of both distribution functions: D in units of 1 / (n·m), a whole number.</summary>
    static long WidestGap(double[] first, double[] second)
    {
        var (i, j, widest) = (0, 0, 0L);
        while (i < first.Length && j < second.Length)
        {
            var value = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] == value)
            {
                i++;
            }

            while (j < second.Length && second[j] == value)
            {
                j++;
            }

            widest = Math.Max(widest, Math.Abs(((long)i * second.Length) - ((long)j * first.Length)));
        }

        return widest;
    }

    /// <summary>The share of orders of n and m values whose gap is at least <paramref name="widest"/> somewhere.</summary>
    static double PathsOutside(int n, int m, long widest)
    {
        if (widest == 0)
        {
            return 1;
        }

        // outside[j] = P(a path to (i, j) has been outside): 1 there, else the mean over its last step.
        var outside = new double[m + 1];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                outside[j] = Math.Abs(((long)i * m) - ((long)j * n)) >= widest ? 1
                    : i + j == 0 ? 0
                    : ((i * outside[j]) + (j > 0 ? j * outside[j - 1] : 0)) / (i + j);
            }
        }

        return Math.Min(1, outside[m]);
    }

    static double[] Sorted(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
