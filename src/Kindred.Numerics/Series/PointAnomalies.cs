using System.Numerics.Tensors;
using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Series;

/// <summary>What counts as an anomaly.</summary>
public sealed record PointAnomalyOptions
{
    /// <summary>Values in a cycle; 1, unless told, for no season.</summary>
    public int Period { get; init; } = 1;

    /// <summary>The probability of finding any anomaly in a series of normal noise; 0.05 unless told.</summary>
    public double Level { get; init; } = 0.05;

    /// <summary>The most values, as a share, that can be anomalies; 0.02 unless told, and always at least one value.</summary>
    public double MaxShare { get; init; } = 0.02;

    /// <summary>Values in the window of the trend; odd; unless told STL's own, or a tenth of the series where there is no season.</summary>
    public int? TrendWindow { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Period, 1);
        Require.Fraction(Level);
        if (!(MaxShare > 0 && MaxShare < 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(MaxShare), MaxShare, "A share lies between 0 and 0.5.");
        }

        if (TrendWindow is { } window && (window < 3 || window % 2 == 0))
        {
            throw new ArgumentException($"A window has an odd number of points, at least 3, found {window}.", nameof(TrendWindow));
        }
    }
}

/// <summary>A value that does not fit.</summary>
/// <param name="Index">Its place.</param>
/// <param name="Value">What was seen.</param>
/// <param name="Expected">What trend and season made expect.</param>
/// <param name="Score">How many robust standard deviations it is off; negative when below.</param>
public sealed record PointAnomaly(int Index, double Value, double Expected, double Score);

/// <summary>The values of a series that do not fit, and what was expected of all.</summary>
/// <param name="Anomalies">In order of place.</param>
/// <param name="Expected">Trend and season, and the median of what is left.</param>
/// <param name="Scores">How many robust standard deviations each value is off; 0 where it is missing.</param>
/// <param name="Scale">A robust standard deviation in units of the series; 0 when most values are exactly as expected.</param>
public sealed record PointAnomalyReport(
    IReadOnlyList<PointAnomaly> Anomalies, double[] Expected, double[] Scores, double Scale);

/// <summary>Finds single values that stand out from trend and season.</summary>
/// <remarks>
/// <para>Trend and season come from a robust STL with one pattern for all cycles, or, without a season, from a running median. What is left is
/// tested by Rosner's generalised ESD with median and median absolute deviation in place of mean and deviation: the farthest value is taken out, and
/// so on; the anomalies are those up to the last one beyond its critical value. So several anomalies do not hide each other, and noise
/// raises an alarm in a share of series that is the level asked for.</para>
/// <para>Looks at the whole series at once: a value is judged by what came after it, too. Missing values are filled first and never reported.
/// When more than half of the remainders are exactly 0, the mean absolute deviation stands in; when all are, nothing stands out.</para>
/// <para>O(n·window) for the decomposition and O(n·anomalies) for the test. J. Hochenbaum, O. Vallis and A. Kejariwal, "Automatic anomaly detection in
/// the cloud via statistical learning", arXiv:1704.07706 (2017), there with the median for a trend; B. Rosner, "Percentage points for a generalized ESD
/// many-outlier procedure", Technometrics 25 (1983).</para>
/// </remarks>
public static class PointAnomalies
{
    /// <summary>Judges every value of a series.</summary>
    /// <param name="series">At least 5 values that are there, NaN where missing, and two cycles.</param>
    /// <exception cref="ArgumentException">A value is infinite, there are too few, or an option is out of range.</exception>
    public static PointAnomalyReport Find(
        ReadOnlySpan<double> series, PointAnomalyOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        options.Check();
        var known = Observed.WithGaps(series, 5);
        var filled = Gaps.Fill(series, options.Period);
        var expected = options.Period > 1 ? Pattern(filled, options, cancellation) : RunningMedian(filled, Window(series.Length, options.TrendWindow));
        var rest = new double[known];
        var (places, next) = (new int[known], 0);
        for (var i = 0; i < series.Length; i++)
        {
            if (!double.IsNaN(series[i]))
            {
                (places[next], rest[next++]) = (i, series[i] - expected[i]);
            }
        }

        var least = 1e-12 * Math.Abs(TensorPrimitives.MaxMagnitude<double>(filled)); // below it differences are rounding
        var (centre, scale) = Spread(rest, least);
        TensorPrimitives.Add(expected, centre, expected);
        var scores = new double[series.Length];
        for (var i = 0; i < known && scale > 0; i++)
        {
            scores[places[i]] = (rest[i] - centre) / scale;
        }

        List<PointAnomaly> anomalies = [];
        foreach (var i in Outliers(rest, least, Math.Max(1, (int)(options.MaxShare * known)), options.Level, cancellation).Order())
        {
            var place = places[i];
            anomalies.Add(new(place, series[place], expected[place], scores[place]));
        }

        return new(anomalies, expected, scores, scale);
    }

