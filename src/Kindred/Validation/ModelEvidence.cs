using Kindred.Features;
using Kindred.Segments;

namespace Kindred.Validation;

/// <summary>What speaks for the segments of a model beyond the clustering itself.</summary>
/// <param name="Surrogate">Short rules that stand for them; null with fewer than two segments.</param>
/// <param name="Indicators">Key indicators of each segment.</param>
/// <param name="Differences">How each segment differs in features that the model did not look at and that do not all but restate one it did;
/// in those it did, segments differ by construction.</param>
/// <param name="ByConstruction">Indicators made of features that the model clusters by, so that segments must differ in them.</param>
public sealed record ModelEvidence(
    SurrogateReport? Surrogate,
    IReadOnlyList<IReadOnlyList<Indication>> Indicators,
    IReadOnlyList<IReadOnlyList<FeatureDifference>> Differences,
    IReadOnlyList<KeyIndicator> ByConstruction)
{
    /// <summary>Gathers the evidence from the snapshot that the model ran on.</summary>
    public static ModelEvidence Of(Snapshot snapshot, ModelOutcome outcome, CancellationToken cancellation)
    {
        if (outcome.Segments.Count == 0)
        {
            return new(null, [], [], []);
        }

        var used = outcome.Features.Select(feature => feature.Name).ToHashSet();
        var members = outcome.Segments.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < outcome.Rows.Length; i++)
        {
            members[outcome.Labels[i]].Add(outcome.Rows[i]);
        }

        return new(
            Validation.Surrogate.Of(snapshot, outcome, cancellation),
            KeyIndicators.Of(snapshot, [.. members.Select(list => list.ToArray())]),
            Validation.Differences.Of(
                snapshot, Likeness.Others(snapshot, used, outcome.Rows), outcome.Rows, outcome.Labels, outcome.Segments.Count, cancellation),
            [.. Enum.GetValues<KeyIndicator>().Where(indicator => KeyIndicators.Features(indicator).Any(used.Contains))]);
    }
}
