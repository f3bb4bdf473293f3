namespace Kindred.Numerics.Statistics;

/// <summary>The Wasserstein distance between two samples: how far values must be moved, on average, to turn one into the other.</summary>
/// <remarks>
/// ∫|F − G|, in the unit of the values; O(n log n). Agrees with SciPy's <c>wasserstein_distance</c>.
/// S. S. Vallender, "Calculation of the Wasserstein distance between probability distributions on the line", Theory Probab. Appl. 18 (1974).
/// </remarks>
public static class Wasserstein
{
    /// <summary>The distance between two samples.</summary>
    /// <exception cref="ArgumentException">A sample is empty or not finite.</exception>
    public static double Distance(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Require.Finite(first, 1);
        Require.Finite(second, 1);
        var (a, b) = (first.ToArray(), second.ToArray());
        Array.Sort(a);
        Array.Sort(b);
        var (i, j, distance) = (0, 0, 0.0);
        var here = Math.Min(a[0], b[0]);
        while (i < a.Length || j < b.Length)
        {
            var next = j == b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            distance += (next - here) * Math.Abs(((double)i / a.Length) - ((double)j / b.Length));
            here = next;
            for (; i < a.Length && a[i] == here; i++)
            {
            }

            for (; j < b.Length && b[j] == here; j++)
            {
            }
        }

        return distance;
    }

    /// <summary>The distance in standard deviations of the reference, as drift monitors use it.</summary>
    /// <returns>0 where the samples are alike; infinite where they differ and the reference is constant.</returns>
    /// <exception cref="ArgumentException">A sample is empty or not finite.</exception>
    public static double NormedDistance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var distance = Distance(reference, current);
        return distance == 0 ? 0 : distance / SampleMoments.OfFinite(reference).StandardDeviation;
    }
}
