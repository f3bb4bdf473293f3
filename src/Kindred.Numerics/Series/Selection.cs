namespace Kindred.Numerics.Series;

/// <summary>Order statistics in linear time.</summary>
static class Selection
{
    /// <summary>The middle value, or the mean of the two middle ones; puts <paramref name="values"/> in another order.</summary>
    public static double Median(Span<double> values)
    {
        var middle = values.Length / 2;
        var upper = Nth(values, middle);
        if (values.Length % 2 == 1)
        {
            return upper;
        }

        var lower = double.NegativeInfinity;
        foreach (var value in values[..middle])
        {
            lower = Math.Max(lower, value);
        }

        return (lower + upper) / 2;
    }

    /// <summary>The value at <paramref name="rank"/> (from 0) of the sorted values, by Hoare's selection around medians of three.</summary>
    public static double Nth(Span<double> values, int rank)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = MedianOf(values[low], values[(low + high) / 2], values[high]);
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            (low, high) = rank <= j ? (low, j) : rank >= i ? (i, high) : (rank, rank);
        }

        return values[rank];
    }

    static double MedianOf(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
