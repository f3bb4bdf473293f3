using Kindred.Numerics.Clustering.Density;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Clustering.Density;

public sealed class DensityEdgeTests
{
    static IEnumerable<double> HdbscanNumbers(HdbscanFit fit) =>
        [.. Of(fit.Labels), .. fit.Strengths, .. fit.Stabilities, .. fit.Tree.Merges.Select(merge => merge.Height)];

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["Dbscan.Fit"] = new(
            points => Of(Dbscan.Fit(points, new() { Radius = 1 }).Labels), "empty", "NaN", "infinity", "minus infinity"),
        ["Hdbscan.Fit"] = new(
            points => HdbscanNumbers(Hdbscan.Fit(points, new() { LeastClusterRows = 4 })), "empty", "NaN", "infinity", "minus infinity"),
        ["Hdbscan.Fit of many neighbours"] = new(
            points => HdbscanNumbers(Hdbscan.Fit(points, new() { LeastNeighbors = 4 })), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
