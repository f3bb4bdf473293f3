using Kindred.Numerics.Scaling;

namespace Kindred.Numerics.Clustering;

/// <summary>k-means: clusters around means, by Lloyd's iterations from greedy k-means++ starts.</summary>
/// <remarks>
/// <para>Minimises the inertia, the sum of squared Euclidean distances from the rows to their nearest centres; a local minimum is found a
/// start. An iteration takes O(n·k·d) time; a fit holds 12 bytes a row beside its input. Distances are single
/// precision, sums and means double. Rows are worked on in parallel in fixed blocks, so a seed gives the same bits on any number of cores.</para>
/// <para>Like scikit-learn's <c>KMeans</c> (greedy k-means++ with 2 + ln k candidates, the same tolerance), but: at most 8
/// candidates; a centre that loses all rows moves to the row farthest from its own centre without taking
/// that row out of its old cluster's mean at once; and starts can be tried on a sample.</para>
/// <para>S. Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28 (1982); D. Arthur and
/// S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA (2007).</para>
/// </remarks>
public static class KMeans
{
    const int MostFinalists = 3;

    /// <summary>Fits centres to the rows of <paramref name="points"/>.</summary>
    /// <param name="points">n × d, finite; scale the columns first, since distances are Euclidean.</param>
    /// <param name="options">How many clusters, starts and iterations.</param>
    /// <param name="progress">Told the share of starts done, 0 to 1.</param>
    /// <param name="cancellation">Looked at in every iteration.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, there are fewer rows than clusters, an option is out of
    /// range, or the initial centres have another shape than clusters × columns.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static KMeansFit Fit(Matrix points, KMeansOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        points.ThrowIfNotSquarable(nameof(points));
        Check(points, options);
        if (options.InitialCentres is { } centres)
        {
            return Finish(points, centres, options, Tolerance(points, options), cancellation);
        }

        if (options.TrialRows == 0 || options.TrialRows >= points.Rows)
        {
            return Best(Starts(points, options, Tolerance(points, options), progress, cancellation));
        }

        var chosen = RowSample.Distinct(points.Rows, Math.Max(options.TrialRows, options.Clusters), new Rng(options.Seed));
        var sample = RowSample.Take(points, chosen);
        var tolerance = Tolerance(sample, options);
        var finalists = Finalists(Starts(sample, options, tolerance, progress, cancellation));
        var best = finalists.Count == 1 ? finalists[0] : finalists.MinBy(trial => Lloyd.Nearest(points, trial.Centres, cancellation).Inertia)!;
        return Finish(points, best.Centres, options, tolerance, cancellation);
    }

    static void Check(Matrix points, KMeansOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Clusters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Clusters, points.Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Starts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.TrialRows);
        if (!(options.Tolerance >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Tolerance, "The tolerance is 0 or more.");
        }

        if (options.InitialCentres is { } centres)
        {
            centres.ThrowIfOtherColumns(points.Columns, nameof(centres));
            centres.ThrowIfNotSquarable(nameof(centres));
            ArgumentOutOfRangeException.ThrowIfNotEqual(centres.Rows, options.Clusters);
        }
    }

    /// <summary>One fit a start. Few rows: the starts run side by side; many: one after the other, each over its blocks in parallel.</summary>
    static KMeansFit[] Starts(Matrix points, KMeansOptions options, double tolerance, IProgress<double>? progress, CancellationToken cancellation)
    {
        var (fits, done) = (new KMeansFit[options.Starts], 0);
        if (Lloyd.BlockSize(points) >= points.Rows)
        {
            RowBlocks.Each(options.Starts, Start, cancellation);
        }
        else
        {
            for (var start = 0; start < options.Starts; start++)
            {
                Start(start);
            }
        }

        return fits;

        void Start(int start)
        {
            var centres = KMeansPlusPlus.Choose(points, options.Clusters, new Rng(options.Seed + (ulong)start), cancellation);
            fits[start] = Lloyd.Run(points, centres, options.MaxIterations, tolerance, cancellation);
            progress?.Report(Interlocked.Increment(ref done) / (double)options.Starts);
        }
    }

    static KMeansFit Best(KMeansFit[] fits) => fits.MinBy(fit => fit.Inertia)!;

    /// <summary>
    /// The best few outcomes on the sample: those whose inertias differ by more than convergence leaves open, and by less than the
    /// sample may mislead.
    /// </summary>
    static List<KMeansFit> Finalists(KMeansFit[] trials)
    {
        var kept = new List<KMeansFit>(MostFinalists);
        foreach (var trial in trials.OrderBy(trial => trial.Inertia))
        {
            if (kept.Count == 0 || (kept.Count < MostFinalists && trial.Inertia > kept[^1].Inertia * 1.0005 && trial.Inertia < kept[0].Inertia * 1.03))
            {
                kept.Add(trial);
            }
        }

        return kept;
    }

    static KMeansFit Finish(Matrix points, Matrix centres, KMeansOptions options, double tolerance, CancellationToken cancellation) =>
        Lloyd.Run(points, centres, options.MaxIterations, tolerance, cancellation);

    static double Tolerance(Matrix points, KMeansOptions options) =>
        options.Tolerance * ColumnMoments.WithVariances(points).Variances.Average();
}
