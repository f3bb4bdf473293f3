namespace Kindred.Numerics.Statistics;

/// <summary>How large a difference is, in units that do not grow with the number of customers.</summary>
/// <remarks>
/// η², ω² and ε² come with <see cref="Anova"/> and <see cref="KruskalWallisTest"/>, Cramér's V with <see cref="ChiSquaredTest"/>.
/// J. Cohen, "Statistical Power Analysis for the Behavioral Sciences" (1988); L. V. Hedges, "Distribution theory for Glass's
/// estimator of effect size", J. Educ. Stat. 6 (1981); N. Cliff, "Dominance statistics", Psychol. Bull. 114 (1993).
/// </remarks>
public static class EffectSize
{
    /// <summary>Cohen's d: the difference of means (first − second) over the pooled standard deviation.</summary>
    /// <returns>0 where the means are equal; infinite where they differ and neither sample has any spread.</returns>
    /// <exception cref="ArgumentException">An empty sample, or fewer than 3 values in all.</exception>
    public static double CohenD(SampleMoments first, SampleMoments second)
    {
        Require.Length(first.Count, 1, nameof(first));
        Require.Length(second.Count, 1, nameof(second));
        Require.Length(first.Count + second.Count, 3, nameof(second));
        var difference = first.Mean - second.Mean;
        var pooled = (((first.Count - 1) * first.Variance) + ((second.Count - 1) * second.Variance)) / (first.Count + second.Count - 2);
        return difference == 0 ? 0 : difference / Math.Sqrt(pooled);
    }

    /// <summary>Hedges' g: Cohen's d with the upward bias of small samples taken out exactly.</summary>
    /// <exception cref="ArgumentException">An empty sample, or fewer than 4 values in all.</exception>
    public static double HedgesG(SampleMoments first, SampleMoments second)
    {
        Require.Length(first.Count + second.Count, 4, nameof(second));
        double degrees = first.Count + second.Count - 2;
        var correction = degrees > 1e6
            ? 1 - (3 / ((4 * degrees) - 1))
            : Math.Exp(MathNet.Numerics.SpecialFunctions.GammaLn(degrees / 2)
                - MathNet.Numerics.SpecialFunctions.GammaLn((degrees - 1) / 2)) / Math.Sqrt(degrees / 2);
        return CohenD(first, second) * correction;
    }

    /// <summary>Cliff's delta, P(first &gt; second) − P(first &lt; second), from −1 to 1; the same as the rank-biserial correlation.</summary>
    /// <exception cref="ArgumentException">A sample is empty or not finite.</exception>
    public static double CliffDelta(ReadOnlySpan<double> first, ReadOnlySpan<double> second) =>
        MannWhitneyTest.Run(first, second, method: RankMethod.Normal).RankBiserial;

    /// <summary>Cohen's h: the difference of two proportions (first − second) on the arcsine scale.</summary>
    public static double CohenH(double first, double second)
    {
        Require.Probability(first);
        Require.Probability(second);
        return 2 * (Math.Asin(Math.Sqrt(first)) - Math.Asin(Math.Sqrt(second)));
    }
}
