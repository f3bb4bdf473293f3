using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Series;

/// <summary>The preconditions that routines over a series share, refused with what was found and what to do.</summary>
static class Observed
{
    /// <summary>The largest size of a value: squares of larger ones, summed up, would overflow.</summary>
    const double Largest = 1e100;

    /// <summary>At least <paramref name="atLeast"/> values, all finite and at most 10¹⁰⁰ in size.</summary>
    public static void Complete(ReadOnlySpan<double> series, int atLeast = 1, [CallerArgumentExpression(nameof(series))] string name = "")
    {
        Length(series.Length, atLeast, name);
        for (var i = 0; i < series.Length; i++)
        {
            if (!(Math.Abs(series[i]) <= Largest))
            {
                throw new ArgumentException(
                    $"Value {i} is {series[i]}; every value must be finite, at most {Largest} in size. Gaps.Fill replaces missing values.", name);
            }
        }
    }

    /// <summary>At least <paramref name="atLeast"/> finite values; NaN is a missing one, sizes above 10¹⁰⁰ are refused.</summary>
    /// <returns>How many values are there.</returns>
    public static int WithGaps(ReadOnlySpan<double> series, int atLeast = 1, [CallerArgumentExpression(nameof(series))] string name = "")
    {
        var found = 0;
        for (var i = 0; i < series.Length; i++)
        {
            if (Math.Abs(series[i]) > Largest)
            {
                throw new ArgumentException($"Value {i} is {series[i]}; a value is at most {Largest} in size, or NaN where missing.", name);
            }

            found += double.IsNaN(series[i]) ? 0 : 1;
        }

        Length(found, atLeast, name);
        return found;
    }

    /// <summary>A period of at least 2 that fits into a series of <paramref name="length"/> values at least twice.</summary>
    public static void Period(int period, int length, [CallerArgumentExpression(nameof(period))] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2, name);
        if (length < 2 * (long)period)
        {
            throw new ArgumentException($"A period of {period} takes at least {2 * (long)period} values, found {length}.", name);
        }
    }

    /// <summary>At least one step ahead.</summary>
    public static void Horizon(int horizon, [CallerArgumentExpression(nameof(horizon))] string name = "") =>
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1, name);

    /// <summary>Whether all values are the same.</summary>
    public static bool IsConstant(ReadOnlySpan<double> series) => !series.ContainsAnyExcept(series.IsEmpty ? 0 : series[0]);

    static void Length(int found, int atLeast, string name)
    {
        if (found < atLeast)
        {
            throw new ArgumentException($"At least {atLeast} value(s) are needed, found {found}.", name);
        }
    }
}
