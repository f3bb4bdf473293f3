using Kindred.Numerics.Clustering;
using Kindred.Numerics.Clustering.Quality;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class QualityEdgeTests
{
    static int[] OneCluster(Matrix sample, ulong seed) => KMeans.Fit(sample, new() { Clusters = 1, Seed = seed }).Labels;

    static double[,] Costs(Matrix points)
    {
        var costs = new double[points.Rows, points.Columns];
        for (var i = 0; i < points.Values.Length; i++)
        {
            costs[i / points.Columns, i % points.Columns] = points.Values[i];
        }

        return costs;
    }

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["Silhouette.Values"] = new(
            points => Silhouette.Values(points, Alternating(points)), "empty", "one row", "NaN", "infinity", "minus infinity", "huge"),
        ["Silhouette.Mean"] = new(
            points => [Silhouette.Mean(points, Alternating(points))], "empty", "one row", "NaN", "infinity", "minus infinity", "huge"),
        ["Silhouette.Means"] = new(
            points => Silhouette.Means(points, [Alternating(points)]), "empty", "one row", "NaN", "infinity", "minus infinity", "huge"),
        ["Silhouette.SampledMeans"] = new(
            points => Silhouette.SampledMeans(points, [Alternating(points)], 10, 1), "empty", "one row", "NaN", "infinity", "minus infinity", "huge"),
        ["Dispersion.CalinskiHarabasz"] = new(
            points => [Dispersion.CalinskiHarabasz(points, Alternating(points))], "empty", "one row", "NaN", "infinity", "minus infinity"),
        ["Dispersion.DaviesBouldin"] = new(
            points => [Dispersion.DaviesBouldin(points, Alternating(points))], "empty", "one row", "NaN", "infinity", "minus infinity"),
        ["GapStatistic.Run"] = new(
            points => GapStatistic.Run(points, new() { MostClusters = 4, References = 3 }).Points.SelectMany(point => new[] { point.Gap, point.Error }), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge", "equal rows")
        {
            Beyond = ["tiny"],
        },
        ["PredictionStrength.Run"] = new(
            points => PredictionStrength.Run(points, new() { MostClusters = 4, Splits = 3 }).Strengths, "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["ClusterStability.Bootstrap"] = new(
            points => ClusterStability.Bootstrap(points, new int[points.Rows], OneCluster, new() { Resamples = 3 }).Select(cluster => cluster.Jaccard), "empty", "NaN", "infinity", "minus infinity", "huge"),
        ["Agreement.AdjustedRand"] = new(
            points => [Agreement.AdjustedRand(Alternating(points), new int[points.Rows])], "empty"),
        ["Agreement.AdjustedMutualInformation"] = new(
            points => [Agreement.AdjustedMutualInformation(Alternating(points), new int[points.Rows])], "empty"),
        ["Agreement.VMeasure"] = new(
            points => [Agreement.VMeasure(Alternating(points), new int[points.Rows]).Homogeneity], "empty"),
        ["Assignment.Align"] = new(
            points => Of(Assignment.Align(Alternating(points), new int[points.Rows])), "empty"),
        ["Assignment.Solve"] = new(
            points => Of(Assignment.Solve(Costs(points))), "NaN", "infinity", "minus infinity"),
        ["Elbow.Find"] = new(
            points => [Elbow.Find([.. Enumerable.Range(0, points.Values.Length)], [.. Of(points)])], "NaN", "infinity", "minus infinity"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
