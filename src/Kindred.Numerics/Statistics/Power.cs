using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Statistics;

/// <summary>What a test is asked to do, for sizing an experiment.</summary>
public sealed record PowerOptions
{
    const double MostUneven = 1e6;

    /// <summary>The probability of a false positive; 0.05 unless told.</summary>
    public double Level { get; init; } = 0.05;

    /// <summary>Two-sided unless told; one-sided tests take the direction of the effect.</summary>
    public bool TwoSided { get; init; } = true;

    /// <summary>Size of the second group over that of the first, from 10⁻⁶ to 10⁶; 1 unless told.</summary>
    public double Ratio { get; init; } = 1;

    internal PowerOptions Check()
    {
        Require.Fraction(Level, nameof(Level));
        return Ratio is >= 1 / MostUneven and <= MostUneven
            ? this
            : throw new ArgumentOutOfRangeException(nameof(Ratio), Ratio, $"Groups differ in size by at most {MostUneven} times.");
    }

    internal double Tail => TwoSided ? Level / 2 : Level;
}

/// <summary>How likely an experiment is to find an effect, how large it must be, and what effect it can find.</summary>
/// <remarks>
/// Means: the noncentral t distribution, as statsmodels' <c>TTestIndPower</c> and R's <c>power.t.test(strict = TRUE)</c>. Proportions: the
/// normal approximation with pooled variance under the null, as R's <c>power.prop.test</c>. Sizes are found by bisection; they are
/// the size of the first group, rounded up.
/// J. Cohen, "Statistical Power Analysis for the Behavioral Sciences" (1988).
/// </remarks>
public static class Power
{
    const double LargestGroup = 1e12;

    /// <summary>The probability that a t-test of two means finds an effect.</summary>
    /// <param name="effect">Cohen's d; its sign does not matter.</param>
    /// <param name="size">Of the first group, at least 2, and so large that the second has at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size too small or infinite, an effect that is not finite, or an option out of range.</exception>
    public static double OfMeans(double effect, double size, PowerOptions? options = null)
    {
        options = (options ?? new()).Check();
        Require.Finite(effect);
        CheckSize(size, 2);
        CheckSize(size * options.Ratio, 1, nameof(size));
        var degrees = (size * (1 + options.Ratio)) - 2;
        var noncentrality = Math.Abs(effect) * Math.Sqrt(size * options.Ratio / (1 + options.Ratio));
        var critical = -Distributions.StudentTQuantile(options.Tail, degrees);
        var power = NoncentralT.Survival(critical, degrees, noncentrality);
        return options.TwoSided ? power + (1 - NoncentralT.Survival(-critical, degrees, noncentrality)) : power;
    }

    /// <summary>The size of the first group with which a t-test finds an effect with at least the power asked for.</summary>
    /// <exception cref="ArgumentException">The effect is 0 or not finite, a power out of (level, 1), or no group of 10¹² is enough.</exception>
    public static long SizeForMeans(double effect, double power, PowerOptions? options = null)
    {
        options = (options ?? new()).Check();
        CheckPower(power, options);
        Require.Finite(effect);
        return Smallest(Math.Max(2, Math.Ceiling(1 / options.Ratio)), size => OfMeans(effect, size, options) >= power, nameof(effect));
    }

    /// <summary>The smallest effect (Cohen's d) that a t-test of groups of this size finds with the power asked for.</summary>
    /// <exception cref="ArgumentException">A size below 2, or a power out of (level, 1).</exception>
    public static double DetectableEffect(double size, double power, PowerOptions? options = null)
    {
        options = (options ?? new()).Check();
        CheckPower(power, options);
        return Distributions.Invert(effect => 1 - OfMeans(effect, size, options), 1 - power);
    }

    /// <summary>The probability that a test of two proportions tells them apart.</summary>
    /// <param name="size">Of the first group, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A proportion outside (0, 1), a size below 1, or an option out of range.</exception>
    public static double OfProportions(double first, double second, double size, PowerOptions? options = null)
    {
        options = (options ?? new()).Check();
        Require.Fraction(first);
        Require.Fraction(second);
        CheckSize(size, 1);
        var ratio = options.Ratio;
        var pooled = (first + (ratio * second)) / (1 + ratio);
        var under = -Distributions.NormalQuantile(options.Tail) * Math.Sqrt(pooled * (1 - pooled) * (1 + (1 / ratio)));
        var over = Math.Sqrt((first * (1 - first)) + (second * (1 - second) / ratio));
        return Distributions.NormalCdf(((Math.Sqrt(size) * Math.Abs(first - second)) - under) / over);
    }

    /// <summary>The size of the first group with which two proportions are told apart with at least the power asked for.</summary>
    /// <exception cref="ArgumentException">Equal proportions, one outside (0, 1), or a power out of (level, 1).</exception>
    public static long SizeForProportions(double first, double second, double power, PowerOptions? options = null)
    {
        options = (options ?? new()).Check();
        CheckPower(power, options);
        return Smallest(2, size => OfProportions(first, second, size, options) >= power, nameof(second));
    }

    /// <summary>The smallest proportion above <paramref name="baseline"/> that is told apart from it with the power asked for.</summary>
    /// <returns>null where not even a proportion of nearly 1 is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A baseline outside (0, 1), a size below 1, or a power out of (level, 1).</exception>
    public static double? DetectableProportion(double baseline, double size, double power, PowerOptions? options = null)
    {
        options = (options ?? new()).Check();
        CheckPower(power, options);
        var (low, high) = (baseline, 1 - 1e-12);
        if (OfProportions(baseline, high, size, options) < power)
        {
            return null;
        }

        for (var i = 0; i < 100; i++)
        {
            var middle = 0.5 * (low + high);
            (low, high) = OfProportions(baseline, middle, size, options) < power ? (middle, high) : (low, middle);
        }

        return high;
    }

    static void CheckPower(double power, PowerOptions options)
    {
        if (!(power > options.Level && power < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(power), power, $"A power above the level, {options.Level}, and below 1 is needed.");
        }
    }

    static void CheckSize(double size, double least, [CallerArgumentExpression(nameof(size))] string name = "")
    {
        if (!(size >= least && double.IsFinite(size)))
        {
            throw new ArgumentOutOfRangeException(name, size, $"A finite group of at least {least} is needed.");
        }
    }

    static long Smallest(double least, Func<double, bool> enough, string name)
    {
        var (low, high) = (least - 1, least);
        while (!enough(high))
        {
            (low, high) = (high, 2 * high);
            if (high > LargestGroup)
            {
                throw new ArgumentException("No group is large enough: is there an effect at all?", name);
            }
        }

        while (high - low > 1)
        {
            var middle = Math.Floor(0.5 * (low + high));
            (low, high) = enough(middle) ? (low, middle) : (middle, high);
        }

        return (long)high;
    }
}
