using Kindred.Numerics.Clustering.Hierarchy;

namespace Kindred.Numerics.Tests.Clustering.Hierarchy;

/// <summary>Hierarchies by definition, in double precision, from all pairs.</summary>
static class NaiveMerging
{
    /// <summary>The heights at which the closest two clusters merge, ascending.</summary>
    internal static double[] Heights(Matrix points, Linkage linkage)
    {
        var clusters = Enumerable.Range(0, points.Rows).Select(i => new[] { i }).ToList();
        var heights = new List<double>();
        while (clusters.Count > 1)
        {
            var (height, one, other) = (
                from a in Enumerable.Range(0, clusters.Count)
                from b in Enumerable.Range(0, a)
                select (Between(points, clusters[a], clusters[b], linkage), a, b)).Min();
            heights.Add(height);
            clusters[other] = [.. clusters[other], .. clusters[one]];
            clusters.RemoveAt(one);
        }

        return [.. heights.Order()];
    }

    /// <summary>The lengths of a minimum spanning tree's edges, ascending, where no edge is shorter than either end's core distance.</summary>
    internal static double[] Prim(Matrix points, double[] cores)
    {
        var (reach, done, lengths) = (new double[points.Rows], new bool[points.Rows], new List<double>());
        Array.Fill(reach, double.PositiveInfinity);
        for (var (step, row) = (0, 0); step < points.Rows - 1; step++)
        {
            done[row] = true;
            for (var i = 0; i < points.Rows; i++)
            {
                reach[i] = done[i] ? reach[i] : Math.Min(reach[i], Math.Max(Distance(points, row, i), Math.Max(cores[row], cores[i])));
            }

            row = Enumerable.Range(0, points.Rows).Where(i => !done[i]).MinBy(i => reach[i]);
            lengths.Add(reach[row]);
        }

        return [.. lengths.Order()];
    }

    /// <summary>The heights of Ward's merges by chains over all pairs, ascending.</summary>
    internal static double[] WardChain(Matrix points)
    {
        var means = Enumerable.Range(0, points.Rows).Select(i => points.Row(i).ToArray().Select(x => (double)x).ToArray()).ToArray();
        var (sizes, left, chain, heights) = (Enumerable.Repeat(1.0, points.Rows).ToArray(), Enumerable.Range(0, points.Rows).ToList(), new List<int>(), new List<double>());
        double Between(int a, int b)
        {
            var sum = 0.0;
            for (var j = 0; j < means[a].Length; j++)
            {
                sum += (means[a][j] - means[b][j]) * (means[a][j] - means[b][j]);
            }

            return 2 * sizes[a] * sizes[b] / (sizes[a] + sizes[b]) * sum;
        }

        while (left.Count > 1)
        {
            if (chain.Count == 0)
            {
                chain.Add(left[0]);
            }

            var top = chain[^1];
            var nearest = left.Where(i => i != top).MinBy(i => Between(top, i));
            if (chain.Count == 1 || nearest != chain[^2])
            {
                chain.Add(nearest);
                continue;
            }

            heights.Add(Math.Sqrt(Between(top, nearest)));
            means[nearest] = [.. means[nearest].Zip(means[top], (x, y) => ((x * sizes[nearest]) + (y * sizes[top])) / (sizes[nearest] + sizes[top]))];
            sizes[nearest] += sizes[top];
            left.Remove(top);
            chain.RemoveRange(chain.Count - 2, 2);
        }

        return [.. heights.Order()];
    }

    internal static double Distance(Matrix points, int one, int other)
    {
        var sum = 0.0;
        for (var j = 0; j < points.Columns; j++)
        {
            sum += ((double)points[one, j] - points[other, j]) * ((double)points[one, j] - points[other, j]);
        }

        return Math.Sqrt(sum);
    }

    static double Between(Matrix points, int[] one, int[] other, Linkage linkage)
    {
        var distances = (from a in one from b in other select Distance(points, a, b)).ToArray();
        return linkage switch
        {
            Linkage.Single => distances.Min(),
            Linkage.Complete => distances.Max(),
            Linkage.Average => distances.Average(),
            _ => Math.Sqrt(2.0 * one.Length * other.Length / (one.Length + other.Length) * Enumerable.Range(0, points.Columns).Sum(j =>
                Math.Pow(one.Average(i => (double)points[i, j]) - other.Average(i => (double)points[i, j]), 2))),
        };
    }
}
