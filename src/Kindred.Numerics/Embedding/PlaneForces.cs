using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kindred.Numerics.Embedding;

/// <summary>Pulls and pushes on one point of a UMAP from up to eight others at once.</summary>
/// <remarks>The gradient of ln w for those that pull, of ln(1 − w) for those that push, each coordinate held within ±4 as in umap-learn.</remarks>
readonly struct PlaneForces(UmapCurve curve)
{
    const float Most = 4;
    const float Softening = 1e-3f;
    const float Least = 1e-12f; // of squared distances; keeps powers of them within normal numbers

    readonly Vector256<float> _a = Vector256.Create((float)curve.A);
    readonly Vector256<float> _b = Vector256.Create((float)curve.B);
    readonly Vector256<float> _pull = Vector256.Create((float)(-2 * curve.A * curve.B));
    readonly Vector256<float> _push = Vector256.Create((float)(2 * curve.B));

    /// <summary>Adds the forces on (x, y), times <paramref name="rate"/>, to it.</summary>
    /// <param name="others">Which points; lanes that take no part name any point.</param>
    /// <param name="pulling">All bits set in lanes that pull.</param>
    /// <param name="pushing">All bits set in lanes that push.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Move(
        ref float x, ref float y, float* placesX, float* placesY, Vector256<int> others, Vector256<float> pulling, Vector256<float> pushing, float rate)
    {
        var dx = Vector256.Create(x) - Gather(placesX, others);
        var dy = Vector256.Create(y) - Gather(placesY, others);
        var square = Vector256.FusedMultiplyAdd(dx, dx, dy * dy);
        square = Vector256.MinNative(Vector256.MaxNative(square, Vector256.Create(Least)), Vector256.Create(1 / Least));
        var power = VectorPower.Raise(square, _b);
        var degree = Vector256.FusedMultiplyAdd(_a, power, Vector256<float>.One);

        // Pull: −2ab·d^(2b−2) / (1 + a·d^2b). Push: 2b / ((0.001 + d²)·(1 + a·d^2b)).
        var above = Vector256.ConditionalSelect(pulling, _pull * power, _push);
        var below = degree * (square + Vector256.AndNot(Vector256.Create(Softening), pulling));
        var force = (above / below) & (pulling | pushing);
        x += rate * Vector256.Sum(Hold(force * dx));
        y += rate * Vector256.Sum(Hold(force * dy));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Hold(Vector256<float> force) =>
        Vector256.MinNative(Vector256.MaxNative(force, Vector256.Create(-Most)), Vector256.Create(Most));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe Vector256<float> Gather(float* places, Vector256<int> others) =>
        Avx2.IsSupported
            ? Avx2.GatherVector256(places, others, sizeof(float))
            : Vector256.Create(
                places[others[0]], places[others[1]], places[others[2]], places[others[3]],
                places[others[4]], places[others[5]], places[others[6]], places[others[7]]);
}
