using Kindred.Features;
using Kindred.Numerics;
using Kindred.Numerics.Statistics;

namespace Kindred.Validation;

/// <summary>How a group of customers differs from the others in one feature.</summary>
/// <param name="Median">Of the group's customers who have a value, in the feature's own unit.</param>
/// <param name="OtherMedian">The same of the others.</param>
/// <param name="Delta">Cliff's δ: the chance that one of the group has more than one of the others, less the chance of less; −1 to 1.</param>
/// <param name="PValue">Mann–Whitney, two-sided, corrected by Holm for all features and groups tested together.</param>
public sealed record FeatureDifference(Feature Feature, double Median, double OtherMedian, double Delta, double PValue);

/// <summary>What sets groups of customers apart from the rest.</summary>
public static class Differences
{
    /// <summary>So many customers are enough to see any difference worth telling.</summary>
    internal const int MostRows = 5_000;

    const ulong Seed = 1;

    /// <summary>The differences of each group from all others, largest first.</summary>
    /// <remarks>Beyond 5,000 customers, as many are drawn with a fixed seed. Features without a value for the group or the rest are left out.</remarks>
    /// <param name="rows">Places in the snapshot.</param>
    /// <param name="labels">The group of each of them, from 0; −1 for none.</param>
    public static IReadOnlyList<IReadOnlyList<FeatureDifference>> Of(
        Snapshot snapshot, IReadOnlyList<Feature> features, int[] rows, int[] labels, int groups, CancellationToken cancellation)
    {
        int[] drawn = [.. Enumerable.Range(0, rows.Length)];
        if (drawn.Length > MostRows)
        {
            new Rng(Seed).Shuffle<int>(drawn);
            drawn = drawn[..MostRows];
        }

        var own = Array.ConvertAll(drawn, i => labels[i]);
        var found = new (int Group, FeatureDifference Difference)[features.Count][];
        Parallel.For(0, features.Count, new() { CancellationToken = cancellation }, f =>
        {
            var column = snapshot[features[f].Name];
            found[f] = [.. Each(features[f], Array.ConvertAll(drawn, i => (double)column[rows[i]]), own, groups)];
        });
        var all = found.SelectMany(each => each).ToList();
        var corrected = MultipleTests.Holm([.. all.Select(each => each.Difference.PValue)]);
        var byGroup = all.Select((each, i) => (each.Group, Difference: each.Difference with { PValue = corrected[i] })).ToLookup(each => each.Group, each => each.Difference);
        return [.. Enumerable.Range(0, groups).Select(group => (IReadOnlyList<FeatureDifference>)[.. byGroup[group].OrderByDescending(each => Math.Abs(each.Delta))])];
    }

    static IEnumerable<(int, FeatureDifference)> Each(Feature feature, double[] values, int[] labels, int groups)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => labels[i] >= 0 && !double.IsNaN(values[i]))];
        var sorted = Array.ConvertAll(order, i => values[i]);
        Array.Sort(sorted, order);
        var owners = Array.ConvertAll(order, i => labels[i]);
        foreach (var group in GroupContrasts.Of(values, labels, groups).Groups)
        {
            if (group.Present > 0 && group.Present < sorted.Length)
            {
                yield return (group.Group, new(feature, Median(sorted, owners, group.Group, inside: true), Median(sorted, owners, group.Group, inside: false), group.CliffDelta, group.PValue));
            }
        }
    }

    /// <summary>The median of the values that belong to a group, or of those that do not.</summary>
    static double Median(double[] sorted, int[] owners, int group, bool inside)
    {
        var count = owners.Count(owner => owner == group == inside);
        var (at, lower) = (0, 0.0);
        for (var i = 0; ; i++)
        {
            if (owners[i] == group != inside)
            {
                continue;
            }

            lower = at == (count - 1) / 2 ? sorted[i] : lower;
            if (at++ == count / 2)
            {
                return (lower + sorted[i]) / 2;
            }
        }
    }
}
