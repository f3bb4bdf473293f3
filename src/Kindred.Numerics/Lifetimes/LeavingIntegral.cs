using System.Numerics;
using MathNet.Numerics.Integration;
using Wide = System.Numerics.Vector<double>;

namespace Kindred.Numerics.Lifetimes;

/// <summary>
/// The log of ∫(α+τ)^−(r+x) (β+τ)^−(s+1) dτ from tₓ to T, with the means of log(α+τ), 1/(α+τ), log(β+τ) and 1/(β+τ) under the
/// integrand: what the slopes of the Pareto/NBD likelihood need.
/// </summary>
readonly record struct LeavingIntegral(double Log, double LogAlpha, double InverseAlpha, double LogBeta, double InverseBeta)
{
    /// <summary>Beyond this many natural logs below its peak the integrand no longer counts.</summary>
    const double Negligible = 40;

    static readonly Rule[] Rules = [new(8), new(16), new(32)];

    public static LeavingIntegral Of(PurchaseHistory history, double r, double alpha, double s, double beta)
    {
        var (repeats, from, until) = history;
        var (least, gap) = (Math.Min(alpha, beta), Math.Abs(alpha - beta));
        var (near, far) = alpha <= beta ? (r + repeats, s + 1) : (s + 1, r + repeats);

        // With u = log(min(α, β) + τ) the integrand is exp(u − near·u − far·log(gap + eᵘ)); its decay is steepest at the end.
        var (low, length) = (Math.Log(least + from), Math.Log((least + until) / (least + from)));
        if (!(length > 0))
        {
            return new(double.NegativeInfinity, 0, 0, 0, 0);
        }

        var decay = near - 1 + (far * (least + from) / (gap + least + from));
        length = decay > 0 ? Math.Min(length, Negligible / decay) : length;
        var steepness = length * (near + far);
        var rule = Rules[steepness < 3 && length < 3 ? 0 : steepness < 12 && length < 6 ? 1 : 2];
        var sums = rule.Apply(low, length, near - 1, far, gap);
        var log = Math.Log(sums.Whole * length) - ((near - 1) * low) - (far * Math.Log(gap + least + from));
        var (logNear, inverseNear) = (sums.LogNear / sums.Whole, sums.InverseNear / sums.Whole);
        var (logFar, inverseFar) = (sums.LogFar / sums.Whole, sums.InverseFar / sums.Whole);
        return alpha <= beta
            ? new(log, logNear, inverseNear, logFar, inverseFar)
            : new(log, logFar, inverseFar, logNear, inverseNear);
    }

    readonly record struct Sums(double Whole, double LogNear, double InverseNear, double LogFar, double InverseFar);

    /// <summary>Gauss–Legendre nodes and weights on [0, 1], padded to whole vectors with weights of 0.</summary>
    sealed class Rule
    {
        readonly double[] _nodes, _weights;

        public Rule(int order)
        {
            var padded = Math.Max(order, Wide.Count);
            (_nodes, _weights) = (new double[padded], new double[padded]);
            var rule = new GaussLegendreRule(0, 1, order);
            rule.Abscissas.CopyTo(_nodes, 0);
            rule.Weights.CopyTo(_weights, 0);
        }

        /// <summary>Sums over the nodes of the integrand, scaled to 1 at the low end.</summary>
        public Sums Apply(double low, double length, double near, double far, double gap)
        {
            Wide whole = default, logNear = default, inverseNear = default, logFar = default, inverseFar = default;
            var farLow = new Wide(Math.Log(gap + Math.Exp(low)));
            for (var i = 0; i < _nodes.Length; i += Wide.Count)
            {
                var step = new Wide(_nodes, i) * length;
                var u = step + new Wide(low);
                var nearTime = Vector.Exp(u);
                var farTime = nearTime + new Wide(gap);
                var logFarTime = Vector.Log(farTime);
                var weight = new Wide(_weights, i) * Vector.Exp(-(near * step) - (far * (logFarTime - farLow)));
                whole += weight;
                logNear += weight * u;
                inverseNear += weight / nearTime;
                logFar += weight * logFarTime;
                inverseFar += weight / farTime;
            }

            return new(Vector.Sum(whole), Vector.Sum(logNear), Vector.Sum(inverseNear), Vector.Sum(logFar), Vector.Sum(inverseFar));
        }
    }
}
