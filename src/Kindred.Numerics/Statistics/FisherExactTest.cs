using static MathNet.Numerics.SpecialFunctions;

namespace Kindred.Numerics.Statistics;

/// <summary>The outcome of Fisher's exact test.</summary>
/// <param name="OddsRatio">ad / bc of the table; 0 or infinite where a cell is empty, 1 where a whole row or column is.</param>
public sealed record FisherExactResult(double OddsRatio, double PValue);

/// <summary>Fisher's exact test of a 2 × 2 table, for counts too small for χ².</summary>
/// <remarks>
/// <para>Given the margins the first cell is hypergeometric; the two-sided p-value sums the tables no more probable than the one
/// seen (within 1e-7 relative, as R's <c>fisher.test</c> does). The odds ratio is the sample's, as SciPy's; R gives the
/// conditional maximum likelihood one. Sums run outwards from where they start until their terms no longer count.</para>
/// <para>A table with an empty row or column has one possible outcome and so p = 1; SciPy's odds ratio there is NaN, here it is 1.</para>
/// <para>R. A. Fisher, "On the interpretation of χ² from contingency tables, and the calculation of P", J. R. Stat. Soc. 85 (1922).</para>
/// </remarks>
public static class FisherExactTest
{
    const double Slack = 1e-7;
    const long LargestTable = 10_000_000;

    /// <summary>Tests the table [[a, b], [c, d]]; <see cref="Alternative.Greater"/> means an odds ratio above 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the table holds over 10⁷: use χ² there.</exception>
    public static FisherExactResult Run(long a, long b, long c, long d, Alternative alternative = Alternative.TwoSided)
    {
        Check(a, nameof(a));
        Check(b, nameof(b));
        Check(c, nameof(c));
        Check(d, nameof(d));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(a + b + c + d, LargestTable, nameof(a));
        var cells = new Hypergeometric(a + b, c + d, a + c);
        if (cells.Least == cells.Most)
        {
            return new(1, 1);
        }

        var p = alternative switch
        {
            Alternative.Less => cells.Tail(a, -1),
            Alternative.Greater => cells.Tail(a, 1),
            _ => cells.BothTails(a),
        };
        return new((double)a * d / ((double)b * c), Math.Min(1, p));
    }

    static void Check(long cell, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cell, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cell, LargestTable, name);
    }

    /// <summary>The first cell of a 2 × 2 table with rows of n and m and a first column of k.</summary>
    readonly record struct Hypergeometric(long N, long M, long K)
    {
        public long Least => Math.Max(0, K - M);

        public long Most => Math.Min(N, K);

        public double Log(long x) => LogChoose(N, x) + LogChoose(M, K - x) - LogChoose(N + M, K);

        /// <summary>The probability of x and of all beyond it in a direction, −1 or 1, in which terms fall in the end.</summary>
        public double Tail(long x, int direction)
        {
            var (sum, last) = (0.0, 0.0);
            for (; x >= Least && x <= Most; x += direction)
            {
                var term = Math.Exp(Log(x));
                sum += term;
                if (term < last && term < sum * 1e-18)
                {
                    break;
                }

                last = term;
            }

            return sum;
        }

        /// <summary>The probability of x and of all cells no more probable.</summary>
        public double BothTails(long x)
        {
            var mode = (N + 1) * (K + 1) / (N + M + 2);
            var direction = x <= mode ? 1 : -1;

            // From the mode, or its equal beside it, probabilities only fall: halve down to the first that is small enough.
            var (near, far) = direction > 0 ? (Math.Max(x, mode - 1), Most + 1) : (Math.Min(x, mode + 1), Least - 1);
            var most = Log(x) + Slack;
            while (Math.Abs(far - near) > 1)
            {
                var middle = near + ((far - near) / 2);
                (near, far) = Log(middle) <= most ? (near, middle) : (middle, far);
            }

            return Tail(x, -direction) + Tail(far, direction);
        }

        static double LogChoose(long n, long k) => GammaLn(n + 1.0) - GammaLn(k + 1.0) - GammaLn(n - k + 1.0);
    }
}
