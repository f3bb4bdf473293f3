using Kindred.Numerics.Clustering.Mixtures;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Clustering.Mixtures;

public sealed class MixturesEdgeTests
{
    static GaussianMixtureFit Fitted(Matrix points) => GaussianMixture.Fit(Ordinary(points), new() { Components = 2 });

    static IEnumerable<double> MixtureNumbers(Matrix points, GaussianMixtureOptions options)
    {
        var fit = GaussianMixture.Fit(points, options);
        return
        [
            fit.LogLikelihood, fit.Bic, fit.Aic, .. Of(fit.Labels), .. Of(fit.Probabilities(points)), .. fit.LogDensities(points),
            .. fit.Components.SelectMany(component => component.Mean), .. fit.Components.SelectMany(component => component.Covariance.Cast<double>()),
        ];
    }

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["GaussianMixture.Fit"] = new(
            points => MixtureNumbers(points, new() { Components = 4 }), "empty", "one row", "three rows", "NaN", "infinity", "minus infinity", "huge"),
        ["GaussianMixture.Fit of one component"] = new(
            points => MixtureNumbers(points, new() { Components = 1 }), "empty", "NaN", "infinity", "minus infinity", "huge"),
        ["GaussianMixture.Fit of diagonal components"] = new(
            points => MixtureNumbers(points, new() { Components = 2, Shape = CovarianceShape.Diagonal }), "empty", "one row", "NaN", "infinity", "minus infinity", "huge"),
        ["GaussianMixtureFit.Predict"] = new(
            points => Of(Fitted(points).Predict(points)), "NaN", "infinity", "minus infinity"),
        ["GaussianMixtureFit.Probabilities"] = new(
            points => Of(Fitted(points).Probabilities(points)), "NaN", "infinity", "minus infinity"),
        ["GaussianMixtureFit.LogDensities"] = new(
            points => Fitted(points).LogDensities(points), "NaN", "infinity", "minus infinity"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
