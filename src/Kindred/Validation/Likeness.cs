using Kindred.Features;
using Kindred.Numerics;

namespace Kindred.Validation;

/// <summary>Which features all but restate others: their ranks go together.</summary>
static class Likeness
{
    /// <summary>The rank correlation (Spearman's ρ, of either sign) from which on a feature says little of its own.</summary>
    public const double Restating = 0.8;

    const int MostRows = 2_000;
    const ulong Seed = 1;

    /// <summary>The features that are none of those used and restate none of them, judged on up to 2,000 of the customers.</summary>
    public static IReadOnlyList<Feature> Others(Snapshot snapshot, IReadOnlySet<string> used, int[] rows)
    {
        var drawn = rows.ToArray();
        new Rng(Seed).Shuffle<int>(drawn);
        drawn = drawn[..Math.Min(MostRows, drawn.Length)];
        var known = used.Select(name => Ranks(snapshot[name], drawn)).ToList();
        return [.. snapshot.Features.Where(feature => !used.Contains(feature.Name)).Where(feature =>
        {
            var own = Ranks(snapshot[feature.Name], drawn);
            return known.TrueForAll(other => Math.Abs(Correlation(own, other)) < Restating);
        })];
    }

    /// <summary>Ranks less their mean; equal values share theirs, a missing value comes first.</summary>
    static double[] Ranks(float[] column, int[] rows)
    {
        var sorted = Array.ConvertAll(rows, row => float.IsNaN(column[row]) ? float.NegativeInfinity : column[row]);
        int[] order = [.. Enumerable.Range(0, rows.Length)];
        Array.Sort(sorted, order);
        var ranks = new double[rows.Length];
        for (var from = 0; from < order.Length;)
        {
            var until = from;
            while (until < order.Length && sorted[until] == sorted[from])
            {
                until++;
            }

            for (var i = from; i < until; i++)
            {
                ranks[order[i]] = ((from + until) - order.Length) / 2.0;
            }

            from = until;
        }

        return ranks;
    }

    static double Correlation(double[] a, double[] b)
    {
        var (product, ofA, ofB) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            product += a[i] * b[i];
            ofA += a[i] * a[i];
            ofB += b[i] * b[i];
        }

        return ofA * ofB > 0 ? product / Math.Sqrt(ofA * ofB) : 0;
    }
}
