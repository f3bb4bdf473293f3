using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Clustering;

/// <summary>What <see cref="KMeansSelection"/> is asked for.</summary>
public sealed record KMeansSelectionOptions
{
    /// <summary>The least number of clusters tried, at least 2.</summary>
    public int LeastClusters { get; init; } = 2;

    /// <summary>The greatest number of clusters tried, at most the number of rows less 1.</summary>
    public int MostClusters { get; init; } = 10;

    /// <summary>
    /// With more rows than this, every number of clusters is fitted and judged on one random sample of so many rows, and only the best is
    /// then fitted to all rows, from its centres on the sample. 0 fits and judges each on all rows.
    /// </summary>
    public int JudgedRows { get; init; } = 20_000;

    /// <summary>k-means++ starts for each number of clusters.</summary>
    public int Starts { get; init; } = 10;

    /// <summary>Rows on which starts are tried, at most a quarter of the sample that is judged on; see <see cref="KMeansOptions.TrialRows"/>.</summary>
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
/// <param name="Fit">The clustering of the rows judged on.</param>
/// <param name="Silhouette">Mean silhouette within a sample of them.</param>
/// <param name="CalinskiHarabasz">Of all of them; see <see cref="Dispersion.CalinskiHarabasz"/>.</param>
/// <param name="DaviesBouldin">Of all of them; see <see cref="Dispersion.DaviesBouldin"/>.</param>
public sealed record KMeansCandidate(KMeansFit Fit, double Silhouette, double CalinskiHarabasz, double DaviesBouldin)
{
    /// <summary>The number of clusters.</summary>
    public int Clusters => Fit.Centres.Rows;
}

/// <summary>What <see cref="KMeansSelection"/> found.</summary>
/// <param name="Candidates">One for each number of clusters, in ascending order.</param>
/// <param name="Best">The candidate with the greatest silhouette; a tie goes to fewer clusters.</param>
/// <param name="Elbow">Where the inertia bends, or null where it does not: see <see cref="Quality.Elbow"/>.</param>
/// <param name="Stability">Of the clusters of <paramref name="Fit"/>; empty when no resample was asked for.</param>
/// <param name="Fit">The clustering of all rows with the best number of clusters: that of <paramref name="Best"/> where it was judged on all rows.</param>
/// <param name="JudgedRows">On how many rows the candidates were fitted and judged.</param>
public sealed record KMeansSelectionReport(
    IReadOnlyList<KMeansCandidate> Candidates,
    KMeansCandidate Best,
    KMeansCandidate? Elbow,
    IReadOnlyList<StableCluster> Stability,
    KMeansFit Fit,
    int JudgedRows);

/// <summary>k-means for a range of numbers of clusters, and which of them the data speak for.</summary>
/// <remarks>
/// Many rows are judged on a sample, from whose centres the best number of clusters goes on to all rows, as from the refined starts of
/// P. S. Bradley and U. M. Fayyad, "Refining initial points for k-means clustering", ICML (1998). All silhouettes share the
/// distances of one sample, and bootstrap samples are limited in size. So the whole range costs little more than one full fit, however
/// many rows there are. Deterministic: one seed, one answer on any number of cores.
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
        var judged = JudgedOn(points, options);
        var sampled = judged.Rows < points.Rows;
        var ask = sampled ? options with { TrialRows = Math.Min(options.TrialRows, Math.Max(1, judged.Rows / 4)) } : options;
        var fits = Fits(judged, ask, progress, cancellation);
        var candidates = Judge(judged, fits, ask, cancellation);
        progress?.Report(0.8);
        var best = candidates.MaxBy(candidate => candidate.Silhouette)!;
        var elbow = Elbow.Find([.. candidates.Select(x => (double)x.Clusters)], [.. candidates.Select(x => x.Fit.Inertia)]);
        var fit = sampled ? KMeans.Fit(points, new() { Clusters = best.Clusters, InitialCentres = best.Fit.Centres }, null, cancellation) : best.Fit;
        var stability = options.Resamples == 0 ? [] : Stability(points, fit, options, cancellation);
        progress?.Report(1);
        return new(candidates, best, elbow < 0 ? null : candidates[elbow], stability, fit, judged.Rows);
    }

    /// <summary>All rows, or a sample; its chance is apart from that of the samples drawn from it.</summary>
    static Matrix JudgedOn(Matrix points, KMeansSelectionOptions options) => options.JudgedRows == 0 || points.Rows <= options.JudgedRows
        ? points
        : RowSample.Take(points, RowSample.Distinct(points.Rows, options.JudgedRows, new Rng(~options.Seed)));

    static KMeansFit[] Fits(Matrix points, KMeansSelectionOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        var fits = new KMeansFit[options.MostClusters - options.LeastClusters + 1];
        for (var i = 0; i < fits.Length; i++)
        {
            fits[i] = KMeans.Fit(points, Ask(options.LeastClusters + i, options.Starts, options), null, cancellation);
            progress?.Report(0.6 * (i + 1) / fits.Length);
        }

        return fits;
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
    static StableCluster[] Stability(Matrix points, KMeansFit fit, KMeansSelectionOptions options, CancellationToken cancellation) =>
        ClusterStability.Bootstrap(
            points,
            fit.Labels,
            (sample, seed) => KMeans.Fit(sample, Ask(Math.Min(fit.Centres.Rows, sample.Rows), 3, options) with { Seed = seed }, null, cancellation).Labels,
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
        ArgumentOutOfRangeException.ThrowIfNegative(options.JudgedRows);
        if (options.JudgedRows != 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.MostClusters, options.JudgedRows);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(options.Resamples);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ResampleRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SilhouetteRows, 2);
    }
}
