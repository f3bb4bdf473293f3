namespace Kindred.Numerics.Statistics;

/// <summary>A number computed from a sample; called from several threads at once.</summary>
public delegate double Statistic(ReadOnlySpan<double> values);

/// <summary>How an interval is cut from the replicates.</summary>
public enum BootstrapMethod
{
    /// <summary>Bias-corrected and accelerated: second-order right, the default choice.</summary>
    Bca,

    /// <summary>The plain quantiles of the replicates.</summary>
    Percentile,
}

/// <summary>How many replicates, and which.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Resamples drawn; 10,000 unless told, at least 100.</summary>
    public int Replicates { get; init; } = 10_000;

    /// <summary>Of the interval; 0.95 unless told.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How the interval is cut; BCa unless told.</summary>
    public BootstrapMethod Method { get; init; } = BootstrapMethod.Bca;

    /// <summary>The same seed gives the same interval on any number of cores.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>An estimate with its bootstrap interval.</summary>
/// <param name="Estimate">The statistic of the sample itself.</param>
/// <param name="StandardError">The standard deviation of the replicates.</param>
public sealed record BootstrapResult(double Estimate, double StandardError, Interval Interval);

/// <summary>Confidence intervals for any statistic, by drawing from the sample again and again.</summary>
/// <remarks>
/// <para>O(replicates) evaluations of the statistic, in parallel over blocks of replicates that each have their own generator; BCa adds one
/// evaluation a value, or 1,000 of blocks left out where there are more values. Where all replicates are equal so are the interval's
/// ends. Agrees with SciPy's <c>bootstrap</c> up to chance.</para>
/// <para>B. Efron, "Better bootstrap confidence intervals", JASA 82 (1987); B. Efron and R. J. Tibshirani, "An Introduction to the
/// Bootstrap" (1993), chapter 14.</para>
/// </remarks>
public static class Bootstrap
{
    const int BlockReplicates = 64;
    const int MostLeftOut = 1000;

    /// <summary>An interval for a statistic of one sample.</summary>
    /// <exception cref="ArgumentException">Fewer than 2 values, one not finite, or an option out of range.</exception>
    /// <exception cref="InvalidOperationException">The statistic is not finite on a resample.</exception>
    public static BootstrapResult Interval(
        ReadOnlySpan<double> values, Statistic statistic, BootstrapOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        options = Check(options);
        Require.Finite(values, 2);
        var sample = values.ToArray();
        var replicates = Draw(options, rng => statistic(Resample(sample, rng)), cancellation);
        var estimate = Finite(statistic(sample));
        return Cut(estimate, replicates, options, () => LeaveOut(sample, statistic));
    }

    /// <summary>An interval for the difference of a statistic between two independent samples, first − second.</summary>
    /// <exception cref="ArgumentException">A sample has fewer than 2 values, one not finite, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The statistic is not finite on a resample.</exception>
    public static BootstrapResult Difference(
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> second,
        Statistic statistic,
        BootstrapOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        options = Check(options);
        Require.Finite(first, 2);
        Require.Finite(second, 2);
        var (a, b) = (first.ToArray(), second.ToArray());
        var replicates = Draw(options, rng => statistic(Resample(a, rng)) - statistic(Resample(b, rng)), cancellation);
        var estimate = Finite(statistic(a) - statistic(b));

        // The influence of leaving out from the second sample has the other sign.
        return Cut(
            estimate, replicates, options, () => [.. LeaveOut(a, statistic), .. LeaveOut(b, statistic).Select(influence => -influence)]);
    }

    static BootstrapOptions Check(BootstrapOptions? options)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Replicates, 100, nameof(options));
        Require.Fraction(options.Confidence, nameof(options));
        return options;
    }

    static double[] Draw(BootstrapOptions options, Func<Rng, double> replicate, CancellationToken cancellation)
    {
        var replicates = new double[options.Replicates];
        RowBlocks.For(replicates.Length, BlockReplicates, (block, from, until) =>
        {
            var rng = new Rng(options.Seed + (ulong)block);
            for (var i = from; i < until; i++)
            {
                replicates[i] = replicate(rng);
            }
        }, cancellation);
        Array.ForEach(replicates, value => Finite(value));
        Array.Sort(replicates);
        return replicates;
    }

    static double[] Resample(double[] values, Rng rng)
    {
        var resample = new double[values.Length];
        for (var i = 0; i < resample.Length; i++)
        {
            resample[i] = values[rng.NextInt32(values.Length)];
        }

        return resample;
    }

    /// <summary>How much each value, or block of values, pulls the statistic: (n − 1)(mean of θ₍ᵢ₎ − θ₍ᵢ₎) / n.</summary>
    static double[] LeaveOut(double[] values, Statistic statistic)
    {
        var blocks = Math.Min(values.Length, MostLeftOut);
        var influences = new double[blocks];
        Parallel.For(0, blocks, block =>
        {
            var (from, until) = ((int)((long)block * values.Length / blocks), (int)((block + 1L) * values.Length / blocks));
            influences[block] = statistic([.. values.AsSpan(..from), .. values.AsSpan(until..)]);
        });
        Array.ForEach(influences, value => Finite(value));
        var mean = influences.Average();
        return Array.ConvertAll(influences, value => (blocks - 1) * (mean - value) / blocks);
    }

    static BootstrapResult Cut(double estimate, double[] sorted, BootstrapOptions options, Func<double[]> influences)
    {
        var error = SampleMoments.OfFinite(sorted).StandardDeviation;
        var (low, high) = ((1 - options.Confidence) / 2, (1 + options.Confidence) / 2);
        if (options.Method == BootstrapMethod.Bca && sorted[0] < sorted[^1])
        {
            var (bias, acceleration) = (Bias(estimate, sorted), Acceleration(influences()));
            (low, high) = (Corrected(low, bias, acceleration), Corrected(high, bias, acceleration));
        }

        return new(estimate, error, new(Summary.SortedQuantile(sorted, low), Summary.SortedQuantile(sorted, high)));
    }

    /// <summary>z₀: the normal quantile of the share of replicates below the estimate, ties counting half.</summary>
    static double Bias(double estimate, double[] sorted)
    {
        double below = sorted.Count(value => value < estimate), equal = sorted.Count(value => value == estimate);
        var share = (below + (0.5 * equal)) / sorted.Length;
        return Distributions.NormalQuantile(Math.Clamp(share, 0.5 / sorted.Length, 1 - (0.5 / sorted.Length)));
    }

    static double Acceleration(double[] influences)
    {
        var (squares, cubes) = (influences.Sum(u => u * u), influences.Sum(u => u * u * u));
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    static double Corrected(double p, double bias, double acceleration)
    {
        // Where a skewed sample leaves nothing of the denominator, the quantile lies beyond all replicates.
        var z = bias + Distributions.NormalQuantile(p);
        var rest = 1 - (acceleration * z);
        return rest > 0 ? Distributions.NormalCdf(bias + (z / rest)) : z > 0 ? 1 : 0;
    }

    static double Finite(double value) => double.IsFinite(value)
        ? value
        : throw new InvalidOperationException($"The statistic is {value} on a resample; it must be finite on every one.");
}
