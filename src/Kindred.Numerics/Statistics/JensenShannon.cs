namespace Kindred.Numerics.Statistics;

/// <summary>The Jensen–Shannon divergence of two distributions over the same categories, in bits: from 0, equal, to 1, disjoint.</summary>
/// <remarks>
/// H((p+q)/2) − (H(p)+H(q))/2 with logarithms to base 2. SciPy's <c>jensenshannon(base=2)</c> is its square root, the distance.
/// J. Lin, "Divergence measures based on the Shannon entropy", IEEE Trans. Inf. Theory 37 (1991).
/// </remarks>
public static class JensenShannon
{
    /// <summary>The divergence of counts or shares, each scaled to sum to 1.</summary>
    /// <exception cref="ArgumentException">Lengths differ, an entry is negative or not finite, or a side sums to 0.</exception>
    public static double Divergence(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var (p, q) = (Shares(first, nameof(first)), Shares(second, nameof(second)));
        if (p.Length != q.Length)
        {
            throw new ArgumentException($"Both sides need the same categories, found {p.Length} and {q.Length}.", nameof(second));
        }

        var bits = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            var middle = 0.5 * (p[i] + q[i]);
            bits += 0.5 * (Part(p[i], middle) + Part(q[i], middle));
        }

        return Math.Clamp(bits, 0, 1);
    }

    /// <summary>The square root of the divergence, which is a metric.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Divergence"/>.</exception>
    public static double Distance(ReadOnlySpan<double> first, ReadOnlySpan<double> second) => Math.Sqrt(Divergence(first, second));

    static double Part(double share, double middle) => share > 0 ? share * Math.Log2(share / middle) : 0;

    static double[] Shares(ReadOnlySpan<double> values, string name)
    {
        Require.Finite(values, 1, name);
        var shares = values.ToArray();
        foreach (var share in shares)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(share, name);
        }

        var total = shares.Sum();
        Require.Positive(total, name);
        return Array.ConvertAll(shares, share => share / total);
    }
}
