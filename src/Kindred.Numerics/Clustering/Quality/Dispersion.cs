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
        var groups = Measure(points, labels);
        var total = groups.Sum(group => group.Count);
        if (groups.Count >= total)
        {
            throw new ArgumentException($"Fewer clusters than rows are needed: {groups.Count} clusters of {total} rows.", nameof(labels));
        }

        var within = groups.Sum(group => group.Squares);
        var between = 0.0;
        for (var j = 0; j < points.Columns; j++)
        {
            var mean = groups.Sum(group => group.Mean[j] * group.Count) / total;
            between += groups.Sum(group => group.Count * (group.Mean[j] - mean) * (group.Mean[j] - mean));
        }

        return within == 0 ? 1 : between * (total - groups.Count) / (within * (groups.Count - 1));
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
    public static double DaviesBouldin(Matrix points, int[] labels)
    {
        var groups = Measure(points, labels);
        return groups.Average(one => groups.Max(other => Ratio(one, other)));
    }

    static double Ratio(Group one, Group other)
    {
        var square = 0.0;
        for (var j = 0; j < one.Mean.Length; j++)
        {
            square += (one.Mean[j] - other.Mean[j]) * (one.Mean[j] - other.Mean[j]);
        }

        return square == 0 ? 0 : (one.Distances + other.Distances) / Math.Sqrt(square);
    }

    /// <summary>Size, mean, mean distance from it and sum of squared distances of each cluster that has rows.</summary>
    static List<Group> Measure(Matrix points, int[] labels)
    {
        points.ThrowIfNotFinite(nameof(points));
        LabelChecks.OneLabelARow(points, labels);
        LabelChecks.TwoClusters(labels);

        var (clusters, columns) = (labels.Max() + 1, points.Columns);
        var (counts, means) = ClusterMeans(points, labels, clusters);
        var blocks = new (double[] Squares, double[] Distances)[RowBlocks.Count(points.Rows, RowBlocks.Usual)];
        RowBlocks.For(points.Rows, RowBlocks.Usual, (block, from, until) =>
        {
            var (squares, distances) = (new double[clusters], new double[clusters]);
            for (var i = from; i < until; i++)
            {
                if (labels[i] >= 0)
                {
                    var square = Square(points.Row(i), means.AsSpan(labels[i] * columns, columns));
                    squares[labels[i]] += square;
                    distances[labels[i]] += Math.Sqrt(square);
                }
            }

            blocks[block] = (squares, distances);
        }, CancellationToken.None);

        return [.. from c in Enumerable.Range(0, clusters)
                   where counts[c] > 0
                   select new Group(
                       counts[c],
                       means[(c * columns)..((c + 1) * columns)],
                       blocks.Sum(block => block.Distances[c]) / counts[c],
                       blocks.Sum(block => block.Squares[c]))];
    }

    static (int[] Counts, double[] Means) ClusterMeans(Matrix points, int[] labels, int clusters)
    {
        var (counts, means) = (new int[clusters], new double[clusters * points.Columns]);
        for (var i = 0; i < points.Rows; i++)
        {
            if (labels[i] >= 0)
            {
                counts[labels[i]]++;
                var row = points.Row(i);
                var mean = means.AsSpan(labels[i] * points.Columns, points.Columns);
                for (var j = 0; j < row.Length; j++)
                {
                    mean[j] += row[j];
                }
            }
        }

        for (var j = 0; j < means.Length; j++)
        {
            means[j] /= Math.Max(1, counts[j / points.Columns]);
        }

        return (counts, means);
    }

    static double Square(ReadOnlySpan<float> row, ReadOnlySpan<double> mean)
    {
        var sum = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            sum += (row[j] - mean[j]) * (row[j] - mean[j]);
        }

        return sum;
    }

    readonly record struct Group(int Count, double[] Mean, double Distances, double Squares);
}
