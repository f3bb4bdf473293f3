using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>A map of rows on the plane.</summary>
/// <param name="Points">Where each row is (n × 2).</param>
/// <param name="Divergence">Kullback–Leibler divergence of the map from the rows' neighbourhoods, in nats.</param>
/// <param name="Iterations">Steps taken.</param>
public sealed record TsneFit(Matrix Points, double Divergence, int Iterations);

/// <summary>t-SNE: a map on which rows that are neighbours stay neighbours.</summary>
/// <remarks>
/// <para>Rows i and j are neighbours to the degree p(i, j), from normal densities among each row's 3 × perplexity + 1 nearest; on the map to the degree q(i, j) ∝ 1 /
/// (1 + distance²). Gradient descent with momentum and gains makes Σ p·ln(p / q) small, from the first two principal components on. Distances and sizes of groups on the
/// map mean little: read it for who is near whom.</para>
/// <para>A step costs O(n·log n + n·perplexity); memory O(n·perplexity). Deterministic, without any chance, on any number of cores.</para>
/// <para>Departures from scikit-learn's <c>TSNE</c>: its Barnes–Hut tree treats points one by one, ours sixteen at a time with the distance of the nearest of
/// them, which is at least as exact for the same θ; shares are found in double precision. Single precision positions, as there.</para>
/// <para>L. van der Maaten, "Accelerating t-SNE using tree-based algorithms", JMLR 15 (2014); start and step length as in D. Kobak and P. Berens, "The art of using
/// t-SNE for single-cell transcriptomics", Nature Communications 10 (2019).</para>
/// </remarks>
public static class Tsne
{
    const double StartSpread = 1e-4;

    /// <summary>Maps the rows of <paramref name="points"/>.</summary>
    /// <param name="points">n × d with n at least 4, finite; scale the columns first, since distances are Euclidean.</param>
    /// <param name="progress">Receives the share of steps taken.</param>
    /// <exception cref="ArgumentException">There are fewer than four rows, or a value is not finite or beyond ±10¹⁵.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static TsneFit Fit(
        Matrix points, TsneOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        points.ThrowIfFewerRows(4, nameof(points));
        Check(options, points.Rows);
        points.ThrowIfNotSquarable(nameof(points));

        var (sorted, order) = MapOrder.Sort(points, cancellation);
        var neighbors = NearestNeighbors.Among(sorted, Math.Min(points.Rows - 1, (int)((3 * options.Perplexity) + 1)), cancellation);
        var graph = NeighborGraph.Join(neighbors, Affinities.Conditional(neighbors, options.Perplexity, cancellation));
        var descent = new TsneDescent(graph, Affinities.Joint(graph), options, MapOrder.Start(sorted, StartSpread, cancellation));
        descent.Run(progress, cancellation);
        return new(MapOrder.Restore(descent.X, descent.Y, order), descent.Divergence, descent.Iterations);
    }

    static void Check(TsneOptions options, int rows)
    {
        OptionRange.Require(
            options.Perplexity >= 1 && 3 * options.Perplexity <= rows - 1, options.Perplexity, $"a perplexity from 1 to a third of the {rows - 1} other rows");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Iterations, 250);
        OptionRange.Require(options.EarlyExaggeration >= 1 && double.IsFinite(options.EarlyExaggeration), options.EarlyExaggeration, "a finite factor of 1 or more");
        OptionRange.Require(options.LearningRate is null or (> 0 and < double.PositiveInfinity), options.LearningRate, "a finite rate above 0");
        OptionRange.Require(options.Angle is > 0 and <= 1, options.Angle, "an angle above 0 and at most 1");
    }
}
