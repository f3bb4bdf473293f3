using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Statistics;

/// <summary>The preconditions that statistics share, refused with what was found and what to do.</summary>
static class Require
{
    /// <summary>The largest size of a value: cubes of larger ones, summed up, would overflow.</summary>
    const double Largest = 1e100;

    /// <summary>At least <paramref name="atLeast"/> values, all finite and at most 10¹⁰⁰ in size.</summary>
    public static void Finite(
        ReadOnlySpan<double> values, int atLeast, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        Length(values.Length, atLeast, name);
        for (var i = 0; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i]) <= Largest))
            {
                throw new ArgumentException(
                    $"Value {i} is {values[i]}; every value must be finite, at most {Largest} in size. Leave missing values out first.", name);
            }
        }
    }

    /// <summary>At least two groups, each with at least <paramref name="atLeast"/> finite values.</summary>
    public static void Groups(
        IReadOnlyList<double[]> groups, int atLeast, [CallerArgumentExpression(nameof(groups))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(groups, name);
        if (groups.Count < 2)
        {
            throw new ArgumentException($"A comparison takes at least 2 groups, found {groups.Count}.", name);
        }

        for (var g = 0; g < groups.Count; g++)
        {
            Finite(groups[g], atLeast, $"{name}[{g}]");
        }
    }

    /// <summary>One value of a stream, as those of a sample.</summary>
    public static void Value(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(Math.Abs(value) <= Largest))
        {
            throw new ArgumentOutOfRangeException(name, value, $"A finite number, at most {Largest} in size, is needed.");
        }
    }

    /// <summary>A sample size of at least <paramref name="atLeast"/>.</summary>
    public static void Length(long found, int atLeast, string name)
    {
        if (found < atLeast)
        {
            throw new ArgumentException($"At least {atLeast} value(s) are needed, found {found}.", name);
        }
    }

    /// <summary>Strictly between 0 and 1.</summary>
    public static void Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "A number strictly between 0 and 1 is needed.");
        }
    }

    /// <summary>In [0, 1].</summary>
    public static void Probability(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "A probability from 0 to 1 is needed.");
        }
    }

    /// <summary>Finite and above 0.</summary>
    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, "A finite number above 0 is needed.");
        }
    }

    /// <summary>From 10⁻¹⁰⁰ to 10¹⁰⁰: a length, an amount or a time, in whatever unit.</summary>
    public static void Scale(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 1 / Largest && value <= Largest))
        {
            throw new ArgumentOutOfRangeException(name, value, $"A number from {1 / Largest} to {Largest} is needed.");
        }
    }

    /// <summary>From 10⁻¹² to 10¹², beyond which the special functions that take it lose themselves.</summary>
    public static void Shape(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 1e-12 && value <= 1e12))
        {
            throw new ArgumentOutOfRangeException(name, value, "A number from 1e-12 to 1e12 is needed.");
        }
    }

    /// <summary>Finite.</summary>
    public static void Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "A finite number is needed.");
        }
    }

    /// <summary>Not NaN; may be infinite.</summary>
    public static void Number(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (double.IsNaN(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "A number is needed.");
        }
    }
}
