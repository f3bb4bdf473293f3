using System.Numerics.Tensors;
using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Learners;

/// <summary>A point of a Qini curve.</summary>
/// <param name="Share">The share of rows that would be treated, those with the highest scores.</param>
/// <param name="Gain">The outcomes gained by it for every treated row of the experiment.</param>
public readonly record struct QiniPoint(double Share, double Gain);

/// <summary>How well scores order rows by what treatment changes.</summary>
/// <param name="Points">From (0, 0) to (1, the mean effect), one a different score.</param>
/// <param name="Area">Between the curve and the straight line that random order gives; 0 if the order is no better.</param>
/// <param name="Coefficient">The area as a share of the greatest possible, which treated rows in falling and others in rising order of outcome
/// give: at most 1, below 0 if random order is better; 0 where that greatest area is 0.</param>
public sealed record QiniCurve(IReadOnlyList<QiniPoint> Points, double Area, double Coefficient);

/// <summary>Bootstrap intervals of a Qini curve's two numbers.</summary>
public sealed record QiniIntervals(BootstrapResult Area, BootstrapResult Coefficient);

/// <summary>The Qini curve: the outcomes gained as more and more rows are treated, best scores first.</summary>
/// <remarks>
/// <para>Where t treated rows with outcomes summing to Y and c others with outcomes summing to Z have the highest scores, the gain is (Y − Z·t/c) over all treated
/// rows; Z·t/c is 0 while c is 0. Equal scores are taken together. Areas are trapezoids. O(n·log n).</para>
/// <para>Judge on rows that no model was fitted to. Intervals are percentiles over resamples of the treated and the other rows, drawn apart; the model is taken as
/// given. Deterministic on any number of cores: blocks of resamples draw from <c>new Rng(Seed + block)</c>.</para>
/// <para>N. Radcliffe, "Using control groups to target on predicted lift", Direct Marketing Analytics Journal (2007).</para>
/// </remarks>
public static class Qini
{
    const int BlockReplicates = 16;

    /// <summary>The curve of some scores.</summary>
    /// <param name="scores">One a row, finite; higher is treated earlier.</param>
    /// <param name="treated">Whether each row was treated, by chance; both must occur.</param>
    /// <param name="outcomes">One a row, finite.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or all or no rows were treated.</exception>
    public static QiniCurve Curve(ReadOnlySpan<float> scores, ReadOnlySpan<bool> treated, ReadOnlySpan<double> outcomes)
    {
        Check(scores, treated, outcomes);
        var points = new List<QiniPoint> { new(0, 0) };
        var area = new Ranking(scores, treated, outcomes).Area(null, points);
        return new(points, area, Share(area, Perfect(treated, outcomes).Area(null)));
    }

