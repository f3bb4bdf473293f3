using System.Numerics.Tensors;

namespace Kindred.Numerics.Statistics;

/// <summary>A column described: what is there, what is missing, where it lies and how it spreads.</summary>
/// <remarks>
/// NaN means missing and is counted, not averaged. Quantiles interpolate linearly between order statistics (type 7 of Hyndman and
/// Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996)), as numpy and R do by default.
/// </remarks>
public sealed record Summary
{
    /// <summary>How many values are present.</summary>
    public required int Count { get; init; }

    /// <summary>How many values are missing (NaN).</summary>
    public required int Missing { get; init; }

    /// <summary>The arithmetic mean.</summary>
    public required double Mean { get; init; }

    /// <summary>With divisor n − 1; 0 for a single value.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>The smallest value.</summary>
    public required double Minimum { get; init; }

    /// <summary>The 25 % quantile.</summary>
    public required double LowerQuartile { get; init; }

    /// <summary>The 50 % quantile.</summary>
    public required double Median { get; init; }

    /// <summary>The 75 % quantile.</summary>
    public required double UpperQuartile { get; init; }

    /// <summary>The largest value.</summary>
    public required double Maximum { get; init; }

    /// <summary>The median distance from the median; times 1.4826 it estimates σ of normal data, as R's <c>mad</c> gives it.</summary>
    public required double MedianAbsoluteDeviation { get; init; }

    /// <summary>Describes a column in O(n log n).</summary>
    /// <param name="values">NaN where missing; at least one is present and no value is infinite.</param>
    /// <exception cref="ArgumentException">Every value is missing, or one is infinite.</exception>
    public static Summary Of(ReadOnlySpan<double> values) => OfSorted(Sorted(values), values.Length);

    /// <inheritdoc cref="Of(ReadOnlySpan{double})"/>
    public static Summary Of(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        TensorPrimitives.ConvertChecked<float, double>(values, wide);
        return Of(wide);
    }

    /// <summary>The values that are there, in their order.</summary>
    public static double[] Present(ReadOnlySpan<double> values)
    {
        var present = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            present[count] = value;
            count += double.IsNaN(value) ? 0 : 1;
        }

        return present[..count];
    }

    /// <summary>One quantile of the values present.</summary>
    /// <param name="p">From 0, the smallest value, to 1, the largest.</param>
    /// <exception cref="ArgumentException">Every value is missing, or one is infinite.</exception>
    public static double Quantile(ReadOnlySpan<double> values, double p) => Quantiles(values, [p])[0];

    /// <summary>Several quantiles of the values present, after one sort.</summary>
    /// <exception cref="ArgumentException">Every value is missing, or one is infinite.</exception>
    public static double[] Quantiles(ReadOnlySpan<double> values, ReadOnlySpan<double> probabilities)
    {
        var sorted = Sorted(values);
        var quantiles = new double[probabilities.Length];
        for (var i = 0; i < probabilities.Length; i++)
        {
            Require.Probability(probabilities[i], nameof(probabilities));
            quantiles[i] = SortedQuantile(sorted, probabilities[i]);
        }

        return quantiles;
    }

    internal static double SortedQuantile(ReadOnlySpan<double> sorted, double p)
    {
        var position = p * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    static Summary OfSorted(double[] sorted, int length)
    {
        var moments = SampleMoments.OfFinite(sorted);
        var median = SortedQuantile(sorted, 0.5);
        var distances = Array.ConvertAll(sorted, value => Math.Abs(value - median));
        Array.Sort(distances);
        return new()
        {
            Count = sorted.Length,
            Missing = length - sorted.Length,
            Mean = moments.Mean,
            StandardDeviation = moments.StandardDeviation,
            Minimum = sorted[0],
            LowerQuartile = SortedQuantile(sorted, 0.25),
            Median = median,
            UpperQuartile = SortedQuantile(sorted, 0.75),
            Maximum = sorted[^1],
            MedianAbsoluteDeviation = SortedQuantile(distances, 0.5),
        };
    }

    static double[] Sorted(ReadOnlySpan<double> values)
    {
        var present = Present(values);
        Require.Finite(present, 1, nameof(values));
        Array.Sort(present);
        return present;
    }
}
