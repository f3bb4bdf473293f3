using Kindred.Numerics.Embedding;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Embedding;

public sealed class EmbeddingEdgeTests
{
    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["Tsne.Fit"] = new(
            points => Tsne.Fit(points, new() { Perplexity = 5, Iterations = 250 }) is var fit ? [fit.Divergence, .. Of(fit.Points)] : [], "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["Umap.Fit"] = new(
            points => Of(Umap.Fit(points, new() { Neighbors = 5, Epochs = 20 }).Points), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["UmapFit.Transform"] = new(
            points => Of(Umap.Fit(Ordinary(points), new() { Neighbors = 5, Epochs = 20 }).Transform(points)), "NaN", "infinity", "minus infinity", "huge"),
        ["Trustworthiness.Of"] = new(
            points => [Trustworthiness.Of(points, points)], "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["Trustworthiness.Of places"] = new(
            points => [Trustworthiness.Of(new(points.Rows, 2), points)], "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
