using Kindred.Numerics.Neighbors;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Neighbors;

public sealed class NeighborsEdgeTests
{
    static List<int> Within(KdTree tree)
    {
        var rows = new List<int>();
        tree.Within(new float[tree.Columns], 1, rows);
        return rows;
    }

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["KdTree.Build"] = new(
            points => Of(Within(KdTree.Build(points))), "empty", "NaN", "infinity", "minus infinity"),
        ["NearestNeighbors.Among"] = new(
            points => Of(NearestNeighbors.Among(points, 3).Distances), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity")
        {
            Beyond = ["huge"],
        },
        ["NearestNeighbors.Of queries"] = new(
            points => Of(NearestNeighbors.Of(points, Ordinary(points), 3).Distances), "NaN", "infinity", "minus infinity")
        {
            Beyond = ["huge"],
        },
        ["NearestNeighbors.Of points"] = new(
            points => Of(NearestNeighbors.Of(Ordinary(points), points, 4).Distances), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity")
        {
            Beyond = ["huge"],
        },
        ["NeighborDescent.Among"] = new(
            points => Of(NeighborDescent.Among(points, 3).Distances), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
