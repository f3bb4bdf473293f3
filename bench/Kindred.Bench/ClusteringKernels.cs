using Kindred.Numerics;
using Kindred.Numerics.Clustering;
using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Bench;

static class ClusteringKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["kmeans"] = data => KMeansOf(data, new() { Clusters = 8, Starts = 1, MaxIterations = 100 }),
        ["kmeans_k20"] = data => KMeansOf(data, new() { Clusters = 20, Starts = 1, MaxIterations = 100 }),
        ["kmeans_selection"] = data => Work.Of(
            () => KMeansSelection.Run(data.Matrix, new()),
            report => new()
            {
                ["k"] = report.Best.Clusters,
                ["silhouette"] = report.Best.Silhouette,
                ["inertia_k5"] = report.Candidates[3].Fit.Inertia,
                ["inertia_k10"] = report.Candidates[8].Fit.Inertia,
            }),
        ["minibatch"] = data => Work.Of(
            () => MiniBatchKMeans.Fit(data.Matrix, new() { Clusters = 8, Starts = 1 }),
            fit => new() { ["inertia"] = fit.Inertia, ["batches"] = fit.Iterations }),
        ["silhouette"] = data =>
        {
            var (points, labels) = Labelled(data.Matrix);
            return Work.Of(() => Silhouette.Mean(points, labels), mean => new() { ["silhouette"] = mean });
        },
    };

    /// <summary>The last column apart, as labels.</summary>
    static (Matrix Points, int[] Labels) Labelled(Matrix data)
    {
        var (points, labels) = (new Matrix(data.Rows, data.Columns - 1), new int[data.Rows]);
        for (var i = 0; i < data.Rows; i++)
        {
            data.Row(i)[..^1].CopyTo(points.Row(i));
            labels[i] = (int)data.Row(i)[^1];
        }

        return (points, labels);
    }

    static Work KMeansOf(NpyArray data, KMeansOptions options) =>
        Work.Of(() => KMeans.Fit(data.Matrix, options), fit => new() { ["inertia"] = fit.Inertia, ["iterations"] = fit.Iterations });
}
