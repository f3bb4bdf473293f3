using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Clustering;

/// <summary>What <see cref="KMeansSelection"/> is asked for.</summary>
public sealed record KMeansSelectionOptions
{
    /// <summary>The least number of clusters tried, at least 2.</summary>
    public int LeastClusters { get; init; } = 2;

    /// <summary>The greatest number of clusters tried, at most the number of rows less 1.</summary>
    public int MostClusters { get; init; } = 10;

    /// <summary>k-means++ starts for each number of clusters.</summary>
    public int Starts { get; init; } = 10;

    /// <summary>Rows on which starts are tried; see <see cref="KMeansOptions.TrialRows"/>.</summary>
    public int TrialRows { get; init; } = 10_000;

    /// <summary>Rows in the sample within which silhouettes are worked out.</summary>
    public int SilhouetteRows { get; init; } = 10_000;

    /// <summary>Bootstrap samples for the stability of the chosen clusters; 0 for none.</summary>
    public int Resamples { get; init; } = 50;

    /// <summary>Rows drawn for a bootstrap sample; fewer are drawn where there are fewer.</summary>
    public int ResampleRows { get; init; } = 5_000;

    /// <summary>From which all chance follows.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>One number of clusters tried; all measures are 0 where equal rows left only one cluster with rows.</summary>
/// <param name="Fit">The clustering of all rows.</param>
/// <param name="Silhouette">Mean silhouette within the sample.</param>
/// <param name="CalinskiHarabasz">Of all rows; see <see cref="Dispersion.CalinskiHarabasz"/>.</param>
/// <param name="DaviesBouldin">Of all rows; see <see cref="Dispersion.DaviesBouldin"/>.</param>
public sealed record KMeansCandidate(KMeansFit Fit, double Silhouette, double CalinskiHarabasz, double DaviesBouldin)
{
    /// <summary>The number of clusters.</summary>
    public int Clusters => Fit.Centres.Rows;
}

/// <summary>What <see cref="KMeansSelection"/> found.</summary>
/// <param name="Candidates">One for each number of clusters, in ascending order.</param>
/// <param name="Best">The candidate with the greatest silhouette; a tie goes to fewer clusters.</param>
/// <param name="Elbow">Where the inertia bends, or null where it does not: see <see cref="Quality.Elbow"/>.</param>
/// <param name="Stability">Of the clusters of <paramref name="Best"/>; empty when no resample was asked for.</param>
public sealed record KMeansSelectionReport(
    IReadOnlyList<KMeansCandidate> Candidates, KMeansCandidate Best, KMeansCandidate? Elbow, IReadOnlyList<StableCluster> Stability);

/// <summary>k-means for a range of numbers of clusters, and which of them the data speak for.</summary>
/// <remarks>
/// Starts are tried on a sample and the best go on to all rows; all silhouettes share the distances of one sample; bootstrap
/// samples are limited in size. So the whole range costs little more than a few full fits. Deterministic: one seed, one answer on any number of cores.
/// </remarks>
public static class KMeansSelection
{
    /// <summary>Fits every number of clusters, judges each, and tests the stability of the best.</summary>
    /// <param name="points">n × d, finite; scale the columns first.</param>
    /// <param name="options">The range and the effort.</param>
    /// <param name="progress">Told the share of the work done, 0 to 1.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static KMeansSelectionReport Run(
        Matrix points, KMeansSelectionOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        points.ThrowIfNotSquarable(nameof(points));
        Check(points, options);
        var fits = Enumerable.Range(options.LeastClusters, options.MostClusters - options.LeastClusters + 1).Select(clusters =>
        {
            var fit = KMeans.Fit(points, Ask(clusters, options.Starts, options), null, cancellation);
            progress?.Report(0.6 * (clusters - options.LeastClusters + 1) / (options.MostClusters - options.LeastClusters + 1));
            return fit;
        }).ToArray();
        var candidates = Judge(points, fits, options, cancellation);
        progress?.Report(0.8);
        var best = candidates.MaxBy(candidate => candidate.Silhouette)!;
        var elbow = Elbow.Find([.. candidates.Select(x => (double)x.Clusters)], [.. candidates.Select(x => x.Fit.Inertia)]);
        var stability = options.Resamples == 0 ? [] : Stability(points, best, options, cancellation);
        progress?.Report(1);
        return new(candidates, best, elbow < 0 ? null : candidates[elbow], stability);
    }

    static KMeansCandidate[] Judge(Matrix points, KMeansFit[] fits, KMeansSelectionOptions options, CancellationToken cancellation)
    {
        var split = fits.Where(fit => LabelChecks.Clusters(fit.Labels) > 1).ToArray();
        var silhouettes = Silhouette.SampledMeans(points, [.. split.Select(fit => fit.Labels)], options.SilhouetteRows, options.Seed, null, cancellation);
        return [.. fits.Select(fit => Array.IndexOf(split, fit) is var i and >= 0
            ? Judge(fit, silhouettes[i], Spread.Of(points, fit.Labels))
            : new(fit, 0, 0, 0))];
    }

    static KMeansCandidate Judge(KMeansFit fit, double silhouette, List<Spread> spreads) =>
        new(fit, silhouette, Dispersion.VarianceRatio(spreads), Dispersion.WorstOverlap(spreads));

    /// <summary>Bootstrap clusterings by the same method with fewer starts: the samples are small and many.</summary>
    static StableCluster[] Stability(Matrix points, KMeansCandidate best, KMeansSelectionOptions options, CancellationToken cancellation) =>
        ClusterStability.Bootstrap(
            points,
            best.Fit.Labels,
            (sample, seed) => KMeans.Fit(sample, Ask(Math.Min(best.Clusters, sample.Rows), 3, options) with { Seed = seed }, null, cancellation).Labels,
            new() { Resamples = options.Resamples, Rows = Math.Min(points.Rows, options.ResampleRows), Seed = options.Seed },
            null,
            cancellation);

    static KMeansOptions Ask(int clusters, int starts, KMeansSelectionOptions options) =>
        new() { Clusters = clusters, Starts = starts, TrialRows = options.TrialRows, Seed = options.Seed };

    static void Check(Matrix points, KMeansSelectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LeastClusters, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostClusters, options.LeastClusters);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.MostClusters, points.Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Resamples);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ResampleRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SilhouetteRows, 2);
    }
}
