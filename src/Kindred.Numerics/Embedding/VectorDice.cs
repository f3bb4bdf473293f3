using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Embedding;

/// <summary>Eight whole numbers below a limit at once, from eight generators of G. Marsaglia's xorshift32 ("Xorshift RNGs", 2003).</summary>
/// <remarks>The top 24 bits are scaled, so with n numbers their chances differ by at most n / 2²⁴ of their size.</remarks>
struct VectorDice
{
    readonly Vector256<float> _scale;
    readonly Vector256<int> _greatest;
    Vector256<uint> _state;

    internal VectorDice(Rng rng, int limit)
    {
        _scale = Vector256.Create(limit / (float)(1 << 24));
        _greatest = Vector256.Create(limit - 1);
        Span<uint> state = stackalloc uint[8];
        foreach (ref var word in state)
        {
            word = (uint)(rng.NextUInt64() >> 32) | 1; // never 0, from which it would not move
        }

        _state = Vector256.Create<uint>(state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<int> Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        var scaled = Vector256.ConvertToSingle((_state >> 8).AsInt32()) * _scale;
        return Vector256.Min(Vector256.ConvertToInt32Native(scaled), _greatest);
    }
}
