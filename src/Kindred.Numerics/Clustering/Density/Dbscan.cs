using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Clustering.Density;

/// <summary>What <see cref="Dbscan"/> is asked for.</summary>
public sealed record DbscanOptions
{
    /// <summary>How far a neighbour may be, above 0; this far still is one.</summary>
    public required float Radius { get; init; }

    /// <summary>Rows within the radius, the row itself among them, that make it a core; at least 1.</summary>
    public int LeastNeighbors { get; init; } = 5;
}

/// <summary>What <see cref="Dbscan"/> found.</summary>
/// <param name="Labels">The cluster of each row, from 0 in the order of their first cores; −1 for noise.</param>
/// <param name="Cores">Which rows are cores.</param>
/// <param name="Clusters">How many clusters there are.</param>
public sealed record DbscanFit(int[] Labels, bool[] Cores, int Clusters);

/// <summary>DBSCAN: clusters are what cores reach from neighbour to neighbour; rows in reach of no core are noise.</summary>
/// <remarks>
/// <para>Neighbours are found by a <see cref="KdTree"/> and never kept: about O(n·(log n + neighbours)) time in few dimensions, O(n·d)
/// memory in any. Distances are single precision, so a row at the radius to within 10⁻⁷ may fall on either side. The same result on any number of cores.</para>
/// <para>Agrees with scikit-learn's <c>DBSCAN</c>, the numbers of the clusters too: a row in reach of several clusters goes to the first.</para>
/// <para>M. Ester, H.-P. Kriegel, J. Sander and X. Xu, "A density-based algorithm for discovering clusters", KDD (1996).</para>
/// </remarks>
public static class Dbscan
{
    /// <summary>Labels the rows of <paramref name="points"/>.</summary>
    /// <param name="points">n × d, at least one row, finite; scale the columns first, since distances are Euclidean.</param>
    /// <param name="options">What is dense.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    /// <exception cref="ArgumentException">There is no row, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static DbscanFit Fit(Matrix points, DbscanOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        points.ThrowIfFewerRows(1, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LeastNeighbors, 1);
        if (!(options.Radius > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Radius, "The radius is above 0.");
        }

        var (scaled, unit) = UnitScale.Of(points);
        var search = new RadiusSearch(scaled, (float)(options.Radius / unit), cancellation);
        var cores = search.Cores(options.LeastNeighbors);
        var (labels, clusters) = Number(cores, search.Connected(cores));
        search.Reach(cores, labels);
        return new(labels, cores, clusters);
    }

    /// <summary>Numbers the sets of cores by their lowest rows, which are their roots; all other rows are −1.</summary>
    static (int[] Labels, int Clusters) Number(bool[] cores, SharedSets sets)
    {
        var (labels, clusters) = (new int[cores.Length], 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var root = sets.Find(i);
            labels[i] = !cores[i] ? -1 : root == i ? clusters++ : labels[root];
        }

        return (labels, clusters);
    }
}
