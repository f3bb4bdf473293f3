namespace Kindred.Numerics.Clustering.Quality;

/// <summary>Judgements of a labeling by its rows' distances from the cluster means.</summary>
/// <remarks>
/// Both take O(n·d) time and sum in row order, in doubles. Rows with a negative label are noise and left out; numbers that no row
/// has are passed over. Both agree with scikit-learn's functions of the same names.
/// </remarks>
public static class Dispersion
{
    /// <summary>
    /// The ratio of the variance between clusters to that within: (B / (k − 1)) / (W / (n − k)). Higher is better; 1 where there is
    /// no variance within.
    /// </summary>
    /// <remarks>T. Caliński and J. Harabasz, "A dendrite method for cluster analysis", Comm. in Statistics 3 (1974).</remarks>
    /// <param name="points">n × d, finite.</param>
    /// <param name="labels">One a row, of at least two clusters and fewer clusters than rows.</param>
    /// <exception cref="ArgumentException">A value is not finite, labels are not one a row, or the number of clusters is out of range.</exception>
    public static double CalinskiHarabasz(Matrix points, int[] labels)
    {
        var spreads = Spread.Of(points, labels);
        return spreads.All(spread => spread.Count == 1)
            ? throw new ArgumentException($"Fewer clusters than rows are needed, found {spreads.Count} of both.", nameof(labels))
            : VarianceRatio(spreads);
    }

    /// <summary>
    /// The mean over clusters of the worst ratio (sᵢ + sⱼ) / dᵢⱼ, with s the mean distance of a cluster's rows from its mean and d the
    /// distance between two means. Lower is better.
    /// </summary>
    /// <remarks>
    /// Two clusters with the same mean count as a ratio of 0, as in scikit-learn.
    /// D. L. Davies and D. W. Bouldin, "A cluster separation measure", IEEE Trans. PAMI 1 (1979).
    /// </remarks>
    /// <param name="points">n × d, finite.</param>
    /// <param name="labels">One a row, of at least two clusters.</param>
    /// <exception cref="ArgumentException">A value is not finite, labels are not one a row, or there are fewer than two clusters.</exception>
    public static double DaviesBouldin(Matrix points, int[] labels) => WorstOverlap(Spread.Of(points, labels));

    internal static double VarianceRatio(List<Spread> spreads)
    {
        var total = spreads.Sum(spread => spread.Count);
        var within = spreads.Sum(spread => spread.Squares);
        var between = 0.0;
        for (var j = 0; j < spreads[0].Mean.Length; j++)
        {
            var mean = spreads.Sum(spread => spread.Mean[j] * spread.Count) / total;
            between += spreads.Sum(spread => spread.Count * (spread.Mean[j] - mean) * (spread.Mean[j] - mean));
        }

        return within == 0 ? 1 : between * (total - spreads.Count) / (within * (spreads.Count - 1));
    }

    internal static double WorstOverlap(List<Spread> spreads) => spreads.Average(one => spreads.Max(other => Ratio(one, other)));

    static double Ratio(Spread one, Spread other)
    {
        var square = 0.0;
        for (var j = 0; j < one.Mean.Length; j++)
        {
            square += (one.Mean[j] - other.Mean[j]) * (one.Mean[j] - other.Mean[j]);
        }

        return square == 0 ? 0 : (one.Distance + other.Distance) / Math.Sqrt(square);
    }
}
