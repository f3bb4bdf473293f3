using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Embedding;

/// <summary>Powers of eight positive numbers at once, to a relative error below 10⁻⁵.</summary>
static class VectorPower
{
    const float OverLog2 = 1.4426950408889634f;
    const float Log2 = 0.6931471805599453f;

    /// <summary>value^exponent = 2^(exponent·log₂ value).</summary>
    /// <param name="value">Normal numbers above 0.</param>
    /// <param name="exponent">Such that the result is a normal number too.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Raise(Vector256<float> value, Vector256<float> exponent) => Exp2(exponent * LogTwo(value));

    /// <summary>log₂ by the series of the inverse hyperbolic tangent, over mantissas in [√½, √2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> LogTwo(Vector256<float> value)
    {
        var bits = value.AsInt32();
        var exponent = (bits - Vector256.Create(0x3F3504F3)) >> 23; // √½ and above belong to the next power
        var mantissa = (bits - (exponent << 23)).AsSingle();
        var s = (mantissa - Vector256<float>.One) / (mantissa + Vector256<float>.One);
        var square = s * s;
        var series = Vector256.FusedMultiplyAdd(square, Vector256.Create(2 * OverLog2 / 5), Vector256.Create(2 * OverLog2 / 3));
        series = Vector256.FusedMultiplyAdd(square, series, Vector256.Create(2 * OverLog2));
        return Vector256.FusedMultiplyAdd(s, series, Vector256.ConvertToSingle(exponent));
    }

    /// <summary>2^power by Taylor's series over [−½, ½], its terms taken in pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Exp2(Vector256<float> power)
    {
        var whole = Vector256.Round(power);
        var x = (power - whole) * Vector256.Create(Log2);
        var square = x * x;
        var high = Vector256.FusedMultiplyAdd(x, Vector256.Create(1f / 120), Vector256.Create(1f / 24));
        var middle = Vector256.FusedMultiplyAdd(x, Vector256.Create(1f / 6), Vector256.Create(0.5f));
        var low = x + Vector256<float>.One;
        var series = Vector256.FusedMultiplyAdd(square, Vector256.FusedMultiplyAdd(square, high, middle), low);
        return (series.AsInt32() + (Vector256.ConvertToInt32Native(whole) << 23)).AsSingle();
    }
}
