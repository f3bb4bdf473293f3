namespace Kindred.Numerics.Clustering.Quality;

/// <summary>One cluster with rows: how many, their mean, their mean distance from it, and the sum of their squared distances.</summary>
sealed record Spread(int Count, double[] Mean, double Distance, double Squares)
{
    /// <summary>Those of all clusters that have rows, by label; rows with a negative label are left out.</summary>
    public static List<Spread> Of(Matrix points, int[] labels)
    {
        points.ThrowIfNotFinite(nameof(points));
        LabelChecks.OneLabelARow(points, labels);
        LabelChecks.TwoClusters(labels);

        var clusters = labels.Max() + 1;
        var (counts, means) = Means(points, labels, clusters);
        var (distances, squares) = Distances(points, labels, means, clusters);
        return [.. from c in Enumerable.Range(0, clusters)
                   where counts[c] > 0
                   select new Spread(
                       counts[c], means[(c * points.Columns)..((c + 1) * points.Columns)], distances[c] / counts[c], squares[c])];
    }

    static (int[] Counts, double[] Means) Means(Matrix points, int[] labels, int clusters)
    {
        var d = points.Columns;
        var (counts, sums) = (new int[clusters], new double[clusters * d]);
        var blocks = Blocks(points, clusters, (from, until) =>
        {
            var block = new double[clusters * d];
            for (var i = from; i < until; i++)
            {
                if (labels[i] >= 0)
                {
                    RowSums.Add(block.AsSpan(labels[i] * d, d), points.Row(i));
                }
            }

            return block;
        });
        foreach (var label in labels)
        {
            counts[Math.Max(0, label)] += label < 0 ? 0 : 1;
        }

        for (var j = 0; j < sums.Length; j++)
        {
            sums[j] = blocks.Sum(block => block[j]) / Math.Max(1, counts[j / d]);
        }

        return (counts, sums);
    }

    static (double[] Distances, double[] Squares) Distances(Matrix points, int[] labels, double[] means, int clusters)
    {
        var d = points.Columns;
        var blocks = Blocks(points, clusters, (from, until) =>
        {
            var block = new double[2 * clusters];
            for (var i = from; i < until; i++)
            {
                if (labels[i] >= 0)
                {
                    var square = RowSums.SquaredDistance(points.Row(i), means.AsSpan(labels[i] * d, d));
                    block[labels[i]] += Math.Sqrt(square);
                    block[clusters + labels[i]] += square;
                }
            }

            return block;
        });
        var sums = Enumerable.Range(0, 2 * clusters).Select(c => blocks.Sum(block => block[c])).ToArray();
        return (sums[..clusters], sums[clusters..]);
    }

    /// <summary>What each block of rows gives, in block order; blocks grow with the clusters so that their sums stay small beside the rows.</summary>
    static double[][] Blocks(Matrix points, int clusters, Func<int, int, double[]> sum)
    {
        var size = Math.Max(RowBlocks.Usual, 8 * clusters);
        var blocks = new double[RowBlocks.Count(points.Rows, size)][];
        RowBlocks.For(points.Rows, size, (block, from, until) => blocks[block] = sum(from, until), CancellationToken.None);
        return blocks;
    }
}
