namespace Kindred.Numerics.Neighbors;

/// <summary>Finds the least of many without sorting them.</summary>
static class Selection
{
    /// <summary>Orders keys, and items with them, so that the first <paramref name="count"/> are the least (Hoare's quickselect).</summary>
    internal static void Least(Span<float> keys, Span<int> items, int count)
    {
        var (low, high) = (0, keys.Length - 1);
        while (low < high)
        {
            var (a, b, c) = (keys[low], keys[(low + high) >>> 1], keys[high]);
            var pivot = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (keys[i] < pivot)
                {
                    i++;
                }

                while (keys[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (keys[i], keys[j]) = (keys[j], keys[i]);
                    (items[i], items[j]) = (items[j], items[i]);
                    (i, j) = (i + 1, j - 1);
                }
            }

            if (count <= j)
            {
                high = j;
            }
            else if (count >= i)
            {
                low = i;
            }
            else
            {
                return;
            }
        }
    }
}
