namespace Kindred.Numerics.Statistics;

/// <summary>What a test of means needs to know of a sample: its size, mean and unbiased variance.</summary>
/// <remarks>Made from values, or from the count, sum and sum of squares that a query returns.</remarks>
public readonly record struct SampleMoments
{
    /// <summary>Moments known from elsewhere.</summary>
    /// <param name="count">Number of values, at least 1.</param>
    /// <param name="mean">Their mean, finite.</param>
    /// <param name="variance">Their variance with divisor n − 1, at least 0; 0 for a single value.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count below 1, a mean that is not finite, a variance below 0.</exception>
    public SampleMoments(long count, double mean, double variance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Require.Finite(mean);
        Require.Finite(variance);
        ArgumentOutOfRangeException.ThrowIfNegative(variance);
        (Count, Mean, Variance) = (count, mean, variance);
    }

    /// <summary>Number of values.</summary>
    public long Count { get; }

    /// <summary>Their mean.</summary>
    public double Mean { get; }

    /// <summary>Their variance, with divisor n − 1.</summary>
    public double Variance { get; }

    /// <summary>The square root of <see cref="Variance"/>.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Moments of at least one finite value, in two passes.</summary>
    /// <exception cref="ArgumentException">There is no value, or one is not finite.</exception>
    public static SampleMoments Of(ReadOnlySpan<double> values)
    {
        Require.Finite(values, 1);
        return OfFinite(values);
    }

    /// <summary>Moments from a count, a sum and a sum of squares.</summary>
    /// <remarks>Loses digits where the mean is large against the spread: prefer centred sums there.</remarks>
    public static SampleMoments FromSums(long count, double sum, double sumOfSquares)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var mean = sum / count;
        return new(count, mean, count == 1 ? 0 : Math.Max(0, sumOfSquares - (sum * mean)) / (count - 1));
    }

    internal static SampleMoments OfFinite(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
        {
            mean += value;
        }

        mean /= values.Length;
        var (squares, rest) = (0.0, 0.0);
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
            rest += value - mean;
        }

        // The second term takes out what rounding left in the mean.
        squares = Math.Max(0, squares - (rest * rest / values.Length));
        return new(values.Length, mean + (rest / values.Length), values.Length == 1 ? 0 : squares / (values.Length - 1));
    }
}
