namespace Kindred.Numerics.Clustering;

/// <summary>What <see cref="MiniBatchKMeans"/> is asked for.</summary>
public sealed record MiniBatchKMeansOptions
{
    /// <summary>Number of clusters, at least 1 and at most the number of rows.</summary>
    public required int Clusters { get; init; }

    /// <summary>Rows a batch, at least 1; fewer where there are fewer rows.</summary>
    public int BatchRows { get; init; } = 4096;

    /// <summary>Most batches.</summary>
    public int MaxBatches { get; init; } = 1000;

    /// <summary>Batches in a row without a better smoothed inertia after which learning ends.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>A centre whose weight is below this share of the greatest starts anew at a row of the batch; 0 for never.</summary>
    public double LeastWeight { get; init; } = 0.01;

    /// <summary>k-means++ starts on the first batches; the one with the least inertia there is kept.</summary>
    public int Starts { get; init; } = 3;

    /// <summary>From which all chance follows.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Centres that learn batch after batch, for data that come in pieces or do not fit in memory.</summary>
/// <param name="Centres">k × d, the means of the rows given to each so far.</param>
/// <param name="Weights">How many rows each centre has been given.</param>
public sealed record MiniBatchCentres(Matrix Centres, IReadOnlyList<double> Weights)
{
    /// <summary>The centres after one more batch: each moves to the mean of its former rows and the batch's.</summary>
    /// <param name="batch">Finite rows with as many columns as the centres.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    /// <exception cref="ArgumentException">The number of columns differs or a value is not finite or beyond ±10¹⁵.</exception>
    public MiniBatchCentres Learn(Matrix batch, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.ThrowIfOtherColumns(Centres.Columns, nameof(batch));
        batch.ThrowIfNotSquarable(nameof(batch));
        return LearnChecked(batch, cancellation).Centres;
    }

    internal (MiniBatchCentres Centres, double Inertia) LearnChecked(Matrix batch, CancellationToken cancellation)
    {
        var d = Centres.Columns;
        var nearest = NearestCentres.Of(batch, Centres, cancellation);
        var (sums, weights) = (new double[Centres.Values.Length], Weights.ToArray());
        for (var i = 0; i < batch.Rows; i++)
        {
            RowSums.Add(sums.AsSpan(nearest.Labels[i] * d, d), batch.Row(i));
            weights[nearest.Labels[i]]++;
        }

        var moved = new Matrix(Centres.Rows, d);
        for (var c = 0; c < Centres.Rows; c++)
        {
            for (var j = 0; j < d; j++)
            {
                moved[c, j] = weights[c] == 0
                    ? Centres[c, j]
                    : (float)(((Centres[c, j] * Weights[c]) + sums[(c * d) + j]) / weights[c]);
            }
        }

        return (new(moved, weights), nearest.Inertia);
    }
}

/// <summary>k-means that learns from small random batches: far less work than full iterations at slightly higher inertia.</summary>
/// <remarks>
/// <para>Each batch labels its rows with the nearest centres and moves these to the running mean of all rows they were given. Learning
/// ends when the smoothed inertia of the batches stops falling; then all rows are labelled once. A fit takes O((n + batches·batch)·k·d)
/// time and O(n) memory. The same seed gives the same bits on any number of cores.</para>
/// <para>As scikit-learn's <c>MiniBatchKMeans</c>, but weak centres are looked at every ten batches, the inertia is
/// smoothed over no more batches than the patience, and there is no stop on small moves.</para>
/// <para>D. Sculley, "Web-scale k-means clustering", WWW (2010).</para>
/// </remarks>
public static class MiniBatchKMeans
{
    const int WeakEvery = 10;

    /// <summary>Centres to begin with: the best of a few k-means++ starts on one batch, as yet without weight.</summary>
    /// <param name="batch">At least as many finite rows as clusters.</param>
    /// <param name="options">How many clusters and starts.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, there are fewer rows than clusters, or an option is out of range.</exception>
    public static MiniBatchCentres Start(Matrix batch, MiniBatchKMeansOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.ThrowIfNotSquarable(nameof(batch));
        Check(batch, options);
        return StartChecked(batch, options, cancellation);
    }

