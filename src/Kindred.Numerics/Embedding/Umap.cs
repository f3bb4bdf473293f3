using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>UMAP: a map on which rows that are neighbours stay neighbours, and on which new rows can be placed.</summary>
/// <remarks>
/// <para>Rows i and j are neighbours to the degree w(i, j) = w(j|i) + w(i|j) − w(j|i)·w(i|j), with w(j|i) = exp(−(distance − ρᵢ) / σᵢ), ρᵢ the distance of the nearest other and
/// σᵢ such that the degrees add up to log₂ k. On the map the degree is 1 / (1 + a·distance^(2b)). Neighbours attract each other in proportion to w, and each attraction comes
/// with five repulsions from rows drawn at random; steps shrink from 1 to 0 over the epochs.</para>
/// <para>O(n·log n) for neighbours in few dimensions, O(epochs·n·k) for the layout; memory O(n·k).</para>
/// <para>Deterministic on any number of cores: in an epoch every row moves by itself, one pull after the other, while it sees the others where they were when the epoch
/// began. Departures from umap-learn: that schedule (there, rows move each other at once, and in parallel by chance); exact neighbours; the start is the first two
/// principal components, not the spectrum of the graph (they serve as well: D. Kobak and G. Linderman, Nature Biotechnology 39, 2021); Euclidean distances, two dimensions.</para>
/// <para>L. McInnes, J. Healy and J. Melville, "UMAP: Uniform Manifold Approximation and Projection", arXiv:1802.03426 (2018).</para>
/// </remarks>
public static class Umap
{
    const int FewRows = 10_000;

    /// <summary>Maps the rows of <paramref name="points"/>.</summary>
    /// <param name="points">n × d with n at least 4, finite; scale the columns first, since distances are Euclidean.</param>
    /// <param name="progress">Receives the share of epochs done.</param>
    /// <exception cref="ArgumentException">There are fewer than four rows, or a value is not finite or beyond ±10¹⁵.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static UmapFit Fit(
        Matrix points, UmapOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        points.ThrowIfFewerRows(4, nameof(points));
        Check(options, points.Rows);
        points.ThrowIfNotSquarable(nameof(points));

        var (sorted, order) = MapOrder.Sort(points, cancellation);
        var neighbors = NearestNeighbors.Among(sorted, options.Neighbors - 1, cancellation);
        var graph = NeighborGraph.Join(neighbors, FuzzyDegrees.Among(neighbors, cancellation));
        var epochs = options.Epochs ?? (points.Rows <= FewRows ? 500 : 200);
        var curve = UmapCurve.Fit(options.MinDistance, options.Spread);
        var layout = new UmapLayout(graph, FuzzyDegrees.Union(graph), curve, MapOrder.Start(sorted, 1, cancellation), options.Seed);
        layout.Run(epochs, progress, cancellation);
        return new(sorted, layout.X, layout.Y, order, curve, options);
    }

    static void Check(UmapOptions options, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Neighbors, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Neighbors, rows);
        OptionRange.Require(options.Spread > 0 && double.IsFinite(options.Spread), options.Spread, "a finite spread above 0");
        OptionRange.Require(options.MinDistance >= 0 && options.MinDistance <= options.Spread, options.MinDistance, "a distance from 0 to the spread");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs ?? 10, 10, "options.Epochs");
    }
}
