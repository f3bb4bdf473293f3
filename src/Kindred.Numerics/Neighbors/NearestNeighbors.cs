namespace Kindred.Numerics.Neighbors;

/// <summary>For each query the k nearest rows, nearest first: entry (i, j) stands at i × k + j.</summary>
/// <param name="Count">k, neighbours a query.</param>
/// <param name="Rows">Row numbers (queries × k).</param>
/// <param name="Distances">Euclidean distances (queries × k).</param>
public sealed record Neighborhoods(int Count, int[] Rows, float[] Distances);

/// <summary>Exact k nearest neighbours of many rows at once.</summary>
/// <remarks>
/// <para>By <see cref="KdTree"/>, whose leaves are compared eight rows at a time; a tie goes to the lower row. The same bits on any number of cores.
/// O(n·k) memory for the answer.</para>
/// <para>Departure from scikit-learn's <c>NearestNeighbors</c>: single precision (relative error of a distance about 10⁻⁷; infinite beyond 10¹⁹), Euclidean only.</para>
/// </remarks>
public static class NearestNeighbors
{
    const int BlockRows = 256;

    /// <summary>The <paramref name="count"/> rows nearest to each row of <paramref name="points"/>, itself left out (an equal row is not).</summary>
    /// <param name="points">n × d, finite.</param>
    /// <param name="count">k, from 1 to n − 1.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are too few other rows.</exception>
    public static Neighborhoods Among(Matrix points, int count, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, points.Rows - 1);
        points.ThrowIfNotFinite(nameof(points));
        return Find(points, KdTree.Build(points, cancellation), count, others: true, cancellation);
    }

    /// <summary>The <paramref name="count"/> rows of <paramref name="points"/> nearest to each row of <paramref name="queries"/>.</summary>
    /// <param name="points">n × d, finite.</param>
    /// <param name="queries">m × d, finite.</param>
    /// <param name="count">k, from 1 to n.</param>
    /// <exception cref="ArgumentException">A value is not finite, or the columns differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are too few rows.</exception>
    public static Neighborhoods Of(Matrix queries, Matrix points, int count, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, points.Rows);
        queries.ThrowIfOtherColumns(points.Columns, nameof(queries));
        points.ThrowIfNotFinite(nameof(points));
        queries.ThrowIfNotFinite(nameof(queries));
        return Find(queries, KdTree.Build(points, cancellation), count, others: false, cancellation);
    }

    /// <summary>Searches the tree for every query; queries that are the tree's own rows go in its order, which keeps leaves in cache.</summary>
    internal static Neighborhoods Find(Matrix queries, KdTree tree, int count, bool others, CancellationToken cancellation)
    {
        var found = new Neighborhoods(count, new int[queries.Rows * count], new float[queries.Rows * count]);
        RowBlocks.For(queries.Rows, BlockRows, (_, from, until) =>
        {
            var nearest = new NearestHeap(new ulong[count]);
            var query = new float[tree.QueryWidth];
            for (var at = from; at < until; at++)
            {
                var i = others ? tree.Groups.Rows[at] : at;
                queries.Row(i).CopyTo(query);
                nearest.Clear();
                tree.Search(query, others ? i : -1, ref nearest);
                nearest.Drain(found.Rows.AsSpan(i * count, count), found.Distances.AsSpan(i * count, count));
            }
        }, cancellation);
        return found;
    }
}