    /// <summary>Learns from random batches of the rows of <paramref name="points"/>, then labels them all.</summary>
    /// <param name="points">n × d, finite; scale the columns first.</param>
    /// <param name="options">How many clusters and batches.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    /// <returns>The fit; its iterations are batches, and it converged if it ran out of patience before it ran out of batches.</returns>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, there are fewer rows than clusters, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static KMeansFit Fit(Matrix points, MiniBatchKMeansOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfNotSquarable(nameof(points));
        Check(points, options);

        var rng = new Rng(options.Seed);
        var size = Math.Min(options.BatchRows, points.Rows);
        var first = RowSample.Distinct(points.Rows, Math.Max(3 * size, options.Clusters), rng);
        var centres = StartChecked(RowSample.Take(points, first), options, cancellation);
        var smoothing = Math.Min(1, Math.Max(2.0 * size / (points.Rows + 1.0), 2.0 / (options.Patience + 1.0)));
        var (smoothed, least, patience, batches) = (double.NaN, double.PositiveInfinity, 0, 0);
        while (batches < options.MaxBatches && patience < options.Patience)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = RowSample.Take(points, Draw(points.Rows, size, rng));
            (centres, var inertia) = centres.LearnChecked(batch, cancellation);
            batches++;
            centres = batches % WeakEvery == 0 ? Renew(centres, batch, options.LeastWeight, rng) : centres;
            smoothed = double.IsNaN(smoothed) ? inertia : (smoothed * (1 - smoothing)) + (inertia * smoothing);
            (least, patience) = smoothed < least ? (smoothed, 0) : (least, patience + 1);
        }

        var nearest = NearestCentres.Of(points, centres.Centres, cancellation);
        return new(centres.Centres, nearest.Labels, nearest.Inertia, batches, patience >= options.Patience);
    }

    static MiniBatchCentres StartChecked(Matrix batch, MiniBatchKMeansOptions options, CancellationToken cancellation)
    {
        var starts = Enumerable.Range(0, options.Starts)
            .Select(start => KMeansPlusPlus.Choose(batch, options.Clusters, new Rng(options.Seed + (ulong)start), cancellation));
        var best = starts.MinBy(centres => NearestCentres.Of(batch, centres, cancellation).Inertia)!;
        return new(best, new double[options.Clusters]);
    }

    /// <summary>Random rows, with repeats.</summary>
    static int[] Draw(int rows, int count, Rng rng)
    {
        var drawn = new int[count];
        for (var i = 0; i < count; i++)
        {
            drawn[i] = rng.NextInt32(rows);
        }

        return drawn;
    }

    /// <summary>Moves centres of too little weight to rows of the batch, with the least weight among the others.</summary>
    static MiniBatchCentres Renew(MiniBatchCentres centres, Matrix batch, double share, Rng rng)
    {
        var bound = share * centres.Weights.Max();
        if (centres.Weights.All(weight => weight >= bound))
        {
            return centres;
        }

        var (moved, weights) = (centres.Centres.Copy(), centres.Weights.ToArray());
        var least = weights.Where(weight => weight >= bound).Min();
        for (var c = 0; c < weights.Length; c++)
        {
            if (weights[c] < bound)
            {
                batch.Row(rng.NextInt32(batch.Rows)).CopyTo(moved.Row(c));
                weights[c] = least;
            }
        }

        return new(moved, weights);
    }

    static void Check(Matrix points, MiniBatchKMeansOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Clusters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Clusters, points.Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatches, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Patience, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Starts, 1);
        if (!(options.LeastWeight >= 0 && options.LeastWeight < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.LeastWeight, "The least weight is a share from 0 to below 1.");
        }
    }
}
