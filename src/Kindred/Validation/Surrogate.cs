using Kindred.Features;
using Kindred.Numerics;
using Kindred.Numerics.Learners;
using Kindred.Segments;

namespace Kindred.Validation;

/// <summary>A short rule that stands for a segment of a model.</summary>
/// <param name="AnyOf">A customer meets the rule who meets all bounds of one of these; empty where the tree has no leaf for the segment.</param>
/// <param name="Precision">The share of customers meeting the rule who are in the segment; NaN where none meets it.</param>
/// <param name="Recall">The share of the segment's customers who meet the rule.</param>
public sealed record SegmentRule(string Segment, IReadOnlyList<IReadOnlyList<FeatureBound>> AnyOf, double Precision, double Recall)
{
    /// <summary>The rule in words.</summary>
    public string Words => string.Join("; or ", AnyOf.Select(all => string.Join(" and ", all.Select(bound => bound.Words))));

    /// <summary>The rule as a condition on features, in the expression language.</summary>
    public string Expression => string.Join(" or ", AnyOf.Select(all =>
    {
        var text = string.Join(" and ", all.Select(bound => bound.Expression));
        return AnyOf.Count > 1 && all.Count > 1 ? $"({text})" : text;
    }));

    /// <summary>Whether a customer meets the rule.</summary>
    /// <param name="value">The customer's value of a feature, NaN where missing.</param>
    public bool Holds(Func<string, double> value) => AnyOf.Any(all => all.All(bound => bound.Holds(value(bound.Feature))));
}

/// <summary>The rules of a model's segments, and how far they can be trusted.</summary>
/// <param name="Agreement">The share of customers not used for the fit whom the rules put where the model does.</param>
/// <param name="Judged">How many customers that was measured on.</param>
public sealed record SurrogateReport(double Agreement, int Judged, IReadOnlyList<SegmentRule> Rules);

/// <summary>Explains a model by a decision tree of at most three questions on the features it clusters by.</summary>
/// <remarks>
/// The tree is fitted on up to 10,000 customers and judged on as many others, drawn with a fixed seed. Bounds are rounded to the
/// fewest digits that keep each row of the fit on its side, three at most, and the rules are judged as they are written.
/// </remarks>
public static class Surrogate
{
    const int MostRows = 10_000, Depth = 3, LeastLeaf = 5, Digits = 3;

    /// <summary>What a leaf must save of the impurity to be worth its words.</summary>
    const double LeastGain = 0.005;

    const ulong Seed = 1;

    /// <summary>Finds the rules; null where the model has fewer than two segments.</summary>
    public static SurrogateReport? Of(Snapshot snapshot, ModelOutcome outcome, CancellationToken cancellation)
    {
        if (outcome.Segments.Count < 2)
        {
            return null;
        }

        int[] drawn = [.. Enumerable.Range(0, outcome.Rows.Length)];
        new Rng(Seed).Shuffle<int>(drawn);
        var fitted = Math.Min(MostRows, drawn.Length / 2);
        var sample = new Sample(snapshot, outcome, drawn.AsSpan(0, Math.Min(drawn.Length, 2 * fitted)));
        var tree = DecisionTree.Fit(
            sample.Points(0, fitted),
            sample.Labels.AsSpan(0, fitted),
            new() { MaxDepth = Depth, MinLeafRows = Math.Max(LeastLeaf, fitted / 200), PruningAlpha = LeastGain },
            cancellation);
        var parts = Parts(tree, 0).ToLookup(part => part.Label, part => Bounds(sample, tree, part.Node, fitted));
        var rules = outcome.Segments.Select((segment, label) => new SegmentRule(segment.Id, [.. parts[label].Where(bounds => bounds.Count > 0)], 0, 0)).ToList();
        return Judged(sample, rules, fitted);
    }

    /// <summary>The highest nodes below which all leaves speak for one segment.</summary>
    static IReadOnlyList<(int Node, int Label)> Parts(DecisionTreeFit tree, int node)
    {
        var at = tree.Nodes[node];
        if (at.IsLeaf)
        {
            return [(node, at.Counts.Index().MaxBy(pair => pair.Item).Index)];
        }

        IReadOnlyList<(int Node, int Label)> parts = [.. Parts(tree, at.Left), .. Parts(tree, at.Right)];
        return parts.All(part => part.Label == parts[0].Label) ? [(node, parts[0].Label)] : parts;
    }

