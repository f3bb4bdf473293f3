using Kindred.ClickHouse;
using Kindred.Runs;

namespace Kindred.Demo;

/// <summary>Holds what a run found in the sample shop against what is known of it.</summary>
public static class Truths
{
    /// <summary>Judges the run of a sample shop whose store is open.</summary>
    /// <param name="folder">The folder of the shop.</param>
    /// <param name="report">What the run said.</param>
    public static async Task<IReadOnlyList<FoundTruth>> JudgeAsync(Engine engine, string folder, RunReport report, CancellationToken cancellation) =>
    [
        .. await IdentityTruth.JudgeAsync(engine, folder, cancellation),
        .. await TypeTruth.JudgeAsync(engine, folder, report, cancellation),
        .. await CleaningTruth.JudgeAsync(engine, folder, report, cancellation),
        .. await CalendarTruth.JudgeAsync(engine, folder, cancellation),
        .. await ExperimentTruth.JudgeAsync(engine, folder, cancellation),
        .. await DriftTruth.JudgeAsync(engine, cancellation),
    ];
}
