using Kindred.Numerics.Clustering;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Clustering;

public sealed class ClusteringEdgeTests
{
    static IEnumerable<double> KMeansNumbers(KMeansFit fit) => [fit.Inertia, .. Of(fit.Labels), .. Of(fit.Centres)];

    static IEnumerable<double> SelectionNumbers(KMeansSelectionReport report) =>
    [
        .. report.Candidates.SelectMany(candidate => new[] { candidate.Silhouette, candidate.CalinskiHarabasz, candidate.DaviesBouldin }),
        .. report.Candidates.SelectMany(candidate => KMeansNumbers(candidate.Fit)),
        .. report.Stability.Where(cluster => cluster.Samples > 0).Select(cluster => cluster.Jaccard),
    ];

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["KMeans.Fit"] = new(
            points => KMeansNumbers(KMeans.Fit(points, new() { Clusters = 4 })), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["KMeans.Fit of one cluster"] = new(
            points => KMeansNumbers(KMeans.Fit(points, new() { Clusters = 1 })), "empty", "NaN", "infinity", "minus infinity", "huge"),
        ["KMeansFit.Predict"] = new(
            points => Of(new KMeansFit(Ordinary(points), [], 0, 0, true).Predict(points)), "NaN", "infinity", "minus infinity", "huge"),
        ["MiniBatchKMeans.Fit"] = new(
            points => KMeansNumbers(MiniBatchKMeans.Fit(points, new() { Clusters = 4 })), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["MiniBatchKMeans.Fit of one cluster"] = new(
            points => KMeansNumbers(MiniBatchKMeans.Fit(points, new() { Clusters = 1 })), "empty", "NaN", "infinity", "minus infinity", "huge"),
        ["MiniBatchKMeans.Start"] = new(
            points => Of(MiniBatchKMeans.Start(points, new() { Clusters = 4 }).Centres), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["MiniBatchCentres.Learn"] = new(
            points => Of(new MiniBatchCentres(Ordinary(points), new double[9]).Learn(points).Centres), "NaN", "infinity", "minus infinity", "huge"),
        ["KMeansSelection.Run"] = new(
            points => SelectionNumbers(KMeansSelection.Run(points, new() { MostClusters = 4, Resamples = 3 })), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
