namespace Kindred.Numerics.Statistics;

/// <summary>How far a distribution has moved.</summary>
/// <param name="Index">The population stability index, PSI.</param>
/// <param name="Threshold">What the index exceeds by chance with the probability asked for, at these sample sizes.</param>
/// <param name="PValue">The probability that chance alone gives so large an index.</param>
/// <param name="ReferenceCounts">Values of the reference a bin.</param>
/// <param name="CurrentCounts">Values of the current sample a bin.</param>
public sealed record PopulationStabilityResult(
    double Index, double Threshold, double PValue, IReadOnlyList<long> ReferenceCounts, IReadOnlyList<long> CurrentCounts)
{
    /// <summary>Whether the index is above its threshold.</summary>
    public bool Moved => Index > Threshold;
}

/// <summary>The population stability index, with thresholds that know the sample sizes.</summary>
/// <remarks>
/// <para>PSI = Σ (q − p)·log(q/p) over bins, p the reference's shares and q the current ones; an empty bin counts as half a value.
/// The customary thresholds 0.1 and 0.25 ignore n: at 100 values each, ten bins exceed 0.1 by chance most of the time, at a million 0.1 hides
/// large changes. Where nothing changed, PSI / (1/n + 1/m) is nearly χ² with bins − 1 degrees of freedom; the threshold is its quantile.</para>
/// <para>Use bins with at least 5 values expected in both samples.</para>
/// <para>B. Yurdakul and J. Naranjo, "Statistical properties of the population stability index", J. Risk Model Validation 14 (2020).</para>
/// </remarks>
public static class PopulationStability
{
    const double EmptyBin = 0.5;

    /// <summary>Compares counts over the same categories or bins.</summary>
    /// <param name="level">The probability of a false alarm, in (0, 1).</param>
    /// <exception cref="ArgumentException">Fewer than 2 bins that hold anything, different numbers of bins, a negative count, or an empty side.</exception>
    public static PopulationStabilityResult OfCounts(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double level = 0.01)
    {
        Require.Fraction(level);
        if (reference.Length != current.Length)
        {
            throw new ArgumentException($"Both sides need the same bins, found {reference.Length} and {current.Length}.", nameof(current));
        }

        var (n, m) = (Total(reference, nameof(reference)), Total(current, nameof(current)));
        var (index, bins) = (0.0, 0);
        for (var i = 0; i < reference.Length; i++)
        {
            if (reference[i] + current[i] > 0)
            {
                var p = Math.Max(reference[i], EmptyBin) / n;
                var q = Math.Max(current[i], EmptyBin) / m;
                index += (q - p) * Math.Log(q / p);
                bins++;
            }
        }

        Require.Length(bins, 2, nameof(reference));
        var scale = (1.0 / n) + (1.0 / m);
        return new(
            index,
            scale * Distributions.ChiSquaredQuantile(level, bins - 1),
            Distributions.ChiSquaredSurvival(index / scale, bins - 1),
            reference.ToArray(),
            current.ToArray());
    }

    /// <summary>Compares values over bins that hold equal shares of the reference, missing values (NaN) in a bin of their own.</summary>
    /// <param name="bins">The most bins, at least 2; fewer where many values are equal.</param>
    /// <exception cref="ArgumentException">A side has no value, one is infinite, or the reference is constant and so is the current sample.</exception>
    public static PopulationStabilityResult OfValues(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, int bins = 10, double level = 0.01)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        var probabilities = new double[bins - 1];
        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = (i + 1.0) / bins;
        }

        double[] edges = [.. Summary.Quantiles(reference, probabilities).Distinct()];
        Require.Finite(Summary.Present(current), 1, nameof(current));
        return OfCounts(Count(reference, edges), Count(current, edges), level);
    }

    /// <summary>Values up to and including each edge, above all edges, and missing.</summary>
    static long[] Count(ReadOnlySpan<double> values, double[] edges)
    {
        var counts = new long[edges.Length + 2];
        foreach (var value in values)
        {
            var at = Array.BinarySearch(edges, value);
            counts[double.IsNaN(value) ? edges.Length + 1 : at >= 0 ? at : ~at]++;
        }

        return counts;
    }

    static long Total(ReadOnlySpan<long> counts, string name)
    {
        var total = 0L;
        foreach (var count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, name);
            total += count;
        }

        Require.Length(total, 1, name);
        return total;
    }
}
