namespace Kindred.Numerics.Clustering.Quality;

/// <summary>How much closer rows are to their own cluster than to the next one.</summary>
/// <remarks>
/// <para>For a row, a is the mean Euclidean distance to the other rows of its cluster and b the least mean distance to the
/// rows of another cluster; its silhouette is (b − a) / max(a, b), from −1 to 1, and 0 for the only row of a cluster. Rows
/// with a negative label are noise: they have no silhouette (NaN) and count nowhere.</para>
/// <para>Takes O(n²·d) time and O(n·d) memory: distances are worked out tile by tile and never kept. They are single precision,
/// their sums double. Each row is summed in a fixed order, so the result does not depend on the number of cores.</para>
/// <para>Agrees with scikit-learn's <c>silhouette_samples</c> and <c>silhouette_score</c> but for noise, which is a
/// cluster of its own there. P. J. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20 (1987).</para>
/// </remarks>
public static class Silhouette
{
    /// <summary>The silhouette of each row.</summary>
    /// <param name="points">n × d, finite.</param>
    /// <param name="labels">One a row, of at least two clusters.</param>
    /// <param name="progress">Told the share of rows done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, labels are not one a row, or there are fewer than two clusters.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static double[] Values(Matrix points, int[] labels, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Check(points, labels);
        return SilhouetteSums.Values(points, [labels], progress, cancellation)[0];
    }

    /// <summary>The mean silhouette of all rows that are not noise.</summary>
    /// <inheritdoc cref="Values"/>
    public static double Mean(Matrix points, int[] labels, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        MeanOf(Values(points, labels, progress, cancellation));

    /// <summary>The mean silhouettes of several labelings of the same rows, for little more than the price of one.</summary>
    /// <param name="points">n × d, finite.</param>
    /// <param name="labelings">Each with one label a row, of at least two clusters.</param>
    /// <param name="progress">Told the share of rows done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, labels are not one a row, or there are fewer than two clusters.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static double[] Means(Matrix points, IReadOnlyList<int[]> labelings, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(labelings);
        foreach (var labels in labelings)
        {
            Check(points, labels);
        }

        return [.. SilhouetteSums.Values(points, labelings, progress, cancellation).Select(MeanOf)];
    }

    /// <summary>The mean silhouettes of several labelings within one random sample of rows, distances to sampled rows alone.</summary>
    /// <param name="points">n × d, finite.</param>
    /// <param name="labelings">Each with one label a row, of at least two clusters.</param>
    /// <param name="rows">Rows in the sample; with as many or more rows than there are the result is exact.</param>
    /// <param name="seed">From which the sample follows.</param>
    /// <param name="progress">Told the share of rows done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    /// <remarks>A row whose sample holds no other cluster counts as 0.</remarks>
    /// <exception cref="ArgumentException">As for <see cref="Means"/>, or the sample has fewer than two rows.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static double[] SampledMeans(
        Matrix points, IReadOnlyList<int[]> labelings, int rows, ulong seed, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(labelings);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        foreach (var labels in labelings)
        {
            Check(points, labels);
        }

        var chosen = RowSample.Distinct(points.Rows, rows, new Rng(seed));
        var sample = RowSample.Take(points, chosen);
        var within = labelings.Select(labels => Array.ConvertAll(chosen, i => labels[i])).ToArray();
        return [.. SilhouetteSums.Values(sample, within, progress, cancellation).Select(MeanOf)];
    }

    static void Check(Matrix points, int[] labels)
    {
        points.ThrowIfNotSquarable(nameof(points));
        LabelChecks.OneLabelARow(points, labels);
        LabelChecks.TwoClusters(labels);
    }

    static double MeanOf(double[] values)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            sum += double.IsNaN(value) ? 0 : value;
            count += double.IsNaN(value) ? 0 : 1;
        }

        return count == 0 ? 0 : sum / count;
    }
}
