using Kindred.Numerics;
using Kindred.Numerics.Scaling;

namespace Kindred.Bench;

static class ScalingKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["zscore"] = data => Work.Of(() => ColumnScale.ZScore(data.Matrix).Apply(data.Matrix), MeanSize),
        ["robust_scale"] = data => Work.Of(() => ColumnScale.Robust(data.Matrix).Apply(data.Matrix), MeanSize),
        ["yeo_johnson"] = data => Work.Of(() => YeoJohnson.Fit(data.Matrix).Apply(data.Matrix), MeanSize),
    };

    static Dictionary<string, double> MeanSize(Matrix scaled) => new() { ["mean_size"] = scaled.Values.ToArray().Average(value => Math.Abs((double)value)) };
}
