using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>Draws that people and shops are made of.</summary>
static class Chance
{
    /// <summary>True with a probability.</summary>
    public static bool Happens(this Rng rng, double probability) => rng.NextDouble() < probability;

    /// <summary>A whole number from <paramref name="least"/> up to, not including, <paramref name="limit"/>.</summary>
    public static int Between(this Rng rng, int least, int limit) => least + rng.NextInt32(limit - least);

    /// <summary>A number of events whose mean is given (Knuth's method, so for means below a hundred or so).</summary>
    public static int Poisson(this Rng rng, double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), rng.NextDouble(), 0);
        while (product > limit)
        {
            product *= rng.NextDouble();
            count++;
        }

        return count;
    }

    /// <summary>A positive factor around 1: log-normal with median 1.</summary>
    public static double Factor(this Rng rng, double sigma) => Math.Exp(sigma * rng.NextNormal());

    /// <summary>A place in a list, drawn by the ascending sums of weights that stand in it.</summary>
    public static int Place(this Rng rng, ReadOnlySpan<double> sums)
    {
        var at = sums.BinarySearch(rng.NextDouble() * sums[^1]);
        return Math.Min(at < 0 ? ~at : at + 1, sums.Length - 1);
    }

    /// <summary>The ascending sums of weights.</summary>
    public static double[] Sums(IEnumerable<double> weights)
    {
        var sum = 0.0;
        return [.. weights.Select(weight => sum += weight)];
    }
}
