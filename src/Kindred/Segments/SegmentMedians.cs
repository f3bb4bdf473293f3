using Kindred.Numerics.Series;

namespace Kindred.Segments;

/// <summary>The median of a feature in each segment and over all, of those who have a value.</summary>
/// <remarks>Values are gathered segment by segment and the middle ones found by partitioning, in linear time on average: nothing is sorted whole.</remarks>
static class SegmentMedians
{
    /// <summary>NaN where nobody has a value.</summary>
    /// <param name="values">One a customer; NaN where missing.</param>
    /// <param name="labels">The segment of each.</param>
    public static (double[] Each, double All) Of(ReadOnlySpan<float> values, ReadOnlySpan<int> labels, int segments)
    {
        var ends = new int[segments + 1];
        for (var i = 0; i < values.Length; i++)
        {
            ends[labels[i] + 1] += float.IsNaN(values[i]) ? 0 : 1;
        }

        for (var segment = 1; segment <= segments; segment++)
        {
            ends[segment] += ends[segment - 1];
        }

        var gathered = new double[ends[^1]];
        int[] next = [.. ends[..^1]];
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i]))
            {
                gathered[next[labels[i]]++] = values[i];
            }
        }

        var each = new double[segments];
        for (var segment = 0; segment < segments; segment++)
        {
            each[segment] = Middle(gathered.AsSpan(ends[segment]..ends[segment + 1]));
        }

        return (each, Middle(gathered));
    }

    /// <summary>The median, for which the values change places.</summary>
    static double Middle(Span<double> values) => values.Length == 0 ? double.NaN : Selection.Median(values);
}
