using static MathNet.Numerics.SpecialFunctions;

namespace Kindred.Numerics.Statistics;

/// <summary>A series of points with the limits between which chance keeps them.</summary>
/// <param name="Values">The points, in time order.</param>
/// <param name="Centre">Where they are expected.</param>
/// <param name="Lower">The lower limit of each point.</param>
/// <param name="Upper">The upper limit of each point.</param>
/// <param name="Signals">
/// Points that chance rarely makes: by all of Nelson's rules on charts of individuals, means, proportions and rates, by the limits
/// alone (<see cref="NelsonRule.Beyond3Sigma"/>) on charts of spread and on EWMA.
/// </param>
public sealed record ControlChart(
    IReadOnlyList<double> Values,
    double Centre,
    IReadOnlyList<double> Lower,
    IReadOnlyList<double> Upper,
    IReadOnlyList<ControlSignal> Signals);

/// <summary>A cumulative sum chart, in σ from the centre.</summary>
/// <param name="Above">The sum of what exceeds the centre by more than the slack, never below 0.</param>
/// <param name="Below">The same for what falls short.</param>
/// <param name="Signals">Indexes of points at which either sum exceeds the decision limit.</param>
public sealed record CusumChart(IReadOnlyList<double> Above, IReadOnlyList<double> Below, IReadOnlyList<int> Signals);

/// <summary>Statistical process control: is this number still what it used to be?</summary>
/// <remarks>
/// Centre and limits come from the baseline, the first so many points, which should be a time when all was well; the rest is judged by
/// them. Limits are 3 standard errors from the centre, cut where a value cannot be (below 0, a proportion above 1).
/// W. A. Shewhart, "Economic Control of Quality of Manufactured Product" (1931); E. S. Page, Biometrika 41 (1954); S. W. Roberts,
/// Technometrics 1 (1959); D. C. Montgomery, "Introduction to Statistical Quality Control", 7th ed. (2013), chapters 6, 7 and 9.
/// </remarks>
public static class ControlCharts
{
    const double Width = 3;

    /// <summary>The mean range of 2 normal values in σ, 1.128.</summary>
    static readonly double RangeMean = 2 / Math.Sqrt(Math.PI);

    /// <summary>The standard deviation of the range of 2 normal values in σ, 0.853.</summary>
    static readonly double RangeSpread = Math.Sqrt(2 - (4 / Math.PI));

    /// <summary>Single measurements and the ranges between neighbours (I-MR).</summary>
    /// <param name="baseline">How many points set the limits, at least 2; all unless told.</param>
    /// <returns>The chart of individuals, and that of moving ranges, which has one point fewer.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 values, one not finite, or a baseline out of range or without any change.</exception>
    public static (ControlChart Individuals, ControlChart MovingRanges) Individuals(ReadOnlySpan<double> values, int? baseline = null)
    {
        Require.Finite(values, 2);
        var (centre, sigma) = Baseline(values, baseline);
        var ranges = new double[values.Length - 1];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = Math.Abs(values[i + 1] - values[i]);
        }

