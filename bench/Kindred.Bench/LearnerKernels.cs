using Kindred.Numerics;
using Kindred.Numerics.Learners;

namespace Kindred.Bench;

static class LearnerKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["logistic"] = data =>
        {
            var (points, classes) = Classes(data.Matrix);
            var labels = Array.ConvertAll(classes, value => (int)value);
            return Work.Of(() => LogisticRegression.Fit(points, labels).Probabilities(points), found => LogLoss(found, classes));
        },
        ["decision_tree"] = data =>
        {
            var (points, classes) = Classes(data.Matrix);
            var labels = Array.ConvertAll(classes, value => (int)value);
            return Work.Of(
                () => DecisionTree.Fit(points, labels, new() { MaxDepth = 10 }).Probabilities(points),
                found => LogLoss([.. Enumerable.Range(0, found.Rows).Select(i => found[i, 1])], classes));
        },
        ["boosted_trees"] = data =>
        {
            var (points, classes) = Classes(data.Matrix);
            return Work.Of(() => BoostedTrees.Fit(points, classes).Predict(points), found => LogLoss(found, classes));
        },
        ["uplift"] = data =>
        {
            var (rest, outcomes) = Classes(data.Matrix);
            var (points, groups) = Classes(rest);
            var treated = Array.ConvertAll(groups, value => value == 1);
            return Work.Of(
                () => Qini.Curve(Uplift.TwoModels(points, treated, outcomes).Predict(points), treated, outcomes),
                curve => new() { ["area"] = curve.Area });
        },
    };

    /// <summary>The last column apart, as classes.</summary>
    static (Matrix Points, double[] Classes) Classes(Matrix data)
    {
        var (points, classes) = (new Matrix(data.Rows, data.Columns - 1), new double[data.Rows]);
        for (var i = 0; i < data.Rows; i++)
        {
            data.Row(i)[..^1].CopyTo(points.Row(i));
            classes[i] = data.Row(i)[^1];
        }

        return (points, classes);
    }

    static Dictionary<string, double> LogLoss(float[] found, double[] classes) =>
        new() { ["log_loss"] = found.Zip(classes, (p, y) => -Math.Log(Math.Max(y == 1 ? p : 1 - p, 1e-15))).Average() };
}
