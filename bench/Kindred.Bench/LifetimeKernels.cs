using Kindred.Numerics.Lifetimes;

namespace Kindred.Bench;

static class LifetimeKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["bgnbd"] = BgNbdOf,
        ["bgnbd_million"] = BgNbdOf,
        ["bgnbd_continuous"] = BgNbdOf,
    };

    static Work BgNbdOf(NpyArray data)
    {
        var histories = Enumerable.Range(0, data.Rows).Select(i => new PurchaseHistory((int)data.Row(i)[0], data.Row(i)[1], data.Row(i)[2])).ToArray();
        return Work.Of(
            () => BgNbd.Fit(histories),
            fit => new() { ["log_likelihood"] = fit.LogLikelihood, ["r"] = fit.Model.R, ["alpha"] = fit.Model.Alpha });
    }
}
