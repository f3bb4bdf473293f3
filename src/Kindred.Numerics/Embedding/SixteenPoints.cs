using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Embedding;

/// <summary>A weight at a place in the plane.</summary>
readonly record struct Mass(float X, float Y, float Weight);

/// <summary>Sixteen points of the plane that are repelled together.</summary>
ref struct SixteenPoints
{
    readonly Vector256<float> _x0, _x1, _y0, _y1;
    Vector256<float> _forceX0, _forceX1, _forceY0, _forceY1, _sum0, _sum1;

    internal SixteenPoints(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        (_x0, _x1) = (Vector256.Create(x), Vector256.Create(x[8..]));
        (_y0, _y1) = (Vector256.Create(y), Vector256.Create(y[8..]));
    }

    /// <summary>Adds weight · q to the sums and weight · q² · (own place − its place) to the forces, for each of the masses.</summary>
    internal void Meet(ReadOnlySpan<Mass> masses)
    {
        var (x0, x1, y0, y1) = (_x0, _x1, _y0, _y1);
        var (forceX0, forceX1, forceY0, forceY1) = (_forceX0, _forceX1, _forceY0, _forceY1);
        var (sum0, sum1) = (_sum0, _sum1);
        foreach (ref readonly var mass in masses)
        {
            var (x, y, weight) = (Vector256.Create(mass.X), Vector256.Create(mass.Y), Vector256.Create(mass.Weight));
            var (dx0, dy0) = (x0 - x, y0 - y);
            var (dx1, dy1) = (x1 - x, y1 - y);
            var q0 = Vector256<float>.One / Vector256.FusedMultiplyAdd(dx0, dx0, Vector256.FusedMultiplyAdd(dy0, dy0, Vector256<float>.One));
            var q1 = Vector256<float>.One / Vector256.FusedMultiplyAdd(dx1, dx1, Vector256.FusedMultiplyAdd(dy1, dy1, Vector256<float>.One));
            var (weighted0, weighted1) = (weight * q0, weight * q1);
            (sum0, sum1) = (sum0 + weighted0, sum1 + weighted1);
            (weighted0, weighted1) = (weighted0 * q0, weighted1 * q1);
            forceX0 = Vector256.FusedMultiplyAdd(weighted0, dx0, forceX0);
            forceX1 = Vector256.FusedMultiplyAdd(weighted1, dx1, forceX1);
            forceY0 = Vector256.FusedMultiplyAdd(weighted0, dy0, forceY0);
            forceY1 = Vector256.FusedMultiplyAdd(weighted1, dy1, forceY1);
        }

        (_forceX0, _forceX1, _forceY0, _forceY1) = (forceX0, forceX1, forceY0, forceY1);
        (_sum0, _sum1) = (sum0, sum1);
    }

    /// <summary>Writes the forces of the first points to their rows, and returns the sum of theirs.</summary>
    internal readonly double Write(ReadOnlySpan<int> rows, float[] forceX, float[] forceY)
    {
        var sum = 0.0;
        for (var lane = 0; lane < rows.Length; lane++)
        {
            forceX[rows[lane]] = lane < 8 ? _forceX0[lane] : _forceX1[lane - 8];
            forceY[rows[lane]] = lane < 8 ? _forceY0[lane] : _forceY1[lane - 8];
            sum += lane < 8 ? _sum0[lane] : _sum1[lane - 8];
        }

        return sum;
    }
}
