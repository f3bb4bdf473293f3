namespace Kindred.Numerics.Clustering.Quality;

/// <summary>Where a falling, flattening curve bends: the number of clusters after which more of them save little.</summary>
/// <remarks>
/// Kneedle without smoothing: both axes are brought to [0, 1], the curve is turned so that it rises, and the place where it is
/// farthest above the diagonal counts as the elbow once it has since fallen by <c>sensitivity</c> mean steps below that.
/// V. Satopää, J. Albrecht, D. Irwin and B. Raghavan, "Finding a 'kneedle' in a haystack", ICDCS Workshops (2011).
/// </remarks>
public static class Elbow
{
    /// <summary>The place in <paramref name="values"/> of the elbow, or −1 where the curve has none.</summary>
    /// <param name="places">Ascending, for example numbers of clusters.</param>
    /// <param name="values">Finite, as many as places; meant to fall, for example inertias.</param>
    /// <param name="sensitivity">How far the curve must fall off, in mean steps along the places; 1 as the authors advise.</param>
    /// <exception cref="ArgumentException">The lengths differ, places do not ascend, or a value is not finite.</exception>
    public static int Find(ReadOnlySpan<double> places, ReadOnlySpan<double> values, double sensitivity = 1)
    {
        Check(places, values, sensitivity);
        if (places.Length < 3)
        {
            return -1;
        }

        var heights = Heights(places, values);
        var threshold = double.NegativeInfinity;
        var elbow = -1;
        for (var i = 1; i < heights.Length; i++)
        {
            if (i < heights.Length - 1 && heights[i] > heights[i - 1] && heights[i] >= heights[i + 1] && (elbow < 0 || heights[i] > heights[elbow]))
            {
                (elbow, threshold) = (i, heights[i] - (sensitivity / (heights.Length - 1)));
            }
            else if (heights[i] < threshold)
            {
                return elbow;
            }
        }

        return -1;
    }

    /// <summary>How far the normalised, turned curve is above the diagonal.</summary>
    static double[] Heights(ReadOnlySpan<double> places, ReadOnlySpan<double> values)
    {
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        var heights = new double[values.Length];
        for (var i = 0; i < values.Length && greatest > least; i++)
        {
            heights[i] = ((greatest - values[i]) / (greatest - least)) - ((places[i] - places[0]) / (places[^1] - places[0]));
        }

        return heights;
    }

    static void Check(ReadOnlySpan<double> places, ReadOnlySpan<double> values, double sensitivity)
    {
        if (places.Length != values.Length)
        {
            throw new ArgumentException($"One value a place is needed: {places.Length} places, {values.Length} values.", nameof(values));
        }

        for (var i = 0; i < places.Length; i++)
        {
            if (!double.IsFinite(places[i]) || !double.IsFinite(values[i]) || (i > 0 && places[i] <= places[i - 1]))
            {
                throw new ArgumentException($"Places must ascend and all numbers be finite; number {i} is {places[i]} with value {values[i]}.", nameof(places));
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(sensitivity);
    }
}
