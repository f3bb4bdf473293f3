namespace Kindred.Bench;

/// <summary>Work to be timed; what it returns tells the quality of its result, which is worked out afterwards.</summary>
sealed record Work(Func<Func<Dictionary<string, double>>> Run)
{
    /// <summary>Work whose result is judged by <paramref name="quality"/>.</summary>
    public static Work Of<T>(Func<T> run, Func<T, Dictionary<string, double>> quality) =>
        new(() =>
        {
            var result = run();
            return () => quality(result);
        });
}

/// <summary>All kernels by the names that the peers in bench/peers have. A new one takes an entry here and a function there.</summary>
static class Kernels
{
    public static readonly IReadOnlyDictionary<string, Func<NpyArray, Work>> All =
        new[]
        {
            ClusteringKernels.All, OutlierKernels.All, MapKernels.All, SeriesKernels.All, LifetimeKernels.All, LearnerKernels.All, ScalingKernels.All,
            StatisticsKernels.All, SequenceKernels.All,
        }.SelectMany(area => area).ToDictionary(kernel => kernel.Key, kernel => kernel.Value);
}
