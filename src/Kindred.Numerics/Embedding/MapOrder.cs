using Kindred.Numerics.Decomposition;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>Maps are made of rows in the order of a k-d tree, so that neighbours lie together in memory, and put back afterwards.</summary>
static class MapOrder
{
    /// <summary>The rows in tree order, and which row each was.</summary>
    internal static (Matrix Sorted, int[] Order) Sort(Matrix points, CancellationToken cancellation)
    {
        var order = KdTree.Build(points, cancellation).Groups.Rows[..points.Rows].ToArray();
        var sorted = new Matrix(points.Rows, points.Columns);
        for (var i = 0; i < order.Length; i++)
        {
            points.Row(order[i]).CopyTo(sorted.Row(i));
        }

        return (sorted, order);
    }

    /// <summary>The scores on the first two components, scaled so that the first has the given standard deviation.</summary>
    /// <remarks>Where there is no second component, or none at all, points stand on a line instead: equal places would never part.</remarks>
    internal static Matrix Start(Matrix points, double spread, CancellationToken cancellation)
    {
        var components = Math.Min(2, points.Columns);
        var fit = Pca.Fit(points, new() { Components = components }, cancellation);
        var scores = fit.Transform(points, cancellation);
        var (scale, start) = (fit.ExplainedVariance[0] > 0 ? spread / Math.Sqrt(fit.ExplainedVariance[0]) : 0, new Matrix(points.Rows, 2));
        for (var i = 0; i < points.Rows; i++)
        {
            // The line is a millionth of the spread long: it parts equal rows and leaves the others where they are.
            var step = spread * 1e-6 * (((double)i / points.Rows) - 0.5);
            start[i, 0] = (float)((scale * scores[i, 0]) + step);
            start[i, 1] = (float)((components > 1 ? scale * scores[i, 1] : 0) - step);
        }

        return start;
    }

    /// <summary>Places in the order the rows had at first.</summary>
    internal static Matrix Restore(float[] x, float[] y, int[] order)
    {
        var places = new Matrix(order.Length, 2);
        for (var i = 0; i < order.Length; i++)
        {
            (places[order[i], 0], places[order[i], 1]) = (x[i], y[i]);
        }

        return places;
    }
}
