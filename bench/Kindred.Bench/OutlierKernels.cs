using Kindred.Numerics.Outliers;

namespace Kindred.Bench;

static class OutlierKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["isolation_forest"] = data => Work.Of(() => IsolationForest.Fit(data.Matrix, new() { Seed = 1 }).Score(data.Matrix), Auc),
        ["lof"] = data => Work.Of(() => LocalOutlierFactor.Fit(data.Matrix).Scores.ToArray(), Auc),
        ["hbos"] = data => Work.Of(() => HistogramOutliers.Fit(data.Matrix).Score(data.Matrix), Auc),
        ["mcd"] = data => Work.Of(() => RobustMahalanobis.Fit(data.Matrix).Score(data.Matrix), Auc),
    };

    /// <summary>How well scores rank the first hundredth of the rows above the others.</summary>
    static Dictionary<string, double> Auc(float[] scores)
    {
        var few = scores.Length / 100;
        var order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ToArray();
        var ranks = order.Select((row, rank) => row < few ? rank + 1.0 : 0).Sum();
        return new() { ["auc"] = (ranks - (few * (few + 1.0) / 2)) / few / (scores.Length - few) };
    }
}