        var sigmas = Enumerable.Repeat(sigma, values.Length).ToArray();
        var spreads = Enumerable.Repeat(sigma * RangeSpread, ranges.Length).ToArray();
        return (
            Shewhart(values.ToArray(), centre, sigmas, double.NegativeInfinity, double.PositiveInfinity),
            Limits(ranges, sigma * RangeMean, spreads, 0, double.PositiveInfinity));
    }

    /// <summary>Means and standard deviations of groups measured together (X̄-S); groups may differ in size.</summary>
    /// <param name="baseline">How many groups set the limits, at least 1; all unless told.</param>
    /// <exception cref="ArgumentException">A group with fewer than 2 values or one not finite, or a baseline out of range or without spread.</exception>
    public static (ControlChart Means, ControlChart Spreads) MeansAndSpreads(IReadOnlyList<double[]> groups, int? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var first = Count(baseline, groups.Count, 1, nameof(groups));
        SampleMoments[] moments = [.. groups.Select((group, i) =>
        {
            Require.Finite(group, 2, $"groups[{i}]");
            return SampleMoments.OfFinite(group);
        })];
        double[] unbiased = [.. moments.Select(group => Unbiased(group.Count))];
        var sigma = moments[..first].Zip(unbiased, (group, c4) => group.StandardDeviation / c4).Average();
        RequireSpread(sigma, nameof(groups));
        var centre = moments[..first].Sum(group => group.Mean * group.Count) / moments[..first].Sum(group => group.Count);
        var means = Shewhart(
            [.. moments.Select(group => group.Mean)],
            centre,
            [.. moments.Select(group => sigma / Math.Sqrt(group.Count))],
            double.NegativeInfinity,
            double.PositiveInfinity);

        // A standard deviation is expected to be c₄σ and strays by σ√(1 − c₄²): with groups of different size each has its own centre.
        double[] deviations = [.. moments.Select(group => group.StandardDeviation)];
        double[] lower = [.. unbiased.Select(c4 => Math.Max(0, sigma * (c4 - (Width * Math.Sqrt(1 - (c4 * c4))))))];
        double[] upper = [.. unbiased.Select(c4 => sigma * (c4 + (Width * Math.Sqrt(1 - (c4 * c4)))))];
        return (means, new(deviations, sigma * unbiased[0], lower, upper, Outside(deviations, lower, upper)));
    }

    /// <summary>Proportions, such as conversions of visitors (p).</summary>
    /// <param name="baseline">How many points set the limits, at least 1; all unless told.</param>
    /// <exception cref="ArgumentException">Lengths differ, a count out of 0 to its size, a size below 1, or a baseline of 0 or 1 throughout.</exception>
    public static ControlChart Proportions(ReadOnlySpan<long> counts, ReadOnlySpan<long> sizes, int? baseline = null)
    {
        for (var i = 0; i < Math.Min(counts.Length, sizes.Length); i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(counts[i], sizes[i], nameof(counts));
        }

        return Counted(counts, sizes, baseline, p => p * (1 - p), 1);
    }

    /// <summary>Rates, such as complaints a thousand orders (u).</summary>
    /// <param name="sizes">How much there was to count in, in whole units, at least 1.</param>
    /// <param name="baseline">How many points set the limits, at least 1; all unless told.</param>
    /// <exception cref="ArgumentException">Lengths differ, a negative count, a size below 1, or a baseline without any count.</exception>
    public static ControlChart Rates(ReadOnlySpan<long> counts, ReadOnlySpan<long> sizes, int? baseline = null) =>
        Counted(counts, sizes, baseline, u => u, double.PositiveInfinity);

    /// <summary>Exponentially weighted means, which show small lasting shifts (EWMA).</summary>
    /// <param name="weight">λ, of the newest value, in (0, 1]; 0.2 unless told.</param>
    /// <param name="width">L, how many standard errors the limits are from the centre; 3 unless told.</param>
    /// <param name="baseline">How many points set centre and σ, at least 2; all unless told.</param>
    /// <exception cref="ArgumentException">As for <see cref="Individuals"/>, or a weight or width out of range.</exception>
    public static ControlChart Ewma(ReadOnlySpan<double> values, double weight = 0.2, double width = 3, int? baseline = null)
    {
        Require.Finite(values, 2);
        Require.Positive(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 1);
        Require.Positive(width);
        var (centre, sigma) = Baseline(values, baseline);
        var (means, sigmas, mean) = (new double[values.Length], new double[values.Length], centre);
        for (var i = 0; i < values.Length; i++)
        {
            means[i] = mean = (weight * values[i]) + ((1 - weight) * mean);
            sigmas[i] = sigma * width / Width * Math.Sqrt(weight / (2 - weight) * (1 - Math.Pow(1 - weight, 2 * (i + 1))));
        }

        return Limits(means, centre, sigmas, double.NegativeInfinity, double.PositiveInfinity);
    }

    /// <summary>Cumulative sums, which show small lasting shifts and when they began (tabular CUSUM).</summary>
    /// <param name="slack">k, in σ: half the shift to be found; 0.5 unless told.</param>
    /// <param name="decision">h, in σ: the sum that signals; 5 unless told.</param>
    /// <param name="baseline">How many points set centre and σ, at least 2; all unless told.</param>
    /// <exception cref="ArgumentException">As for <see cref="Individuals"/>, or a slack or decision limit that is not above 0.</exception>
    public static CusumChart Cusum(ReadOnlySpan<double> values, double slack = 0.5, double decision = 5, int? baseline = null)
    {
        Require.Finite(values, 2);
        Require.Positive(slack);
        Require.Positive(decision);
        var (centre, sigma) = Baseline(values, baseline);
        var (above, below, signals) = (new double[values.Length], new double[values.Length], new List<int>());
        var (high, low) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var deviation = (values[i] - centre) / sigma;
            above[i] = high = Math.Max(0, high + deviation - slack);
            below[i] = low = Math.Max(0, low - deviation - slack);
            if (Math.Max(high, low) > decision)
            {
                signals.Add(i);
            }
        }

        return new(above, below, signals);
    }

    /// <summary>c₄: the mean standard deviation of n normal values in σ.</summary>
    internal static double Unbiased(long n) => n > 1_000_000
        ? 1 - (1 / (4.0 * n))
        : Math.Sqrt(2.0 / (n - 1)) * Math.Exp(GammaLn(n / 2.0) - GammaLn((n - 1) / 2.0));

    static (double Centre, double Sigma) Baseline(ReadOnlySpan<double> values, int? baseline)
    {
        var first = values[..Count(baseline, values.Length, 2, nameof(values))];
        var range = 0.0;
        for (var i = 1; i < first.Length; i++)
        {
            range += Math.Abs(first[i] - first[i - 1]);
        }

        var sigma = range / (first.Length - 1) / RangeMean;
        RequireSpread(sigma, nameof(values));
        return (SampleMoments.OfFinite(first).Mean, sigma);
    }

    static int Count(int? baseline, int points, int least, string name)
    {
        Require.Length(points, least, name);
        var count = baseline ?? points;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, least, nameof(baseline));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, points, nameof(baseline));
        return count;
    }

    static void RequireSpread(double sigma, string name)
    {
        if (!(sigma > 0))
        {
            throw new ArgumentException("Nothing varies in the baseline, so chance has no limits to judge by.", name);
        }
    }

    static ControlChart Counted(
        ReadOnlySpan<long> counts, ReadOnlySpan<long> sizes, int? baseline, Func<double, double> variance, double highest)
    {
        if (counts.Length != sizes.Length)
        {
            throw new ArgumentException($"{counts.Length} counts need as many sizes, found {sizes.Length}.", nameof(sizes));
        }

        var (first, counted, whole) = (Count(baseline, counts.Length, 1, nameof(counts)), 0.0, 0.0);
        var values = new double[counts.Length];
        for (var i = 0; i < values.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(counts[i], nameof(counts));
            ArgumentOutOfRangeException.ThrowIfLessThan(sizes[i], 1, nameof(sizes));
            values[i] = (double)counts[i] / sizes[i];
            counted += i < first ? counts[i] : 0;
            whole += i < first ? sizes[i] : 0;
        }

        var centre = counted / whole;
        RequireSpread(variance(centre), nameof(counts));
        var scale = Math.Sqrt(variance(centre));
        var sigmas = new double[values.Length];
        for (var i = 0; i < sigmas.Length; i++)
        {
            sigmas[i] = scale / Math.Sqrt(sizes[i]);
        }

        return Shewhart(values, centre, sigmas, 0, highest);
    }

    /// <summary>Limits with all of Nelson's rules.</summary>
    static ControlChart Shewhart(double[] values, double centre, double[] sigmas, double lowest, double highest) =>
        Limits(values, centre, sigmas, lowest, highest) with
        {
            Signals = NelsonRules.Find([.. values.Zip(sigmas, (value, sigma) => (value - centre) / sigma)]),
        };

    static ControlChart Limits(double[] values, double centre, double[] sigmas, double lowest, double highest)
    {
        var lower = Array.ConvertAll(sigmas, sigma => Math.Max(lowest, centre - (Width * sigma)));
        var upper = Array.ConvertAll(sigmas, sigma => Math.Min(highest, centre + (Width * sigma)));
        return new(values, centre, lower, upper, Outside(values, lower, upper));
    }

    static List<ControlSignal> Outside(double[] values, double[] lower, double[] upper)
    {
        var signals = new List<ControlSignal>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < lower[i] || values[i] > upper[i])
            {
                signals.Add(new(i, NelsonRule.Beyond3Sigma));
            }
        }

        return signals;
    }
}
