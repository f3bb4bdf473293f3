using Kindred.Features;
using Kindred.Numerics;
using Kindred.Numerics.Learners;
using Kindred.Project;
using Kindred.Segments;

namespace Kindred.Validation;

/// <summary>A short rule that stands for a segment of a model.</summary>
/// <param name="AnyOf">A customer meets the rule who meets all bounds of one of these; empty where the tree has no leaf for the segment, or nobody it was judged on bears it out.</param>
/// <param name="Precision">The share of customers meeting the rule who are in the segment; 0 where none meets it.</param>
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

    /// <summary>The rule as that of a segment of its own; null where there is none.</summary>
    /// <param name="model">The model of the segment: whom it leaves out, the rule does too.</param>
    public Condition? AsCondition(SegmentDefinition model)
    {
        IReadOnlyList<Condition> parts = [.. AnyOf.Select(all => All([.. all.Select(bound => bound.AsCondition())]))];
        return parts.Count == 0 ? null : All(
        [
            .. model.Where is { } where ? (Condition[])[new ExpressionCondition { Expression = where }] : [],
            parts is [var only] ? only : new AnyCondition { Any = parts },
        ]);

        static Condition All(IReadOnlyList<Condition> conditions) => conditions is [var only] ? only : new AllCondition { All = conditions };
    }

    /// <summary>Whether a customer meets the rule.</summary>
    /// <param name="value">The customer's value of a feature, NaN where missing.</param>
    public bool Holds(Func<string, double> value) => AnyOf.Any(all => all.All(bound => bound.Holds(value(bound.Feature))));
}

/// <summary>The rules of a model's segments, and how far they can be trusted.</summary>
/// <param name="Agreement">The share of customers not used for the fit who meet the rule of their own segment and no other.</param>
/// <param name="Judged">How many customers that was measured on.</param>
public sealed record SurrogateReport(double Agreement, int Judged, IReadOnlyList<SegmentRule> Rules);

/// <summary>Explains each segment of a model by a decision tree of at most three questions on the features it clusters by.</summary>
/// <remarks>
/// A tree for each segment against all others, since one for all has too few leaves to do many segments justice. It
/// is fitted on up to 10,000 customers and judged on as many others, drawn with a fixed seed. Bounds are rounded to the
/// fewest digits that keep each row of the fit on its side, three at most, and the rules are judged as they are written.
/// </remarks>
public static class Surrogate
{
    const int MostRows = 10_000, Depth = 3, LeastLeaf = 5, Digits = 3;

    /// <summary>The share of all impurity that a leaf must save to be worth its words.</summary>
    const double LeastGain = 0.01;

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
        var points = sample.Points(0, fitted);
        var rules = new SegmentRule[outcome.Segments.Count];
        Parallel.For(0, rules.Length, new() { CancellationToken = cancellation }, label =>
        {
            var inside = Array.ConvertAll(sample.Labels[..fitted], own => own == label ? 1 : 0);
            rules[label] = new(outcome.Segments[label].Id, [.. Ways(sample, points, inside, cancellation)], 0, 0);
        });
        return Judged(sample, rules, fitted);
    }

    /// <summary>The bounds of each part of the tree that is inside; none where no question tells inside from outside.</summary>
    static IEnumerable<IReadOnlyList<FeatureBound>> Ways(Sample sample, Matrix points, int[] inside, CancellationToken cancellation)
    {
        var share = inside.Sum() / (double)Math.Max(1, inside.Length);
        if (share is 0 or 1)
        {
            return [];
        }

        var tree = DecisionTree.Fit(
            points,
            inside,
            new() { MaxDepth = Depth, MinLeafRows = Math.Max(LeastLeaf, inside.Length / 200), PruningAlpha = LeastGain * 2 * share * (1 - share) },
            cancellation);
        return Parts(tree, 0).Where(part => part.Label == 1).Select(part => Bounds(sample, tree, part.Node, inside.Length)).Where(bounds => bounds.Count > 0);
    }

    /// <summary>The highest nodes below which all leaves say the same.</summary>
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

    static SurrogateReport Judged(Sample sample, SegmentRule[] rules, int from)
    {
        var (meeting, right, members, judged, alone) = (new int[rules.Length], new int[rules.Length], new int[rules.Length], sample.Labels.Length - from, 0);
        for (var row = from; row < sample.Labels.Length; row++)
        {
            var own = sample.Labels[row];
            int[] met = [.. Enumerable.Range(0, rules.Length).Where(rule => rules[rule].Holds(feature => sample.Value(row, feature)))];
            members[own]++;
            alone += met is [var only] && only == own ? 1 : 0;
            foreach (var rule in met)
            {
                meeting[rule]++;
                right[rule] += own == rule ? 1 : 0;
            }
        }

        return new(alone / (double)judged, judged, [.. rules.Select((rule, i) => rule with
        {
            // A rule that none of those it is judged on bears out stands for nothing.
            AnyOf = right[i] > 0 ? rule.AnyOf : [],
            Precision = meeting[i] > 0 ? right[i] / (double)meeting[i] : 0,
            Recall = members[i] > 0 ? right[i] / (double)members[i] : 0,
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
                var rounded = Math.Round(down >= below && (float)down < above ? down : down + step, 6);
                if (rounded >= below && (float)rounded < above)
                {
                    return rounded;
                }
            }

            var least = Math.Pow(10, largest - Digits);
            return Math.Round(Math.Round(threshold / least) * least, 6);
        }
    }
}