    /// <summary>Intervals of area and coefficient.</summary>
    /// <param name="scores">One a row, finite; higher is treated earlier.</param>
    /// <param name="treated">Whether each row was treated, by chance; both must occur.</param>
    /// <param name="outcomes">One a row, finite.</param>
    /// <param name="replicates">Resamples, at least 100.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or all or no rows were treated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Too few replicates, or the confidence is not between 0 and 1.</exception>
    public static QiniIntervals Intervals(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<bool> treated,
        ReadOnlySpan<double> outcomes,
        int replicates = 1000,
        double confidence = 0.95,
        ulong seed = 1,
        CancellationToken cancellation = default)
    {
        Check(scores, treated, outcomes);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 100);
        Require.Fraction(confidence);
        var (ranking, perfect, arms) = (new Ranking(scores, treated, outcomes), Perfect(treated, outcomes), Arms(treated));
        var (areas, coefficients) = (new double[replicates], new double[replicates]);
        RowBlocks.For(replicates, BlockReplicates, (block, from, until) =>
        {
            var (rng, counts) = (new Rng(seed + (ulong)block), new int[arms[0].Length + arms[1].Length]);
            for (var i = from; i < until; i++)
            {
                Draw(arms, rng, counts);
                areas[i] = ranking.Area(counts);
                coefficients[i] = Share(areas[i], perfect.Area(counts));
            }
        }, cancellation);
        var area = ranking.Area(null);
        return new(Cut(area, areas, confidence), Cut(Share(area, perfect.Area(null)), coefficients, confidence));
    }

    /// <summary>Rows ordered by the outcome itself, taken away where untreated: no order gains more.</summary>
    static Ranking Perfect(ReadOnlySpan<bool> treated, ReadOnlySpan<double> outcomes)
    {
        var best = new float[treated.Length];
        for (var i = 0; i < best.Length; i++)
        {
            best[i] = (float)(treated[i] ? outcomes[i] : -outcomes[i]);
        }

        return new(best, treated, outcomes);
    }

    static double Share(double area, double greatest) => greatest > 0 ? area / greatest : 0;

    static int[][] Arms(ReadOnlySpan<bool> treated)
    {
        var arms = new List<int>[] { [], [] };
        for (var i = 0; i < treated.Length; i++)
        {
            arms[treated[i] ? 1 : 0].Add(i);
        }

        return [.. arms.Select(arm => arm.ToArray())];
    }

    static void Draw(int[][] arms, Rng rng, int[] counts)
    {
        Array.Clear(counts);
        foreach (var arm in arms)
        {
            for (var i = 0; i < arm.Length; i++)
            {
                counts[arm[rng.NextInt32(arm.Length)]]++;
            }
        }
    }

    static BootstrapResult Cut(double estimate, double[] replicates, double confidence)
    {
        Array.Sort(replicates);
        return new(
            estimate,
            SampleMoments.OfFinite(replicates).StandardDeviation,
            new(Summary.SortedQuantile(replicates, (1 - confidence) / 2), Summary.SortedQuantile(replicates, (1 + confidence) / 2)));
    }

    static void Check(ReadOnlySpan<float> scores, ReadOnlySpan<bool> treated, ReadOnlySpan<double> outcomes)
    {
        if (treated.Length != scores.Length || outcomes.Length != scores.Length)
        {
            throw new ArgumentException(
                $"Each of the {scores.Length} scored rows is treated or not and has an outcome; found {treated.Length} and {outcomes.Length}.",
                nameof(treated));
        }

        if (!treated.Contains(true) || !treated.Contains(false))
        {
            throw new ArgumentException("Some rows must be treated and some not.", nameof(treated));
        }

        if (!TensorPrimitives.IsFiniteAll(scores) || !TensorPrimitives.IsFiniteAll(outcomes))
        {
            throw new ArgumentException("Scores and outcomes must be finite.", nameof(scores));
        }
    }

    /// <summary>Rows in falling order of score.</summary>
    sealed class Ranking
    {
        readonly int[] _order;
        readonly bool[] _last; // of rows with the same score
        readonly bool[] _treated;
        readonly double[] _outcomes;
        readonly int _all, _allTreated;

        internal Ranking(ReadOnlySpan<float> scores, ReadOnlySpan<bool> treated, ReadOnlySpan<double> outcomes)
        {
            var keys = scores.ToArray();
            _order = [.. Enumerable.Range(0, keys.Length)];
            TensorPrimitives.Negate(keys, keys);
            Array.Sort(keys, _order);
            (_last, _treated, _outcomes) = (new bool[keys.Length], new bool[keys.Length], new double[keys.Length]);
            for (var i = 0; i < keys.Length; i++)
            {
                _last[i] = i == keys.Length - 1 || keys[i + 1] != keys[i];
                (_treated[i], _outcomes[i]) = (treated[_order[i]], outcomes[_order[i]]);
            }

            (_all, _allTreated) = (keys.Length, treated.Count(true));
        }

        /// <summary>The area above random order, each row taken as often as <paramref name="counts"/> says, or once.</summary>
        internal double Area(int[]? counts, List<QiniPoint>? points = null)
        {
            var (rows, treatedRows, sum, controlSum) = (0L, 0L, 0.0, 0.0);
            var (before, area) = (default(QiniPoint), 0.0);
            for (var i = 0; i < _order.Length; i++)
            {
                var count = counts is null ? 1 : counts[_order[i]];
                rows += count;
                treatedRows += _treated[i] ? count : 0;
                sum += _treated[i] ? count * _outcomes[i] : 0;
                controlSum += _treated[i] ? 0 : count * _outcomes[i];
                if (_last[i])
                {
                    var control = rows - treatedRows;
                    var gain = sum - (control > 0 ? controlSum * treatedRows / control : 0);
                    var point = new QiniPoint((double)rows / _all, gain / _allTreated);
                    area += (point.Share - before.Share) * (point.Gain + before.Gain) / 2;
                    points?.Add(point);
                    before = point;
                }
            }

            return area - (before.Gain / 2);
        }
    }
}
