using Kindred.Features;
using Kindred.Numerics;
using Kindred.Numerics.Clustering;
using Kindred.Numerics.Decomposition;
using Kindred.Project;

namespace Kindred.Segments;

/// <summary>Finds segments by a model and says honestly whether there is any structure to find.</summary>
public static class Modelling
{
    /// <summary>Above this share of customers, one segment is all there is.</summary>
    const double WholeShare = 0.9;

    /// <summary>Below this mean Jaccard similarity, bootstrap samples do not find the same segments again (Hennig 2007).</summary>
    const double LeastStability = 0.6;

    const ulong Seed = 1;

    /// <summary>Clusters the customers of a snapshot.</summary>
    /// <param name="rows">Who is segmented, by their place in the snapshot.</param>
    /// <exception cref="DefinitionException">The model cannot be as it is declared.</exception>
    public static ModelOutcome Run(Snapshot snapshot, SegmentDefinition model, int[] rows, IProgress<double>? progress, CancellationToken cancellation)
    {
        var input = ModelInput.Of(snapshot, model, rows);
        var distinct = input.Features.Count == 0 ? 0 : Distinct(input.Scaled, model.Clusters.To);
        var least = Math.Max(2, model.Clusters.From);
        if (distinct < least || rows.Length <= least)
        {
            return Nothing(model, input, TooFew(rows.Length, distinct, least));
        }

        var most = Math.Min(Math.Min(model.Clusters.To, distinct), rows.Length - 1);
        var report = KMeansSelection.Run(
            input.Scaled,
            new() { LeastClusters = least, MostClusters = most, Seed = Seed },
            progress,
            cancellation);
        return Judged(model, input, report);
    }

    static string TooFew(int customers, int distinct, int segments) => (customers, distinct) switch
    {
        (0, _) => "There are no customers to segment.",
        (1, _) => "There is one customer; segments need several who behave differently.",
        (_, 0 or 1) => $"The {customers:N0} customers have one and the same behaviour in the chosen features; {segments} segments need as many.",
        _ when distinct < segments => $"The {customers:N0} customers have {distinct} different behaviours in the chosen features; {segments} segments need as many.",
        _ => $"There are {customers:N0} customers; {segments} segments need more than that to have anything in common.",
    };

    static ModelOutcome Judged(SegmentDefinition model, ModelInput input, KMeansSelectionReport report)
    {
        var best = report.Best;
        var sizes = Sizes(report.Fit.Labels, best.Clusters);
        var stability = report.Stability.Count > 0 ? report.Stability.Average(cluster => cluster.Jaccard) : 1;
        var reasons = Reasons(model.Clusters, report, sizes.Max() / (double)input.Rows.Length, stability);
        var structure = reasons.Count == 0;
        if (structure)
        {
            reasons.Add(model.Clusters.From == model.Clusters.To
                ? $"{best.Clusters} segments were asked for; their mean silhouette is {best.Silhouette:0.00}."
                : $"{best.Clusters} segments have the best silhouette, {best.Silhouette:0.00}, within the range {model.Clusters} that was tried.");
            reasons.Add($"Bootstrap samples find the same segments again: mean Jaccard similarity {stability:0.00}.");
        }

        var segments = Described(model, input, report, out var labels);
        var map = input.Features.Count > 1 ? Pca.Fit(input.Scaled, new() { Components = 2 }) : null;
        var trials = report.Candidates.Select(tried =>
            new Trial(tried.Clusters, tried.Silhouette, tried.Fit.Inertia, tried.Clusters == best.Clusters ? stability : null)).ToList();
        return new(model, input.Rows, labels, input.Features, input.Scaled, structure, reasons, best.Clusters, best.Silhouette, trials, report.JudgedRows, segments, map);
    }

    /// <summary>Why what was found is no structure; nothing where it is.</summary>
    static List<string> Reasons(ClusterRange range, KMeansSelectionReport report, double largest, double stability)
    {
        var (best, first, last) = (report.Best.Clusters, report.Candidates[0].Clusters, report.Candidates[^1].Clusters);
        var reasons = new List<string>();
        if (range.From < range.To && (best == first || best == last))
        {
            reasons.Add($"The best silhouette, {report.Best.Silhouette:0.00}, is at the edge of the range that was tried ({best} of {first} to {last}): "
                + "nothing within the range stands out, so the customers form a continuum rather than groups.");
        }

        if (largest > WholeShare)
        {
            reasons.Add($"One segment holds {largest:P0} of the customers.");
        }

        if (stability < LeastStability)
        {
            reasons.Add($"Bootstrap samples find other segments: mean Jaccard similarity {stability:0.00}, below {LeastStability}.");
        }

        return reasons;
    }

    /// <summary>The segments in the order of their size, with the labels in that order.</summary>
    static List<Segment> Described(SegmentDefinition model, ModelInput input, KMeansSelectionReport report, out int[] labels)
    {
        var (clusters, stability) = (report.Best.Clusters, report.Stability);
        var sizes = Sizes(report.Fit.Labels, clusters);
        int[] order = [.. Enumerable.Range(0, clusters).OrderByDescending(cluster => sizes[cluster])];
        labels = Array.ConvertAll(report.Fit.Labels, label => Array.IndexOf(order, label));
        var contrasts = SegmentContrasts.Of(input, labels, clusters);
        var names = SegmentNames.Of(contrasts);
        var segments = new List<Segment>();
        for (var slot = 0; slot < order.Length; slot++)
        {
            var size = sizes[order[slot]];
            segments.Add(new(
                $"{model.Id}_{slot + 1}",
                slot,
                names[slot],
                SegmentNames.Sentence(contrasts[slot]),
                size,
                size / (double)input.Rows.Length,
                stability.Count > 0 ? stability[order[slot]].Jaccard : null,
                contrasts[slot]));
        }

        return segments;
    }

    static ModelOutcome Nothing(SegmentDefinition model, ModelInput input, string reason) =>
        new(model, input.Rows, new int[input.Rows.Length], input.Features, input.Scaled, false, [reason], 0, 0, [], input.Rows.Length, [], null);

    static int[] Sizes(int[] labels, int clusters)
    {
        var sizes = new int[clusters];
        foreach (var label in labels)
        {
            sizes[label]++;
        }

        return sizes;
    }

    static int Distinct(Matrix points, int enough)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < points.Rows && seen.Count <= enough; i++)
        {
            seen.Add(string.Join(' ', points.Row(i).ToArray()));
        }

        return seen.Count;
    }
}
