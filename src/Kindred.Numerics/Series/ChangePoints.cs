using System.Numerics.Tensors;

namespace Kindred.Numerics.Series;

/// <summary>What stays the same within a segment and changes between segments.</summary>
public enum ChangeIn
{
    /// <summary>The mean of normal values whose variance is the same throughout.</summary>
    Mean,

    /// <summary>Mean and variance of normal values.</summary>
    MeanAndVariance,

    /// <summary>The rate of counts (Poisson).</summary>
    Rate,
}

/// <summary>What is looked for, and how much a change point costs.</summary>
public sealed record ChangePointOptions
{
    /// <summary>What changes; the mean unless told.</summary>
    public ChangeIn In { get; init; } = ChangeIn.Mean;

    /// <summary>
    /// By how much a change point must raise 2·log-likelihood; unless told log n for each number it adds (BIC): 2·log n, or 3·log n for mean and
    /// variance.
    /// </summary>
    public double? Penalty { get; init; }

    /// <summary>The fewest values in a segment; 2 unless told.</summary>
    public int MinimumLength { get; init; } = 2;

    /// <summary>
    /// The standard deviation around the mean, where only that changes; unless told 1.0484 × the median size of a change from one value to the next.
    /// </summary>
    public double? Noise { get; init; }
}

/// <summary>Values in a row without a change point.</summary>
/// <param name="Start">The place of its first value.</param>
/// <param name="Length">How many values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Variance">Their mean squared distance from it.</param>
public sealed record Segment(int Start, int Length, double Mean, double Variance);

/// <summary>A series cut into segments.</summary>
/// <param name="Segments">In order; the start of each but the first is a change point.</param>
/// <param name="Cost">−2·log-likelihood but for a constant, with the penalty of every change point.</param>
public sealed record ChangePointFit(IReadOnlyList<Segment> Segments, double Cost)
{
    /// <summary>The places of the first values after each change.</summary>
    public IReadOnlyList<int> Places => [.. Segments.Skip(1).Select(segment => segment.Start)];
}

/// <summary>Finds where a series changes for good, by PELT: the cuts of least penalised cost, exactly.</summary>
/// <remarks>
/// <para>Minimises Σ cost(segment) + penalty · change points. The best cost of the first t values follows from those of fewer values; a last
/// change point that has fallen behind can never be best again and is dropped, which makes the time about O(n) when changes keep coming and O(n²)
/// at worst. With a minimum length a place is dropped only once segments starting at the better one are long enough, so the result
/// stays exact.</para>
/// <para>Costs are −2·log-likelihood: squares around the mean over the noise variance; n·log(variance); 2·(sum − sum·log(rate)). A variance is
/// taken as at least 1e-9 of the whole series'. Autocorrelated noise is taken for changes: raise the penalty then.</para>
/// <para>R. Killick, P. Fearnhead and I. Eckley, "Optimal detection of changepoints with a linear computational cost", JASA 107 (2012).</para>
/// </remarks>
public static class ChangePoints
{
    /// <summary>Cuts a series into segments.</summary>
    /// <param name="series">Finite values, at least the minimum length; none below 0 for a rate.</param>
    /// <exception cref="ArgumentException">
    /// A value is missing, infinite or negative where it may not be, there are too few, or an option is out of range.
    /// </exception>
    public static ChangePointFit Find(ReadOnlySpan<double> series, ChangePointOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        Check(series, options);
        var sums = new Sums(series, options);
        var penalty = options.Penalty ?? (options.In == ChangeIn.MeanAndVariance ? 3 : 2) * Math.Log(series.Length);
        var (n, least) = (series.Length, options.MinimumLength);
        var (best, last, leaves) = (new double[n + 1], new int[n + 1], new int[n + 1]);
        Array.Fill(best, double.PositiveInfinity);
        Array.Fill(leaves, int.MaxValue);
        best[0] = -penalty;
        var (starts, costs, count) = (new int[n], new double[n], 1);
        for (var end = least; end <= n; end++)
        {
            if (end % 1024 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (end - least >= least)
            {
                starts[count++] = end - least;
            }

            var kept = 0;
            for (var i = 0; i < count; i++)
            {
                var start = starts[i];
                if (leaves[start] > end)
                {
                    starts[kept] = start;
                    costs[kept] = best[start] + sums.Cost(start, end);
                    (best[end], last[end]) = costs[kept] + penalty < best[end] ? (costs[kept] + penalty, start) : (best[end], last[end]);
                    kept++;
                }
            }

            count = kept;
            for (var i = 0; i < count; i++)
            {
                leaves[starts[i]] = costs[i] > best[end] ? Math.Min(leaves[starts[i]], end + least) : leaves[starts[i]];
            }
        }

        return new(Segments(series, last), best[n]);
    }

    static List<Segment> Segments(ReadOnlySpan<double> series, int[] last)
    {
        List<Segment> segments = [];
        for (var end = series.Length; end > 0; end = last[end])
        {
            var values = series[last[end]..end];
            var (mean, squares) = (TensorPrimitives.Average(values), 0.0);
            foreach (var value in values)
            {
                squares += (value - mean) * (value - mean);
            }

            segments.Add(new(last[end], values.Length, mean, squares / values.Length));
        }

        segments.Reverse();
        return segments;
    }

    static void Check(ReadOnlySpan<double> series, ChangePointOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinimumLength, options.In == ChangeIn.MeanAndVariance ? 2 : 1);
        Observed.Complete(series, options.MinimumLength);
        if (options.Penalty is { } penalty && !(penalty >= 0 && double.IsFinite(penalty)))
        {
            throw new ArgumentOutOfRangeException(nameof(options), penalty, "A penalty is finite and not below 0.");
        }

        if (options.Noise is { } noise && !(noise > 0 && double.IsFinite(noise)))
        {
            throw new ArgumentOutOfRangeException(nameof(options), noise, "A noise is finite and above 0.");
        }

        if (options.In == ChangeIn.Rate && TensorPrimitives.Min(series) < 0)
        {
            throw new ArgumentException($"Counts are not below 0, found {TensorPrimitives.Min(series)}.", nameof(series));
        }
    }

