namespace Kindred.Numerics.Clustering.Quality;

/// <summary>What <see cref="ClusterStability"/> is asked for.</summary>
public sealed record ClusterStabilityOptions
{
    /// <summary>Bootstrap samples, at least 1.</summary>
    public int Resamples { get; init; } = 50;

    /// <summary>Rows drawn with replacement for each sample; 0 for as many as there are.</summary>
    public int Rows { get; init; }

    /// <summary>From which all chance follows; sample b draws and clusters with seed + b.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>How reliably one cluster is found again.</summary>
/// <param name="Jaccard">Mean over samples of its greatest Jaccard similarity with a cluster found there: 0 to 1; NaN when no sample held a row of it.</param>
/// <param name="Recovered">Samples with a similarity of 0.75 or more.</param>
/// <param name="Dissolved">Samples with a similarity of 0.5 or less.</param>
/// <param name="Samples">Samples that held a row of it.</param>
public readonly record struct StableCluster(double Jaccard, int Recovered, int Dissolved, int Samples);

/// <summary>Whether clusters are found again when the data are a little different: Hennig's bootstrap.</summary>
/// <remarks>
/// <para>Each sample draws rows with replacement, keeps one of each, clusters them anew and compares every original cluster, cut
/// down to the sampled rows, with its most similar new one: |A ∩ B| / |A ∪ B|. Above 0.85 a cluster is highly stable,
/// from 0.75 valid, below 0.6 not to be trusted.</para>
/// <para>As <c>clusterboot(bootmethod = "boot")</c> of the R package fpc, but a sample without a row of a cluster says nothing about it instead
/// of counting as 0, and samples may be smaller than the data. Samples run in parallel, each with a seed of its own, so the
/// result does not depend on the number of cores. C. Hennig, "Cluster-wise assessment of cluster stability", CSDA 52 (2007).</para>
/// </remarks>
public static class ClusterStability
{
    /// <summary>The stability of each cluster, by label.</summary>
    /// <param name="points">n × d, as the clustering wants them.</param>
    /// <param name="labels">The clustering to judge: one label a row, negative for noise.</param>
    /// <param name="cluster">Labels the rows of a sample with the given seed; called on several threads at once.</param>
    /// <param name="options">How many samples of which size.</param>
    /// <param name="progress">Told the share of samples done, 0 to 1.</param>
    /// <param name="cancellation">Looked at before each sample.</param>
    /// <exception cref="ArgumentException">Labels are not one a row, none is 0 or more, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static StableCluster[] Bootstrap(
        Matrix points, int[] labels, Func<Matrix, ulong, int[]> cluster, ClusterStabilityOptions options,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(options);
        LabelChecks.OneLabelARow(points, labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resamples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Rows);
        LabelChecks.OneCluster(labels);

        var (similarities, done) = (new double[options.Resamples][], 0);
        var drawn = options.Rows == 0 ? points.Rows : options.Rows;
        RowBlocks.Each(options.Resamples, b =>
        {
            var seed = options.Seed + (ulong)b;
            var rows = Draw(points.Rows, drawn, new Rng(seed));
            var found = cluster(RowSample.Take(points, rows), seed);
            similarities[b] = Similarities(Array.ConvertAll(rows, i => labels[i]), found, labels.Max() + 1);
            progress?.Report(Interlocked.Increment(ref done) / (double)options.Resamples);
        }, cancellation);
        return [.. Enumerable.Range(0, labels.Max() + 1).Select(c => Summarise([.. similarities.Select(sample => sample[c]).Where(x => !double.IsNaN(x))]))];
    }

    /// <summary>The different rows among <paramref name="count"/> drawn with replacement, in ascending order.</summary>
    static int[] Draw(int rows, int count, Rng rng)
    {
        var drawn = new int[count];
        for (var i = 0; i < count; i++)
        {
            drawn[i] = rng.NextInt32(rows);
        }

        Array.Sort(drawn);
        return [.. drawn.Distinct()];
    }

    /// <summary>For each original cluster the greatest Jaccard similarity with a found one; NaN where the sample has no row of it.</summary>
    static double[] Similarities(int[] labels, int[] found, int clusters)
    {
        var best = new double[clusters];
        Array.Fill(best, double.NaN);
        var table = Contingency.Of(labels, found);
        foreach (var ((row, column), both) in table.Counts)
        {
            var label = table.RowLabels[row];
            if (label >= 0)
            {
                var either = table.RowSums[row] + table.ColumnSums[column] - both;
                var similarity = table.ColumnLabels[column] < 0 ? 0 : both / (double)either;
                best[label] = double.IsNaN(best[label]) ? similarity : Math.Max(best[label], similarity);
            }
        }

        return best;
    }

    static StableCluster Summarise(double[] similarities) => new(
        similarities.Length == 0 ? double.NaN : similarities.Average(),
        similarities.Count(x => x >= 0.75),
        similarities.Count(x => x <= 0.5),
        similarities.Length);
}
