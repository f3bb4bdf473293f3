namespace Kindred.Numerics.Statistics;

/// <summary>The outcome of a one-way analysis of variance.</summary>
/// <param name="Statistic">F; infinite where groups differ but are constant within.</param>
/// <param name="EtaSquared">The share of the total sum of squares that lies between groups, from 0 to 1.</param>
/// <param name="OmegaSquared">The same with its upward bias taken out; may be slightly below 0.</param>
public sealed record AnovaResult(
    double Statistic, double DegreesBetween, double DegreesWithin, double PValue, double EtaSquared, double OmegaSquared);

/// <summary>One-way analysis of variance: do the means of several groups differ?</summary>
/// <remarks>
/// Agrees with SciPy's <c>f_oneway</c> and R's <c>oneway.test</c>. Where every value is equal SciPy answers NaN; here F is 0 and
/// the p-value 1.
/// R. A. Fisher, "Statistical Methods for Research Workers" (1925); B. L. Welch, "On the comparison of several mean values",
/// Biometrika 38 (1951).
/// </remarks>
public static class Anova
{
    /// <summary>Compares means, assuming equal variances, from values.</summary>
    /// <exception cref="ArgumentException">Fewer than 2 groups, an empty one, no more values than groups, or one not finite.</exception>
    public static AnovaResult OneWay(IReadOnlyList<double[]> groups)
    {
        Require.Groups(groups, 1);
        return OneWay([.. groups.Select(group => SampleMoments.OfFinite(group))]);
    }

    /// <summary>Compares means, assuming equal variances, from moments.</summary>
    /// <exception cref="ArgumentException">Fewer than 2 groups, an empty one, or no more values than groups.</exception>
    public static AnovaResult OneWay(IReadOnlyList<SampleMoments> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Require.Length(groups.Count, 2, nameof(groups));
        foreach (var group in groups)
        {
            Require.Length(group.Count, 1, nameof(groups));
        }

        var n = groups.Sum(group => group.Count);
        Require.Length(n, groups.Count + 1, nameof(groups));
        var mean = groups.Sum(group => group.Count / (double)n * group.Mean);
        var between = groups.Sum(group => group.Count * (group.Mean - mean) * (group.Mean - mean));
        var within = groups.Sum(group => (group.Count - 1) * group.Variance);
        double over = groups.Count - 1, under = n - groups.Count;
        if (!(between + within > 0))
        {
            return new(0, over, under, 1, 0, 0);
        }

        var error = within / under;
        var f = between / over / error;
        return new(
            f,
            over,
            under,
            Distributions.FSurvival(f, over, under),
            between / (between + within),
            (between - (over * error)) / (between + within + error));
    }

    /// <summary>Compares means without assuming equal variances.</summary>
    /// <remarks>The effect sizes are those of <see cref="OneWay(IReadOnlyList{SampleMoments})"/>.</remarks>
    /// <exception cref="ArgumentException">Fewer than 2 groups, or one with fewer than 2 values or without spread.</exception>
    public static AnovaResult Welch(IReadOnlyList<SampleMoments> groups)
    {
        var classic = OneWay(groups);
        if (groups.Any(group => !(group.Variance > 0)))
        {
            throw new ArgumentException("Each group needs 2 values that differ: its variance weighs it.", nameof(groups));
        }

        var weights = groups.Select(group => group.Count / group.Variance).ToArray();
        var total = weights.Sum();
        var mean = groups.Zip(weights, (group, weight) => weight / total * group.Mean).Sum();
        var between = groups.Zip(weights, (group, weight) => weight * (group.Mean - mean) * (group.Mean - mean)).Sum();
        var spread = groups.Zip(weights, (group, weight) => Math.Pow(1 - (weight / total), 2) / (group.Count - 1)).Sum();
        double k = groups.Count;
        var f = between / (k - 1) / (1 + (2 * (k - 2) / ((k * k) - 1) * spread));
        var degrees = ((k * k) - 1) / (3 * spread);
        return classic with { Statistic = f, DegreesWithin = degrees, PValue = Distributions.FSurvival(f, k - 1, degrees) };
    }
}
