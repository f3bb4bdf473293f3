using Kindred.Numerics;
using Kindred.Numerics.Decomposition;
using Kindred.Numerics.Embedding;
using Kindred.Numerics.Neighbors;

namespace Kindred.Bench;

static class MapKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["pca"] = data => Work.Of(
            () => Pca.Fit(data.Matrix, new() { Components = 10 }), fit => new() { ["explained"] = fit.ExplainedVarianceRatio.Sum() }),
        ["tsne"] = data => Work.Of(() => Tsne.Fit(data.Matrix, new()), fit => new() { ["divergence"] = fit.Divergence }),
        ["umap"] = data => Work.Of(
            () => Umap.Fit(data.Matrix, new() { Seed = 1 }).Points,
            places => new() { ["trustworthiness"] = Trustworthiness.Of(EverySeventh(data.Matrix), EverySeventh(places)) }),
        ["nearest_neighbors"] = data => Work.Of(
            () => NearestNeighbors.Among(data.Matrix, 15), found => new() { ["mean_distance"] = found.Distances.Average(distance => (double)distance) }),
        ["neighbor_descent"] = data => Work.Of(() => NeighborDescent.Among(data.Matrix, 15), found => new() { ["recall"] = Recall(data.Matrix, found) }),
    };

    static Matrix EverySeventh(Matrix points) => First(points, RowsOf(points.Rows, 7), 7);

    static int RowsOf(int rows, int step) => (rows + step - 1) / step;

    static Matrix First(Matrix points, int count, int step)
    {
        var taken = new Matrix(count, points.Columns);
        for (var i = 0; i < count; i++)
        {
            points.Row(i * step).CopyTo(taken.Row(i));
        }

        return taken;
    }

    /// <summary>The share of the nearest of the first thousand rows that were found.</summary>
    static double Recall(Matrix points, Neighborhoods found)
    {
        var (count, k) = (Math.Min(1000, points.Rows), found.Count);
        var exact = NearestNeighbors.Of(First(points, count, 1), points, k + 1);
        return Enumerable.Range(0, count).Average(i =>
            exact.Rows[((i * (k + 1)) + 1)..((i + 1) * (k + 1))].Intersect(found.Rows[(i * k)..((i + 1) * k)]).Count() / (double)k);
    }
}
