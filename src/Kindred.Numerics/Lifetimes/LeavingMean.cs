using System.Numerics;
using Wide = System.Numerics.Vector<double>;

namespace Kindred.Numerics.Lifetimes;

/// <summary>E[(1 − e^−λpt) / p] over λ ~ Gamma(shape, rate) and p ~ Beta(a, b): purchases to come of a customer who is alive.</summary>
/// <remarks>
/// Given p the mean over λ is (1 − (1 + pt/rate)^−shape) / p; the mean over p is taken by tanh–sinh quadrature, whose weights are scaled
/// to sum to 1. That needs no hypergeometric series, which is slow or cancels at long durations and breaks down at a = 1.
/// H. Takahasi and M. Mori, "Double exponential formulas for numerical integration", Publ. RIMS 9 (1974).
/// </remarks>
static class LeavingMean
{
    const double Step = 0.1;
    const double FlattestTail = 0.2;

    /// <summary>Beyond it p is known to 1e-4, and what its spread adds is below 1e-8.</summary>
    const double Narrowest = 1e8;
    static readonly Nodes Usual = new(Step, FlattestTail);

    public static double Purchases(double shape, double rate, double a, double b, double duration)
    {
        if (Math.Min(a, b) > Narrowest)
        {
            var one = new Wide(a / (a + b));
            return Given(one, new Wide(shape), new Wide(duration / rate))[0];
        }

        // A narrow beta distribution needs finer steps, one with a flat tail longer reach.
        var (step, tail) = (Math.Min(Step, 0.25 / Math.Sqrt(Math.Min(a, b))), Math.Min(a, b));
        var nodes = step < Step || tail < FlattestTail ? new(step, Math.Min(1, tail)) : Usual;
        var heaviest = double.NegativeInfinity;
        for (var i = 0; i < nodes.LogP.Length; i++)
        {
            heaviest = Math.Max(heaviest, (a * nodes.LogP[i]) + (b * nodes.LogQ[i]) + nodes.LogWeight[i]);
        }

        Wide sum = default, total = default;
        var (wideA, wideB, top) = (new Wide(a), new Wide(b), new Wide(heaviest));
        var (wideShape, y) = (new Wide(shape), new Wide(duration / rate));
        for (var i = 0; i < nodes.LogP.Length; i += Wide.Count)
        {
            var logs = (wideA * new Wide(nodes.LogP, i)) + (wideB * new Wide(nodes.LogQ, i)) + new Wide(nodes.LogWeight, i);
            var weight = Vector.Exp(logs - top);
            total += weight;
            sum += weight * Given(new Wide(nodes.P, i), wideShape, y);
        }

        return Vector.Sum(sum) / Vector.Sum(total);
    }

    /// <summary>(1 − (1 + p·y)^−shape) / p, by the first terms of its series where p·y is small.</summary>
    static Wide Given(Wide p, Wide shape, Wide y)
    {
        var (one, reach) = (Wide.One, p * y);
        var bend = (shape + one) * reach * new Wide(0.5);
        var near = shape * y * (one - (bend * (one - ((shape + one + one) * reach / new Wide(3.0)))));
        var far = (one - Vector.Exp(-shape * Vector.Log(one + reach))) / p;
        return Vector.ConditionalSelect(Vector.LessThan((shape + one) * reach, new Wide(1e-4)), near, far);
    }

    /// <summary>p = 1 / (1 + e^−w), w = π sinh t, at even steps of t; padded to whole vectors with weights of 0.</summary>
    sealed class Nodes
    {
        public Nodes(double step, double flattestTail)
        {
            var reach = (int)Math.Ceiling(Math.Asinh(40 / (Math.PI * flattestTail)) / step);
            var count = ((2 * reach) + Wide.Count) / Wide.Count * Wide.Count;
            (P, LogP, LogQ, LogWeight) = (new double[count], new double[count], new double[count], new double[count]);
            for (var i = 0; i < count; i++)
            {
                var t = Math.Min(i - reach, reach) * step;
                var w = Math.PI * Math.Sinh(t);
                (LogP[i], LogQ[i]) = (-Softplus(-w), -Softplus(w));
                P[i] = Math.Max(Math.Exp(LogP[i]), 1e-300);
                LogWeight[i] = i > 2 * reach ? double.NegativeInfinity : Math.Log(Math.Cosh(t));
            }
        }

        public double[] P { get; }

        public double[] LogP { get; }

        public double[] LogQ { get; }

        public double[] LogWeight { get; }

        static double Softplus(double x) => x > 40 ? x : x < -20 ? Math.Exp(x) : Math.Log(1 + Math.Exp(x));
    }
}
