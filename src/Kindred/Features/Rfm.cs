namespace Kindred.Features;

/// <summary>Recency, frequency and monetary value as quintiles among customers with an order, and the names of their cells.</summary>
/// <remarks>
/// A bound is the greatest value of its fifth. A quintile is one more than the number of bounds below the value, so equal values share a
/// quintile and the fifths can be of unequal size where many customers are alike (one order, for example). Names follow the usual grid of
/// recency by frequency.
/// </remarks>
public static class Rfm
{
    /// <summary>1 to 5 for each value, 5 the greatest; NaN stays NaN.</summary>
    /// <param name="lessIsMore">Whether the least values are the best, as in days since the last order.</param>
    public static float[] Quintiles(float[] values, bool lessIsMore)
    {
        var sorted = Array.FindAll(values, value => !float.IsNaN(value));
        Array.Sort(sorted);
        float[] bounds = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, 4).Select(fifth => sorted[((sorted.Length * fifth) + 4) / 5 - 1])];
        return Array.ConvertAll(values, value =>
        {
            if (float.IsNaN(value))
            {
                return float.NaN;
            }

            var above = bounds.Count(bound => value > bound);
            return lessIsMore ? 5 - above : 1 + above;
        });
    }

    /// <summary>What customers in a cell are called; empty without an order.</summary>
    public static string Name(float recency, float frequency) => (recency, frequency) switch
    {
        (float.NaN, _) or (_, float.NaN) => "",
        ( >= 4, >= 4) => "Champions",
        (3, >= 4) => "Loyal",
        ( >= 4, >= 2) => "Potential loyalists",
        (5, _) => "New",
        (4, _) => "Promising",
        (3, >= 2) => "Need attention",
        (3, _) => "About to sleep",
        (_, 5) => "Cannot lose",
        (_, >= 3) => "At risk",
        (2, _) => "Hibernating",
        _ => "Lost",
    };
}
