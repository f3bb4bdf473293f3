using Kindred.Numerics.Learners;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Learners;

public sealed class LearnersEdgeTests
{
    static double[] Targets(Matrix points) => [.. Of(Alternating(points))];

    static bool[] Treated(Matrix points) => [.. Enumerable.Range(0, points.Rows).Select(i => i % 2 == 0)];

    static double[] Outcomes(Matrix points) => [.. Enumerable.Range(0, points.Rows).Select(i => i / 2 % 2.0)];

    /// <summary>The sums of the rows, so that an odd value stays one.</summary>
    static float[] FirstColumns(Matrix points) => [.. Enumerable.Range(0, points.Rows).Select(i => points.Row(i).ToArray().Sum())];

    static IEnumerable<double> QiniNumbers(QiniCurve curve) => [curve.Area, curve.Coefficient, .. curve.Points.Select(point => point.Gain)];

    static IEnumerable<double> LogisticNumbers(LogisticRegressionFit fit) =>
        [fit.LogLikelihood, fit.Intercept.Weight, fit.Intercept.StandardError, .. fit.Terms.SelectMany(term => new[] { term.Weight, term.StandardError })];

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["DecisionTree.Fit"] = new(
            points => DecisionTree.Fit(points, Alternating(points), new()) is var fit ? [.. Of(fit.Predict(points)), .. Of(fit.Probabilities(points)), .. fit.Importances()] : [], "empty", "NaN", "infinity", "minus infinity"),
        ["DecisionTree.PruningPath"] = new(
            points => DecisionTree.PruningPath(DecisionTree.Fit(points, Alternating(points), new())).SelectMany(step => new[] { step.Alpha, step.Impurity }), "empty", "NaN", "infinity", "minus infinity"),
        ["DecisionTreeFit.Predict"] = new(
            points => Of(DecisionTree.Fit(Ordinary(points), Alternating(Ordinary(points)), new()).Predict(points)), "NaN", "infinity", "minus infinity"),
        ["DecisionTreeFit.Probabilities"] = new(
            points => Of(DecisionTree.Fit(Ordinary(points), Alternating(Ordinary(points)), new()).Probabilities(points)), "NaN", "infinity", "minus infinity"),
        ["LogisticRegression.Fit"] = new(
            points => LogisticNumbers(LogisticRegression.Fit(points, Alternating(points))), "empty", "one row", "NaN", "infinity", "minus infinity"),
        ["LogisticRegression.Fit without a penalty"] = new(
            points => LogisticNumbers(LogisticRegression.Fit(points, Alternating(points), new() { Penalty = 0 })), "empty", "one row", "NaN", "infinity", "minus infinity", "equal rows", "three rows"),
        ["LogisticRegressionFit.Probabilities"] = new(
            points => Of(LogisticRegression.Fit(Ordinary(points), Alternating(Ordinary(points))).Probabilities(points)), "NaN", "infinity", "minus infinity"),
        ["BoostedTrees.Fit by logistic loss"] = new(
            points => BoostedTrees.Fit(points, Targets(points)) is var fit ? [.. Of(fit.Predict(points)), .. fit.Importances()] : [], "empty", "one row", "infinity", "minus infinity"),
        ["BoostedTrees.Fit by squared loss"] = new(
            points => Of(BoostedTrees.Fit(points, Targets(points), new() { Loss = BoostingLoss.Squared }).Predict(points)), "empty", "one row", "infinity", "minus infinity"),
        ["BoostedTrees.Fit with rows held out"] = new(
            points => BoostedTrees.Fit(points, Targets(points), new() { ValidationShare = 0.3 }).ValidationLosses, "empty", "one row", "infinity", "minus infinity"),
        ["BoostedTreesFit.Predict"] = new(
            points => Of(BoostedTrees.Fit(Ordinary(points), Targets(Ordinary(points))).Predict(points)), "infinity", "minus infinity"),
        ["Uplift.TwoModels"] = new(
            points => Of(Uplift.TwoModels(points, Treated(points), Outcomes(points)).Predict(points)), "empty", "one row", "three rows", "infinity", "minus infinity"),
        ["Uplift.ClassTransformation"] = new(
            points => Of(Uplift.ClassTransformation(points, Treated(points), Outcomes(points)).Predict(points)), "empty", "one row", "three rows", "infinity", "minus infinity"),
        ["UpliftFit.Predict"] = new(
            points => Of(Uplift.ClassTransformation(Ordinary(points), Treated(Ordinary(points)), Outcomes(Ordinary(points))).Predict(points)), "infinity", "minus infinity"),
        ["Qini.Curve of scores"] = new(
            points => QiniNumbers(Qini.Curve(FirstColumns(points), Treated(points), Outcomes(points))), "empty", "one row", "NaN", "infinity", "minus infinity"),
        ["Qini.Curve of outcomes"] = new(
            points => QiniNumbers(Qini.Curve(new float[points.Rows], Treated(points), [.. Of(FirstColumns(points))])), "empty", "one row", "NaN", "infinity", "minus infinity"),
        ["Qini.Intervals"] = new(
            points => Qini.Intervals(FirstColumns(points), Treated(points), Outcomes(points), 100) is var found ? [found.Area.Estimate, found.Area.StandardError, found.Coefficient.StandardError] : [], "empty", "one row", "NaN", "infinity", "minus infinity"),
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