    /// <summary>Costs of segments from running sums of the values less their mean, in noises.</summary>
    sealed class Sums
    {
        readonly double[] _values, _squares;
        readonly ChangeIn _kind;
        readonly double _precision, _leastVariance, _shift;

        public Sums(ReadOnlySpan<double> series, ChangePointOptions options)
        {
            _kind = options.In;
            _shift = _kind == ChangeIn.Rate ? 0 : TensorPrimitives.Average(series);
            var noise = _kind == ChangeIn.Mean ? options.Noise ?? NoiseOf(series) : 1;
            (_precision, noise) = noise > 0 ? (1, noise) : (0, 1);
            (_values, _squares) = (new double[series.Length + 1], new double[series.Length + 1]);
            for (var i = 0; i < series.Length; i++)
            {
                var value = (series[i] - _shift) / noise;
                _values[i + 1] = _values[i] + value;
                _squares[i + 1] = _squares[i] + (value * value);
            }

            _leastVariance = Math.Max(1e-9 * _squares[^1] / series.Length, double.Epsilon);
        }

        public double Cost(int start, int end)
        {
            var (count, sum) = (end - start, _values[end] - _values[start]);
            var squares = Math.Max(0, _squares[end] - _squares[start] - (sum * sum / count));
            return _kind switch
            {
                ChangeIn.Mean => squares * _precision,
                ChangeIn.MeanAndVariance => count * (Math.Log(Math.Max(squares / count, _leastVariance)) + 1),
                _ => sum > 0 ? 2 * (sum - (sum * Math.Log(sum / count))) : 0,
            };
        }

        /// <summary>The median size of a change over √2 and the normal quartile; the root mean square where most changes are 0.</summary>
        static double NoiseOf(ReadOnlySpan<double> series)
        {
            var changes = series.Length > 1 ? Differences.Of(series) : [0];
            var rootMeanSquare = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(changes) / (2 * changes.Length));
            TensorPrimitives.Abs(changes, changes);
            var typical = Selection.Median(changes) / (Math.Sqrt(2) * 0.6744897501960817);
            return typical > 0 ? typical : rootMeanSquare;
        }
    }
}