    /// <summary>The critical value of Rosner's test for the farthest of <paramref name="left"/> values, two-sided.</summary>
    internal static double Critical(int left, double level)
    {
        var t = -Distributions.StudentTQuantile(level / (2 * left), left - 2);
        return (left - 1) * t / Math.Sqrt((left - 2 + (t * t)) * left);
    }

    static double[] Pattern(double[] filled, PointAnomalyOptions options, CancellationToken cancellation)
    {
        var plain = new StlOptions { Period = options.Period, Periodic = true, Robust = true, TrendWindow = options.TrendWindow };
        var fit = Stl.Decompose(
            filled,
            plain with { TrendJump = Math.Max(1, plain.Trend(filled.Length) / 10), LowPassJump = Math.Max(1, plain.LowPass / 10) },
            cancellation);
        TensorPrimitives.Add(fit.Seasonal, fit.Trend, fit.Trend);
        return fit.Trend;
    }

    static int Window(int length, int? asked) => asked ?? (Math.Max(5, length / 10) | 1);

    /// <summary>Medians of windows, cut off at the ends.</summary>
    static double[] RunningMedian(double[] values, int window)
    {
        var (medians, half) = (new double[values.Length], window / 2);
        List<double> sorted = [];
        for (var right = 0; right < values.Length + half; right++)
        {
            if (right < values.Length)
            {
                var place = sorted.BinarySearch(values[right]);
                sorted.Insert(place < 0 ? ~place : place, values[right]);
            }

            if (right - window >= 0)
            {
                sorted.RemoveAt(sorted.BinarySearch(values[right - window]));
            }

            if (right >= half)
            {
                medians[right - half] = (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
            }
        }

        return medians;
    }

    /// <summary>The median, and 1.4826 times the median distance from it, or 1.2533 times the mean one where that is 0.</summary>
    static (double Centre, double Scale) Spread(ReadOnlySpan<double> values, double least)
    {
        double[] copy = [.. values];
        var centre = Selection.Median(copy);
        TensorPrimitives.Subtract(values, centre, copy);
        TensorPrimitives.Abs(copy, copy);
        var mean = TensorPrimitives.Average<double>(copy);
        var median = Selection.Median(copy);
        return (centre, median > least ? 1.4826022185056018 * median : mean > least ? 1.2533141373155003 * mean : 0);
    }

    static List<int> Outliers(double[] rest, double least, int most, double level, CancellationToken cancellation)
    {
        double[] left = [.. rest];
        var places = Enumerable.Range(0, rest.Length).ToArray();
        var (count, outside) = (rest.Length, 0);
        List<int> farthest = [];
        for (; farthest.Count < most && count > 4; count--)
        {
            cancellation.ThrowIfCancellationRequested();
            var (centre, scale) = Spread(left.AsSpan(0, count), least);
            if (!(scale > 0))
            {
                break;
            }

            var far = 0;
            for (var i = 1; i < count; i++)
            {
                far = Math.Abs(left[i] - centre) > Math.Abs(left[far] - centre) ? i : far;
            }

            farthest.Add(places[far]);
            outside = Math.Abs(left[far] - centre) / scale > Critical(count, level) ? farthest.Count : outside;
            (left[far], places[far]) = (left[count - 1], places[count - 1]);
        }

        return farthest[..outside];
    }
}
