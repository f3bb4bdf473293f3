using Kindred.Numerics.Outliers;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Outliers;

public sealed class OutliersEdgeTests
{
    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["IsolationForest.Fit"] = new(
            points => Of(IsolationForest.Fit(points, new()).Score(points)), "empty", "one row", "NaN", "infinity", "minus infinity"),
        ["IsolationForestFit.Score"] = new(
            points => Of(IsolationForest.Fit(Ordinary(points), new()).Score(points)), "NaN", "infinity", "minus infinity"),
        ["IsolationForestFit.Contributions"] = new(
            points => Of(IsolationForest.Fit(Ordinary(points), new()).Contributions(points)), "NaN", "infinity", "minus infinity"),
        ["LocalOutlierFactor.Fit"] = new(
            points => Of(LocalOutlierFactor.Fit(points, 5).Scores), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["LocalOutlierFactorFit.Contributions"] = new(
            points => Of(LocalOutlierFactor.Fit(Ordinary(points), 5).Contributions(points)), "NaN", "infinity", "minus infinity", "huge"),
        ["LocalOutlierFactorFit.Score"] = new(
            points => Of(LocalOutlierFactor.Fit(Ordinary(points), 5).Score(points)), "NaN", "infinity", "minus infinity", "huge"),
        ["HistogramOutliers.Fit"] = new(
            points => Of(HistogramOutliers.Fit(points).Score(points)), "empty", "NaN", "infinity", "minus infinity"),
        ["HistogramOutlierFit.Score"] = new(
            points => Of(HistogramOutliers.Fit(Ordinary(points)).Score(points)), "NaN", "infinity", "minus infinity"),
        ["HistogramOutlierFit.Contributions"] = new(
            points => Of(HistogramOutliers.Fit(Ordinary(points)).Contributions(points)), "NaN", "infinity", "minus infinity"),
        ["RobustMahalanobis.Fit"] = new(
            points => RobustMahalanobis.Fit(points) is var fit ? [.. fit.Location, .. fit.Covariance, .. Of(fit.Score(points)), .. Of(fit.Contributions(points))] : [], "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "equal rows"),
        ["RobustMahalanobisFit.Score"] = new(
            points => Of(RobustMahalanobis.Fit(Ordinary(points)).Score(points)), "NaN", "infinity", "minus infinity")
        {
            Beyond = ["huge"],
        },
        ["RobustMahalanobisFit.Contributions"] = new(
            points => Of(RobustMahalanobis.Fit(Ordinary(points)).Contributions(points)), "NaN", "infinity", "minus infinity")
        {
            Beyond = ["huge"],
        },
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
