using Kindred.Numerics;
using Kindred.Numerics.Clustering;
using Kindred.Numerics.Clustering.Density;
using Kindred.Numerics.Clustering.Hierarchy;
using Kindred.Numerics.Clustering.Mixtures;
using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Bench;

static class ClusteringKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["kmeans"] = data => KMeansOf(data, new() { Clusters = 8, Starts = 1, MaxIterations = 100 }),
        ["kmeans_k20"] = data => KMeansOf(data, new() { Clusters = 20, Starts = 1, MaxIterations = 100 }),
        ["kmeans_starts"] = data => Work.Of(
            () => Enumerable.Range(1, 20).Select(seed =>
                KMeans.Fit(data.Matrix, new() { Clusters = 20, Starts = 1, MaxIterations = 100, Seed = (ulong)seed }).Inertia).Order().ToArray(),
            inertias => new() { ["median_inertia"] = (inertias[9] + inertias[10]) / 2, ["least"] = inertias[0], ["greatest"] = inertias[^1] }),
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
        ["dbscan"] = data => Work.Of(
            () => Dbscan.Fit(data.Matrix, new() { Radius = 0.5f, LeastNeighbors = 10 }),
            fit => new() { ["clusters"] = fit.Clusters, ["noise"] = fit.Labels.Count(label => label < 0) }),
        ["ward"] = data => Work.Of(
            () =>
            {
                var tree = Agglomerative.Fit(data.Matrix, Linkage.Ward);
                return (Tree: tree, Labels: tree.CutInto(8));
            },
            fit => new() { ["height"] = fit.Tree.Merges[^1].Height, ["sum"] = fit.Tree.Merges.Sum(merge => merge.Height) }),
        ["mixture"] = data => Work.Of(
            () => GaussianMixture.Fit(data.Matrix, new() { Components = 8, MaxIterations = 50 }),
            fit => new() { ["log_likelihood"] = fit.LogLikelihood, ["iterations"] = fit.Iterations }),
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
