using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Scaling;

/// <summary>ln(1 + x), the usual remedy for counts and amounts with a long right tail.</summary>
/// <remarks>Agrees with NumPy's <c>log1p</c> and <c>expm1</c> to single precision. NaN, a missing value, stays NaN.</remarks>
public static class Log1p
{
    /// <summary>ln(1 + x) of every value.</summary>
    /// <param name="points">n × d, every value above −1 or NaN.</param>
    /// <exception cref="ArgumentException">A value is infinite, or −1 or below.</exception>
    public static Matrix Apply(Matrix points)
    {
        ColumnMap.Refuse(points, x => !(x > -1) && !float.IsNaN(x) || float.IsInfinity(x), "ln(1 + x) needs finite values above -1");
        return ColumnMap.Apply(points, (x, _) => Of(x));
    }

    /// <summary>exp(x) − 1 of every value: undoes <see cref="Apply"/>.</summary>
    /// <param name="points">n × d; NaN is a missing value. A result beyond single precision is infinite.</param>
    /// <exception cref="ArgumentException">A value is infinite.</exception>
    public static Matrix Inverse(Matrix points) => ColumnMap.Apply(points, (x, _) => Expm1(x));

    /// <summary>ln(1 + x) without loss near 0: the rounding of 1 + x is divided out again (Kahan).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Of(double x)
    {
        var rounded = 1 + x;
        return rounded == 1 ? x : Math.Log(rounded) * (x / (rounded - 1));
    }

    /// <summary>exp(x) − 1 without loss near 0, by the same device.</summary>
    internal static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.5)
        {
            return Math.Exp(x) - 1;
        }

        var power = Math.Exp(x);
        return power == 1 ? x : (power - 1) * (x / Math.Log(power));
    }
}
