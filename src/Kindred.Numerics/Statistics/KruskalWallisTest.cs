namespace Kindred.Numerics.Statistics;

/// <summary>The outcome of a Kruskal–Wallis test.</summary>
/// <param name="Statistic">H, corrected for ties.</param>
/// <param name="DegreesOfFreedom">Groups − 1.</param>
/// <param name="EpsilonSquared">H / (n − 1), from 0 to 1: the share of the ranks' variance that lies between groups.</param>
public sealed record KruskalWallisResult(double Statistic, int DegreesOfFreedom, double PValue, double EpsilonSquared);

/// <summary>The Kruskal–Wallis test: do some of several groups tend to be greater than others?</summary>
/// <remarks>
/// O(n log n), χ² approximation. Agrees with SciPy's <c>kruskal</c>; where every value is equal SciPy refuses, here H is 0 and
/// the p-value 1.
/// W. H. Kruskal and W. A. Wallis, "Use of ranks in one-criterion variance analysis", JASA 47 (1952).
/// </remarks>
public static class KruskalWallisTest
{
    /// <summary>Tests two or more independent groups.</summary>
    /// <exception cref="ArgumentException">Fewer than 2 groups, an empty group, or a value that is not finite.</exception>
    public static KruskalWallisResult Run(IReadOnlyList<double[]> groups)
    {
        Require.Groups(groups, 1);
        double[] all = [.. groups.SelectMany(group => group)];
        Require.Length(all.Length, 3, nameof(groups));
        var (ranks, ties) = Ranks.Of(all);
        var (offset, between) = (0, 0.0);
        foreach (var group in groups)
        {
            var sum = 0.0;
            foreach (var rank in ranks.AsSpan(offset, group.Length))
            {
                sum += rank - (0.5 * (all.Length + 1));
            }

            offset += group.Length;
            between += sum * sum / group.Length;
        }

        return FromRanks(between, ties, all.Length, groups.Count);
    }

    /// <summary>H from Σ nᵍ(r̄ᵍ − r̄)² and the ties' Σ(t³ − t).</summary>
    internal static KruskalWallisResult FromRanks(double between, double ties, double n, int groups)
    {
        var total = ((n * n * n) - n - ties) / 12;
        if (!(total > 0))
        {
            return new(0, groups - 1, 1, 0);
        }

        var h = (n - 1) * between / total;
        return new(h, groups - 1, Distributions.ChiSquaredSurvival(h, groups - 1), h / (n - 1));
    }
}
