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

        var gathered = new float[ends[^1]];
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
    static double Middle(Span<float> values)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }

        var upper = values.Length / 2;
        Place(values, upper);
        if (values.Length % 2 == 1)
        {
            return values[upper];
        }

        // All that lie before the upper middle are at most as great.
        var lower = float.NegativeInfinity;
        foreach (var value in values[..upper])
        {
            lower = Math.Max(lower, value);
        }

        return ((double)lower + values[upper]) / 2;
    }

    /// <summary>Puts the value of that rank in its place, lesser ones before it, greater ones behind.</summary>
    /// <remarks>C. A. R. Hoare, "Algorithm 65: find", Comm. ACM 4 (1961), with the middle one of three as the pivot.</remarks>
    static void Place(Span<float> values, int rank)
    {
        var (first, last) = (0, values.Length - 1);
        while (first < last)
        {
            var pivot = MiddleOf(values[first], values[(first + last) / 2], values[last]);
            var (up, down) = (first, last);
            while (up <= down)
            {
                while (values[up] < pivot)
                {
                    up++;
                }

                while (values[down] > pivot)
                {
                    down--;
                }

                if (up <= down)
                {
                    (values[up], values[down]) = (values[down], values[up]);
                    up++;
                    down--;
                }
            }

            (first, last) = rank <= down ? (first, down) : rank >= up ? (up, last) : (rank, rank);
        }
    }

    static float MiddleOf(float one, float two, float three) => Math.Max(Math.Min(one, two), Math.Min(Math.Max(one, two), three));
}
