using Kindred.Numerics.Tests.Clustering.Hierarchy;

namespace Kindred.Numerics.Tests.Clustering.Density;

/// <summary>HDBSCAN's clusters by definition, where no two distances are equal and the core distance is 0.</summary>
static class NaiveBranch
{
    internal static int[] Labels(Matrix points, int least)
    {
        var labels = Enumerable.Repeat(-1, points.Rows).ToArray();
        var (_, clusters, _) = Of(points, [.. Enumerable.Range(0, points.Rows)], 0, least, isRoot: true);
        foreach (var (number, rows) in clusters.OrderBy(rows => rows.Min()).Index())
        {
            Array.ForEach(rows, row => labels[row] = number);
        }

        return labels;
    }

    /// <summary>The most excess of mass in a branch, the clusters that hold it, and the branch's own.</summary>
    static (double Mass, List<int[]> Clusters, double Own) Of(Matrix points, int[] rows, double start, int least, bool isRoot)
    {
        var (own, left) = (0.0, rows);
        while (left.Length > 1)
        {
            var (height, one, other) = Split(points, left);
            var lambda = 1 / height;
            if (one.Length >= least && other.Length >= least)
            {
                own += left.Length * (lambda - start);
                var (first, second) = (Of(points, one, lambda, least, false), Of(points, other, lambda, least, false));
                var below = first.Mass + second.Mass;
                return isRoot || below > own ? (below, [.. first.Clusters, .. second.Clusters], own) : (own, [rows], own);
            }

            own += (one.Length < least ? one.Length : 0) * (lambda - start);
            own += (other.Length < least ? other.Length : 0) * (lambda - start);
            left = one.Length >= least ? one : other.Length >= least ? other : [];
        }

        return (own, isRoot ? [] : [rows], own);
    }

    /// <summary>Cuts the longest edge of the minimum spanning tree.</summary>
    static (double Height, int[] One, int[] Other) Split(Matrix points, int[] rows)
    {
        var height = NaiveMerging.Prim(RowSample.Take(points, rows), new double[rows.Length])[^1];
        var (found, waiting) = (new HashSet<int> { rows[0] }, new Stack<int>([rows[0]]));
        while (waiting.TryPop(out var row))
        {
            foreach (var other in rows.Where(other => NaiveMerging.Distance(points, row, other) < height && found.Add(other)))
            {
                waiting.Push(other);
            }
        }

        return (height, [.. rows.Where(found.Contains)], [.. rows.Where(row => !found.Contains(row))]);
    }
}
