namespace Kindred.Numerics.Clustering.Quality;

/// <summary>What <see cref="PredictionStrength"/> is asked for.</summary>
public sealed record PredictionStrengthOptions
{
    /// <summary>The greatest number of clusters tried, from 1 on; at most half the number of rows.</summary>
    public int MostClusters { get; init; } = 10;

    /// <summary>Random splits into halves, at least 1; each half predicts the other.</summary>
    public int Splits { get; init; } = 20;

    /// <summary>k-means++ starts for each half.</summary>
    public int Starts { get; init; } = 10;

    /// <summary>The strength that a number of clusters must reach to be chosen, above 0 and at most 1.</summary>
    public double Threshold { get; init; } = 0.8;

    /// <summary>From which all chance follows; split s has seed + s.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What <see cref="PredictionStrength"/> found.</summary>
/// <param name="Strengths">The mean strength for 1, 2, … clusters; that of one cluster is 1.</param>
/// <param name="Best">The greatest number of clusters whose strength reaches the threshold.</param>
public sealed record PredictionStrengthReport(IReadOnlyList<double> Strengths, int Best);

/// <summary>How well the clusters of one half of the rows tell which rows of the other half belong together.</summary>
/// <remarks>
/// <para>Both halves are clustered by k-means. For each cluster of one half: the share of pairs of its rows that the centres of the other half
/// put into one cluster too; the strength is the least of these, averaged over splits and over both halves. A cluster of one row has no pairs and is
/// passed over; where a half falls into fewer than k clusters, k is 0. Splits run in parallel, each with a seed of its own: the same bits on any number of cores.</para>
/// <para>As <c>prediction.strength</c> of the R package fpc with nearest centroids. R. Tibshirani and G. Walther, "Cluster validation by prediction
/// strength", J. Comput. Graph. Statist. 14 (2005), choose the greatest number of clusters with 0.8 to 0.9.</para>
/// </remarks>
public static class PredictionStrength
{
    /// <summary>The strength for each number of clusters, and the greatest strong one.</summary>
    /// <param name="points">n × d, at least 2 rows, finite; scale the columns first.</param>
    /// <param name="options">The range and the effort.</param>
    /// <param name="progress">Told the share of splits done, 0 to 1.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static PredictionStrengthReport Run(
        Matrix points, PredictionStrengthOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        points.ThrowIfNotSquarable(nameof(points));
        points.ThrowIfFewerRows(2, nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostClusters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MostClusters, points.Rows / 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Splits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Starts, 1);
        if (!(options.Threshold > 0 && options.Threshold <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Threshold, "The threshold is above 0 and at most 1.");
        }

        var (splits, done) = (new double[options.Splits][], 0);
        RowBlocks.Each(options.Splits, s =>
        {
            splits[s] = Split(points, options, options.Seed + (ulong)s, cancellation);
            progress?.Report(Interlocked.Increment(ref done) / (double)options.Splits);
        }, cancellation);
        double[] strengths = [.. Enumerable.Range(0, options.MostClusters).Select(k => splits.Average(split => split[k]))];
        return new(strengths, 1 + Array.FindLastIndex(strengths, strength => strength >= options.Threshold));
    }

    /// <summary>The strength for each number of clusters within one split.</summary>
    static double[] Split(Matrix points, PredictionStrengthOptions options, ulong seed, CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, points.Rows)];
        new Rng(seed).Shuffle<int>(order);
        var half = order.Length / 2;
        var (one, other) = (RowSample.Take(points, order.AsSpan(0, half)), RowSample.Take(points, order.AsSpan(half)));
        return [.. Enumerable.Range(1, options.MostClusters).Select(k =>
        {
            var ask = new KMeansOptions { Clusters = k, Starts = options.Starts, Seed = seed };
            var (first, second) = (KMeans.Fit(one, ask, null, cancellation), KMeans.Fit(other, ask, null, cancellation));
            return (Of(first.Labels, second.Predict(one, cancellation), k) + Of(second.Labels, first.Predict(other, cancellation), k)) / 2;
        })];
    }

    /// <summary>The least share, over clusters, of pairs of rows that are predicted to be together.</summary>
    /// <param name="labels">The clusters.</param>
    /// <param name="predicted">What the other half's centres say.</param>
    /// <param name="clusters">How many clusters were asked for.</param>
    internal static double Of(int[] labels, int[] predicted, int clusters)
    {
        var table = Contingency.Of(labels, predicted);
        if (table.RowSums.Length < clusters)
        {
            return 0;
        }

        var together = new double[table.RowSums.Length];
        foreach (var ((row, _), count) in table.Counts)
        {
            together[row] += count * (count - 1.0);
        }

        return together.Select((pairs, row) => table.RowSums[row] == 1 ? 1 : pairs / (table.RowSums[row] * (table.RowSums[row] - 1.0))).Min();
    }
}
