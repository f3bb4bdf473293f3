using Kindred.Numerics.Clustering.Hierarchy;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Clustering.Density;

/// <summary>Which branches of the tree <see cref="Hdbscan"/> takes for clusters.</summary>
public enum ClusterSelection
{
    /// <summary>Those that together hold the most excess of mass: large and lasting ones.</summary>
    ExcessOfMass,

    /// <summary>Those that split no further: many and homogeneous ones.</summary>
    Leaves,
}

/// <summary>What <see cref="Hdbscan"/> is asked for.</summary>
public sealed record HdbscanOptions
{
    /// <summary>Rows that make a cluster, at least 2.</summary>
    public int LeastClusterRows { get; init; } = 10;

    /// <summary>The core distance of a row is that to its so manyth nearest row, itself counted; 0 for as many as make a cluster, but no more than there are.</summary>
    public int LeastNeighbors { get; init; }

    /// <summary>Which branches of the tree are clusters.</summary>
    public ClusterSelection Selection { get; init; } = ClusterSelection.ExcessOfMass;
}

/// <summary>What <see cref="Hdbscan"/> found.</summary>
/// <param name="Labels">The cluster of each row, from 0 in the order of their first rows; −1 for noise.</param>
/// <param name="Strengths">How firmly each row belongs to its cluster, 0 to 1; 0 for noise.</param>
/// <param name="Stabilities">The excess of mass of each cluster, Σ (λ at which a row leaves − λ at which the cluster began), λ = 1 / height.</param>
/// <param name="Tree">The whole hierarchy: single linkage by mutual reachability.</param>
public sealed record HdbscanFit(int[] Labels, double[] Strengths, IReadOnlyList<double> Stabilities, Dendrogram Tree);

/// <summary>HDBSCAN: clusters of any shape and of different densities, and noise, without a radius to choose.</summary>
/// <remarks>
/// <para>Two rows reach each other at their distance, but not below the core distance of either. The minimum spanning tree by that
/// is the hierarchy of all DBSCAN clusterings; branches that lose fewer rows than make a cluster go on as the same cluster, and of the
/// true splits the most lasting are taken. There are at least two clusters or none. About O(n·log² n) time in few dimensions, O(n·d) memory in any: a
/// <see cref="KdTree"/> finds neighbours and edges, no matrix of distances is held. Deterministic on any number of cores.</para>
/// <para>As the package hdbscan with <c>allow_single_cluster=False</c>, but the row itself counts among its neighbours, as in the paper, and rows that
/// coincide count as joined at half the least positive height, where λ would be infinite.</para>
/// <para>R. Campello, D. Moulavi and J. Sander, "Density-based clustering based on hierarchical density estimates", PAKDD (2013).</para>
/// </remarks>
public static class Hdbscan
{
    /// <summary>Labels the rows of <paramref name="points"/>.</summary>
    /// <param name="points">n × d, at least one row, finite; scale the columns first, since distances are Euclidean.</param>
    /// <param name="options">What makes a cluster.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="ArgumentException">There is no row, fewer rows than neighbours asked for, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static HdbscanFit Fit(Matrix points, HdbscanOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        points.ThrowIfFewerRows(1, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LeastClusterRows, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(options.LeastNeighbors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LeastNeighbors, points.Rows);
        if (!Enum.IsDefined(options.Selection))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Selection, "There is no such selection.");
        }

        var (scaled, unit) = UnitScale.Of(points);
        var neighbors = options.LeastNeighbors == 0 ? Math.Min(points.Rows, options.LeastClusterRows) : options.LeastNeighbors;
        var edges = SpanningTree.Of(scaled, CoreDistances(scaled, neighbors, cancellation), cancellation);
        var tree = Agglomerative.Tree(edges, unit);
        return new CondensedTree(tree, options.LeastClusterRows).Select(options.Selection);
    }

    /// <summary>The distance of each row to its so manyth nearest, itself counted.</summary>
    internal static float[] CoreDistances(Matrix points, int neighbors, CancellationToken cancellation)
    {
        if (neighbors == 1)
        {
            return new float[points.Rows];
        }

        var found = NearestNeighbors.Among(points, neighbors - 1, cancellation);
        var cores = new float[points.Rows];
        for (var i = 0; i < cores.Length; i++)
        {
            cores[i] = found.Distances[((i + 1) * found.Count) - 1];
        }

        return cores;
    }
}
