using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Outliers;

/// <summary>Local outlier factor: rows that lie much less densely than the rows around them are unusual.</summary>
/// <remarks>
/// <para>With k neighbours a row's reach to neighbour o is max(distance to o, distance from o to its own k-th neighbour), its density the inverse of its mean
/// reach, and its factor the mean density of its neighbours over its own: about 1 inside a cluster however dense, above 1 outside.</para>
/// <para>Euclidean distances: scale the columns first. O(n·log n) time in few dimensions, up to O(n²·d) in many (see <see cref="KdTree"/>); memory O(n·k), kept with the rows.
/// The same bits on any number of cores.</para>
/// <para>Departures from scikit-learn's <c>LocalOutlierFactor</c>: the factor itself is given (there, its negative), distances are in single
/// precision, and there is no threshold. As there, exactly k neighbours count, whatever ties with the k-th, and 10⁻¹⁰ is added to a
/// mean reach: more than k equal rows have factor 1, and rows near them a very large one.</para>
/// <para>M. Breunig, H.-P. Kriegel, R. Ng and J. Sander, "LOF: identifying density-based local outliers", SIGMOD (2000).</para>
/// </remarks>
public static class LocalOutlierFactor
{
    /// <summary>Compares each row's density with its neighbours'.</summary>
    /// <param name="points">n × d with n at least 2, finite.</param>
    /// <param name="neighbors">k, from 1 to n − 1; 20 is usual, and more where unusual rows come in groups.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are too few other rows.</exception>
    public static LocalOutlierFactorFit Fit(Matrix points, int neighbors = 20, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(neighbors, points.Rows - 1);
        points.ThrowIfNotSquarable(nameof(points));

        var tree = KdTree.Build(points, cancellation);
        var found = NearestNeighbors.Find(points, tree, neighbors, others: true, cancellation);
        var radii = new float[points.Rows];
        for (var i = 0; i < radii.Length; i++)
        {
            radii[i] = found.Distances[((i + 1) * neighbors) - 1];
        }

        return new(points, tree, found, radii);
    }
}
