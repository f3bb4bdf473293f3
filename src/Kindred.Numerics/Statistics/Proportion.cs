namespace Kindred.Numerics.Statistics;

/// <summary>Two proportions compared.</summary>
/// <param name="Statistic">z with the pooled variance.</param>
/// <param name="Difference">First proportion minus second.</param>
/// <param name="Interval">Of the difference, by Newcombe's hybrid score.</param>
/// <param name="CohenH">The difference on the arcsine scale.</param>
public sealed record ProportionResult(double Statistic, double PValue, double Difference, Interval Interval, double CohenH);

/// <summary>Intervals and tests of conversion rates and other shares.</summary>
/// <remarks>
/// Agrees with statsmodels' <c>proportion_confint(method="wilson")</c>, <c>proportions_ztest</c> and
/// <c>confint_proportions_2indep(method="newcomb")</c>.
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927);
/// R. G. Newcombe, "Interval estimation for the difference between independent proportions", Stat. Med. 17 (1998), method 10.
/// </remarks>
public static class Proportion
{
    /// <summary>Wilson's score interval: holds its level near 0 and 1, where p ± 1.96 se does not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No trials, or successes outside 0 to trials.</exception>
    public static Interval Wilson(long successes, long trials, double confidence = 0.95)
    {
        Check(successes, trials);
        Require.Fraction(confidence);
        var square = Math.Pow(Distributions.NormalQuantile((1 - confidence) / 2), 2);
        double n = trials;
        var p = successes / n;
        var centre = p + (square / (2 * n));
        var reach = Math.Sqrt(square * ((p * (1 - p) / n) + (square / (4 * n * n))));
        var scale = 1 + (square / n);
        return new(
            successes == 0 ? 0 : Math.Max(0, (centre - reach) / scale),
            successes == trials ? 1 : Math.Min(1, (centre + reach) / scale));
    }

    /// <summary>Compares two independent proportions by z with the pooled variance.</summary>
    /// <returns>A p-value of 1 and z of 0 where all trials failed or all succeeded.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No trials, or successes outside 0 to trials.</exception>
    public static ProportionResult Compare(
        long successes, long trials, long otherSuccesses, long otherTrials, double confidence = 0.95)
    {
        Check(successes, trials);
        Check(otherSuccesses, otherTrials);
        double p = successes / (double)trials, q = otherSuccesses / (double)otherTrials;
        var pooled = ((double)successes + otherSuccesses) / ((double)trials + otherTrials);
        var variance = pooled * (1 - pooled) * ((1.0 / trials) + (1.0 / otherTrials));
        var z = variance > 0 ? (p - q) / Math.Sqrt(variance) : 0;
        var (one, other) = (Wilson(successes, trials, confidence), Wilson(otherSuccesses, otherTrials, confidence));
        var interval = new Interval(
            p - q - Math.Sqrt(Square(p - one.Low) + Square(other.High - q)),
            p - q + Math.Sqrt(Square(one.High - p) + Square(q - other.Low)));
        return new(z, Math.Min(1, 2 * Distributions.NormalSurvival(Math.Abs(z))), p - q, interval, EffectSize.CohenH(p, q));
    }

    /// <summary>Moments of 0/1 outcomes, with which <see cref="TTest"/> judges rates and their relative lift.</summary>
    /// <remarks>The variance is p(1 − p), with divisor n, as experiment platforms have it.</remarks>
    public static SampleMoments Moments(long successes, long trials)
    {
        Check(successes, trials);
        var p = successes / (double)trials;
        return new(trials, p, p * (1 - p));
    }

    static double Square(double x) => x * x;

    static void Check(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
