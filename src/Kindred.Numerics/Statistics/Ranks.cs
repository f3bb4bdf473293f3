namespace Kindred.Numerics.Statistics;

/// <summary>Ranks from 1, ties sharing the mean of their ranks.</summary>
static class Ranks
{
    /// <summary>The midrank of each value, and Σ(t³ − t) over the groups of t tied values.</summary>
    public static (double[] Ranks, double Ties) Of(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        var ties = 0.0;
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            double tied = end - start;
            ties += (tied * tied * tied) - tied;
            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = 0.5 * (start + 1 + end);
            }

            start = end;
        }

        return (ranks, ties);
    }
}