    static List<FeatureBound> Bounds(Sample sample, DecisionTreeFit tree, int node, int fitted) =>
    [
        .. tree.Conditions(node).Select(condition => new FeatureBound(
            sample.Features[condition.Column].Name,
            sample.Features[condition.Column].Label,
            sample.Features[condition.Column].Unit,
            double.IsInfinity(condition.Above) ? null : sample.Rounded(condition.Column, condition.Above, fitted),
            double.IsInfinity(condition.AtMost) ? null : sample.Rounded(condition.Column, condition.AtMost, fitted),
            sample.IsMissing[condition.Column] && sample.Filling[condition.Column] > condition.Above && sample.Filling[condition.Column] <= condition.AtMost)),
    ];

    static SurrogateReport Judged(Sample sample, List<SegmentRule> rules, int from)
    {
        var (meeting, right, members, judged) = (new int[rules.Count], new int[rules.Count], new int[rules.Count], sample.Labels.Length - from);
        for (var row = from; row < sample.Labels.Length; row++)
        {
            members[sample.Labels[row]]++;
            for (var rule = 0; rule < rules.Count; rule++)
            {
                if (rules[rule].Holds(feature => sample.Value(row, feature)))
                {
                    meeting[rule]++;
                    right[rule] += sample.Labels[row] == rule ? 1 : 0;
                }
            }
        }

        return new(right.Sum() / (double)judged, judged, [.. rules.Select((rule, i) => rule with
        {
            Precision = right[i] / (double)meeting[i],
            Recall = right[i] / (double)members[i],
        })]);
    }

    /// <summary>Some of a model's customers with their features in their own units.</summary>
    sealed class Sample
    {
        readonly float[][] _columns;
        readonly Dictionary<string, int> _places;

        public Sample(Snapshot snapshot, ModelOutcome outcome, ReadOnlySpan<int> drawn)
        {
            var rows = drawn.ToArray();
            Features = outcome.Features;
            _places = Features.Index().ToDictionary(feature => feature.Item.Name, feature => feature.Index);
            Labels = Array.ConvertAll(rows, row => outcome.Labels[row]);
            _columns = [.. Features.Select(feature =>
            {
                var column = snapshot[feature.Name];
                return Array.ConvertAll(rows, row => column[outcome.Rows[row]]);
            })];
            IsMissing = Array.ConvertAll(_columns, column => Array.Exists(column, float.IsNaN));
            Filling = [.. Features.Select((feature, f) => feature.Unit is FeatureUnit.Days
                ? _columns[f].Where(value => !float.IsNaN(value)).DefaultIfEmpty().Max()
                : 0)];
        }

        public IReadOnlyList<Feature> Features { get; }

        public int[] Labels { get; }

        /// <summary>Whether a column has a missing value.</summary>
        public bool[] IsMissing { get; }

        /// <summary>What a missing value counts as, as in the model: the longest time there is, or none of anything else.</summary>
        public float[] Filling { get; }

        public Matrix Points(int from, int until)
        {
            var points = new Matrix(until - from, _columns.Length);
            for (var i = from; i < until; i++)
            {
                for (var f = 0; f < _columns.Length; f++)
                {
                    points[i - from, f] = float.IsNaN(_columns[f][i]) ? Filling[f] : _columns[f][i];
                }
            }

            return points;
        }

        public double Value(int row, string feature) => _columns[_places[feature]][row];

        /// <summary>The shortest number between the values on both sides of a threshold, or the nearest of three digits.</summary>
        public double Rounded(int column, double threshold, int fitted)
        {
            var (below, above) = (double.NegativeInfinity, double.PositiveInfinity);
            foreach (var value in _columns[column].AsSpan(0, fitted))
            {
                var known = float.IsNaN(value) ? Filling[column] : value;
                below = known <= threshold ? Math.Max(below, known) : below;
                above = known > threshold ? Math.Min(above, known) : above;
            }

            var largest = Math.Ceiling(Math.Log10(Math.Max(1e-3, Math.Abs(threshold))));
            for (var digits = 0; digits <= Digits; digits++)
            {
                var step = Math.Pow(10, largest - digits);
                var down = Math.Floor(threshold / step) * step;
                var rounded = down >= below && down < above ? down : down + step;
                if (rounded >= below && rounded < above)
                {
                    return Math.Round(rounded, 6);
                }
            }

            var least = Math.Pow(10, largest - Digits);
            return Math.Round(Math.Round(threshold / least) * least, 6);
        }
    }
}
