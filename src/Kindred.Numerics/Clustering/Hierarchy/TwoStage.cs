namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>What <see cref="TwoStage"/> is asked for.</summary>
public sealed record TwoStageOptions
{
    /// <summary>Micro-clusters in the first stage, at least 1; fewer where there are fewer rows.</summary>
    public int MicroClusters { get; init; } = 1000;

    /// <summary>Rows on which the micro-clusters are learnt, at least as many as these.</summary>
    public int LearningRows { get; init; } = 50_000;

    /// <summary>From which all chance follows.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What <see cref="TwoStage"/> found.</summary>
/// <param name="Centres">The mean of each micro-cluster that has rows.</param>
/// <param name="MicroLabels">The micro-cluster of each row.</param>
/// <param name="Tree">Ward's tree of the micro-clusters; its rows count all the rows in them.</param>
public sealed record TwoStageFit(Matrix Centres, int[] MicroLabels, Dendrogram Tree)
{
    /// <summary>The label of each row when the tree is cut into exactly so many clusters.</summary>
    /// <param name="clusters">From 1 to the number of micro-clusters.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer micro-clusters, or no cluster is asked for.</exception>
    public int[] CutInto(int clusters)
    {
        var labels = Tree.CutInto(clusters);
        return Array.ConvertAll(MicroLabels, micro => labels[micro]);
    }

    /// <summary>The label of each row when all merges up to a height are made.</summary>
    /// <param name="height">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The height is negative or not a number.</exception>
    public int[] CutAt(double height)
    {
        var labels = Tree.CutAt(height);
        return Array.ConvertAll(MicroLabels, micro => labels[micro]);
    }
}

/// <summary>A hierarchy of millions of rows: many small clusters by k-means, then Ward's merges of these.</summary>
/// <remarks>
/// <para>The micro-clusters are learnt on a random sample; every row goes to the nearest, and the means of all their rows, weighted by
/// their numbers, merge as the rows themselves would: a merge's height is what it adds to the sum of squares of all rows. What is lost against
/// <see cref="Agglomerative"/> is the tree below the micro-clusters. O((n + 10·sample)·m·d) time for m of them, O(n + m·d) memory beside the
/// rows. The same seed gives the same bits on any number of cores.</para>
/// <para>Micro-clusters are numbered by their first rows. T. Zhang, R. Ramakrishnan and M. Livny, "BIRCH", SIGMOD (1996), has the idea; k-means in place of its tree
/// of features does not depend on the order of the rows.</para>
/// </remarks>
public static class TwoStage
{
    const int Iterations = 10;

    /// <summary>Clusters the rows of <paramref name="points"/> in two stages.</summary>
    /// <param name="points">n × d, at least one row, finite; scale the columns first.</param>
    /// <param name="options">How fine the first stage is.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="ArgumentException">There is no row, a value is not finite or beyond ±10¹⁵, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static TwoStageFit Fit(Matrix points, TwoStageOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        points.ThrowIfFewerRows(1, nameof(points));
        points.ThrowIfNotSquarable(nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MicroClusters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LearningRows, options.MicroClusters);

        var sample = RowSample.Take(points, RowSample.Distinct(points.Rows, options.LearningRows, new Rng(options.Seed)));
        var learnt = KMeans.Fit(
            sample,
            new()
            {
                Clusters = Math.Min(options.MicroClusters, sample.Rows),
                Starts = 1,
                MaxIterations = Iterations,
                TrialRows = 0,
                Seed = options.Seed,
            },
            null,
            cancellation);
        var labels = learnt.Predict(points, cancellation);
        var (centres, sizes) = Means(points, labels);
        return new(centres, labels, Agglomerative.Ward(centres, sizes, cancellation));
    }

    /// <summary>Renumbers the labels by their first rows, without gaps, and returns the means and numbers of their rows.</summary>
    static (Matrix Means, int[] Sizes) Means(Matrix points, int[] labels)
    {
        var (numbers, d, sizes) = (new Dictionary<int, int>(), points.Columns, new List<int>());
        var sums = new List<double[]>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (numbers.TryAdd(labels[i], sizes.Count))
            {
                sizes.Add(0);
                sums.Add(new double[d]);
            }

            labels[i] = numbers[labels[i]];
            sizes[labels[i]]++;
            RowSums.Add(sums[labels[i]], points.Row(i));
        }

        var means = new Matrix(sizes.Count, d);
        for (var c = 0; c < means.Rows; c++)
        {
            for (var j = 0; j < d; j++)
            {
                means[c, j] = (float)(sums[c][j] / sizes[c]);
            }
        }

        return (means, [.. sizes]);
    }
}
