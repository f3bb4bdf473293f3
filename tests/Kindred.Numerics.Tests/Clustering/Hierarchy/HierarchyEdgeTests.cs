using Kindred.Numerics.Clustering.Hierarchy;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Clustering.Hierarchy;

public sealed class HierarchyEdgeTests
{
    static IEnumerable<double> TreeNumbers(Dendrogram tree) =>
        [.. tree.LinkageMatrix().Cast<double>(), .. Of(tree.CutInto(1)), .. Of(tree.CutAt(1)), .. Of(tree.LeafOrder())];

    static IEnumerable<double> TwoStageNumbers(TwoStageFit fit) =>
        [.. Of(fit.Centres), .. Of(fit.MicroLabels), .. Of(fit.CutInto(1)), .. Of(fit.CutAt(1)), .. TreeNumbers(fit.Tree)];

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["Agglomerative.Fit by Ward"] = new(
            points => TreeNumbers(Agglomerative.Fit(points, Linkage.Ward)), "empty", "NaN", "infinity", "minus infinity"),
        ["Agglomerative.Fit by single linkage"] = new(
            points => TreeNumbers(Agglomerative.Fit(points, Linkage.Single)), "empty", "NaN", "infinity", "minus infinity"),
        ["Agglomerative.Fit by complete linkage"] = new(
            points => TreeNumbers(Agglomerative.Fit(points, Linkage.Complete)), "empty", "NaN", "infinity", "minus infinity"),
        ["Agglomerative.Fit by average linkage"] = new(
            points => TreeNumbers(Agglomerative.Fit(points, Linkage.Average)), "empty", "NaN", "infinity", "minus infinity"),
        ["Dendrogram.CutInto"] = new(
            points => Of(Agglomerative.Fit(points, Linkage.Ward).CutInto(4)), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity"),
        ["TwoStage.Fit"] = new(
            points => TwoStageNumbers(TwoStage.Fit(points, new() { MicroClusters = 5 })), "empty", "NaN", "infinity", "minus infinity", "huge"),
        ["TwoStageFit.CutInto"] = new(
            points => Of(TwoStage.Fit(points, new() { MicroClusters = 5 }).CutInto(4)), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge", "equal rows", "tiny"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
