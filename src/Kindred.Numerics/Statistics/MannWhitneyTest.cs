namespace Kindred.Numerics.Statistics;

/// <summary>How a rank test finds its p-value.</summary>
public enum RankMethod
{
    /// <summary>Exact where a sample has at most 8 values and nothing is tied, else the normal approximation.</summary>
    Automatic,

    /// <summary>By counting all orders; refused where values are tied.</summary>
    Exact,

    /// <summary>By the normal approximation with ties and continuity corrected.</summary>
    Normal,
}

/// <summary>The outcome of a Mann–Whitney test.</summary>
/// <param name="Statistic">U of the first sample: pairs in which the first is greater, a tie counting half.</param>
/// <param name="RankBiserial">2U / (n₁n₂) − 1, from −1 to 1: the effect size, the same as Cliff's delta.</param>
/// <param name="Exact">Whether the p-value was counted rather than approximated.</param>
public sealed record MannWhitneyResult(double Statistic, double PValue, double RankBiserial, bool Exact);

/// <summary>The Mann–Whitney U test (Wilcoxon's rank sum): does one sample tend to be greater than the other?</summary>
/// <remarks>
/// O(n log n); the exact count takes O(n₁ n₂ · n₁n₂) at most and is kept to small samples. Agrees with SciPy's
/// <c>mannwhitneyu</c>, whose choice between exact and normal is the same. Where every value is equal SciPy answers NaN; here
/// the p-value is 1.
/// H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than the other",
/// Ann. Math. Statist. 18 (1947).
/// </remarks>
public static class MannWhitneyTest
{
    const int SmallSample = 8;
    const int LargestExactPairs = 100_000;

    /// <summary>Tests two independent samples.</summary>
    /// <exception cref="ArgumentException">
    /// A sample is empty or not finite, or an exact p-value is asked for where values are tied or n₁n₂ exceeds 100,000.
    /// </exception>
    public static MannWhitneyResult Run(
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> second,
        Alternative alternative = Alternative.TwoSided,
        RankMethod method = RankMethod.Automatic)
    {
        Require.Finite(first, 1);
        Require.Finite(second, 1);
        double[] both = [.. first, .. second];
        var (ranks, ties) = Ranks.Of(both);
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++)
        {
            sum += ranks[i];
        }

        var pairs = (double)first.Length * second.Length;
        var u = sum - (0.5 * first.Length * (first.Length + 1.0));
        var exact = UseExact(method, first.Length, second.Length, ties);
        var p = exact
            ? ExactPValue(u, first.Length, second.Length, alternative)
            : NormalPValue(u, pairs, both.Length, ties, alternative);
        return new(u, p, (2 * u / pairs) - 1, exact);
    }

    /// <summary>The normal p-value with ties and continuity corrected; 1 where everything is tied.</summary>
    internal static double NormalPValue(double u, double pairs, double n, double ties, Alternative alternative)
    {
        var variance = pairs / 12 * (n + 1 - (ties / (n * (n - 1))));
        if (!(variance > 0))
        {
            return 1;
        }

        var centred = u - (pairs / 2);
        var z = (alternative switch
        {
            Alternative.TwoSided => Math.Abs(centred),
            Alternative.Less => -centred,
            _ => centred,
        } - 0.5) / Math.Sqrt(variance);
        var tail = Distributions.NormalSurvival(z);
        return alternative == Alternative.TwoSided ? Math.Min(1, 2 * tail) : tail;
    }

    static bool UseExact(RankMethod method, int n, int m, double ties)
    {
        if (method != RankMethod.Exact)
        {
            return method == RankMethod.Automatic && ties == 0 && Math.Min(n, m) <= SmallSample && (long)n * m <= LargestExactPairs;
        }

        if (ties > 0)
        {
            throw new ArgumentException("Values are tied, so the orders cannot be counted: use the normal approximation.", nameof(method));
        }

        return (long)n * m <= LargestExactPairs
            ? true
            : throw new ArgumentException($"Counting the orders of {n} × {m} pairs would take too long: at most {LargestExactPairs}.", nameof(method));
    }

    static double ExactPValue(double u, int n, int m, Alternative alternative)
    {
        var least = alternative switch
        {
            Alternative.TwoSided => Math.Max(u, ((double)n * m) - u),
            Alternative.Greater => u,
            _ => ((double)n * m) - u,
        };

        // U is symmetric about n₁n₂ / 2: the lower tail is summed, since its terms come without cancellation.
        var most = (int)Math.Floor(((double)n * m) - least);
        var tail = 0.0;
        foreach (var share in Shares(Math.Min(n, m), Math.Max(n, m), most))
        {
            tail += share;
        }

        return Math.Min(1, alternative == Alternative.TwoSided ? 2 * tail : tail);
    }

    /// <summary>P(U = u) for u up to <paramref name="most"/>: coefficients of ∏ (1 − qᵐ⁺ⁱ) / (1 − qⁱ), divided by their sum as they grow.</summary>
    static double[] Shares(int n, int m, int most)
    {
        var shares = new double[most + 1];
        shares[0] = 1;
        for (var i = 1; i <= n; i++)
        {
            for (var u = shares.Length - 1; u >= m + i; u--)
            {
                shares[u] -= shares[u - m - i];
            }

            for (var u = i; u < shares.Length; u++)
            {
                shares[u] += shares[u - i];
            }

            var scale = (double)i / (m + i);
            for (var u = 0; u < shares.Length; u++)
            {
                shares[u] *= scale;
            }
        }

        return shares;
    }
}
