using Kindred.Numerics.Decomposition;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Decomposition;

public sealed class DecompositionEdgeTests
{
    static IEnumerable<double> PcaNumbers(Matrix points, PcaOptions options)
    {
        var fit = Pca.Fit(points, options);
        return
        [
            .. fit.Means, .. Of(fit.Components), .. fit.ExplainedVariance, .. fit.ExplainedVarianceRatio, fit.TotalVariance,
            .. Of(fit.Loadings()), .. Of(fit.Transform(points)),
        ];
    }

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["Pca.Fit"] = new(
            points => PcaNumbers(points, new() { Components = 1 }), "empty", "one row", "NaN", "infinity", "minus infinity"),
        ["Pca.Fit by the randomised solver"] = new(
            points => PcaNumbers(points, new() { Components = 1, Solver = PcaSolver.Randomised }), "empty", "one row", "NaN", "infinity", "minus infinity"),
        ["Pca.Fit of all components"] = new(
            points => PcaNumbers(points, new() { Components = 3 }), "empty", "one row", "NaN", "infinity", "minus infinity", "one column"),
        ["PcaFit.Transform"] = new(
            points => Of(Pca.Fit(Ordinary(points), new() { Components = 1 }).Transform(points)), "NaN", "infinity", "minus infinity"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
