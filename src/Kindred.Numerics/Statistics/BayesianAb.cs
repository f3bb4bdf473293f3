using MathNet.Numerics.RootFinding;

namespace Kindred.Numerics.Statistics;

/// <summary>What is believed of a treatment against a control after an experiment.</summary>
/// <param name="ProbabilityBetter">That the treatment is better.</param>
/// <param name="ExpectedLoss">What is expected to be lost if the treatment is chosen and is in truth worse.</param>
/// <param name="ExpectedLossOfControl">What is expected to be lost if the control is kept.</param>
/// <param name="Difference">Expected treatment − control.</param>
/// <param name="Interval">The central credible interval of the difference.</param>
public sealed record BayesianAbResult(
    double ProbabilityBetter, double ExpectedLoss, double ExpectedLossOfControl, double Difference, Interval Interval);

/// <summary>The Bayesian reading of an experiment with two arms.</summary>
/// <remarks>
/// Rates: beta posteriors; probabilities and losses as one-dimensional integrals such as loss = ∫F(treatment)·(1 − F(control)), by tanh–sinh
/// quadrature between the ends of both posteriors, so small losses keep their digits. Means: normal posteriors (a flat prior, or a normal one on
/// each mean is left to the caller), good where each arm has some hundred customers.
/// C. Stucchio, "Bayesian A/B Testing at VWO" (2015).
/// </remarks>
public static class BayesianAb
{
    /// <summary>What may lie outside the range that is integrated over.</summary>
    const double Negligible = 1e-18;

    /// <summary>Beyond it the beta function loses the digits that tell the arms apart.</summary>
    const long MostTrials = 100_000_000;
    const double LeastPrior = 0.01;

    static readonly (double Share, double Weight)[] Nodes = TanhSinh(0.05, 3.3);

    /// <summary>Compares two rates.</summary>
    /// <param name="prior">Beta parameters of the prior of both rates, from 0.01 to 10⁸; (1, 1), flat, unless told.</param>
    /// <exception cref="ArgumentOutOfRangeException">No trials or over 10⁸ (compare <see cref="Proportion.Moments"/> by <see cref="Means"/> then), successes outside 0 to trials, or a prior or confidence out of range.</exception>
    public static BayesianAbResult Rates(
        (long Successes, long Trials) treatment,
        (long Successes, long Trials) control,
        (double A, double B)? prior = null,
        double confidence = 0.95)
    {
        Require.Fraction(confidence);
        var (a, b) = prior ?? (1, 1);
        if (!(a >= LeastPrior && b >= LeastPrior && a <= MostTrials && b <= MostTrials))
        {
            throw new ArgumentOutOfRangeException(nameof(prior), prior, $"Prior parameters from {LeastPrior} to {MostTrials} are needed.");
        }

        var (one, other) = (Posterior.Of(treatment, a, b, nameof(treatment)), Posterior.Of(control, a, b, nameof(control)));
        var tail = (1 - confidence) / 2;
        return new(
            Below(0, other, one),
            Integral(x => one.Cdf(x) * other.Survival(x), one.Low, one.High, other.Low, other.High),
            Integral(x => other.Cdf(x) * one.Survival(x), one.Low, one.High, other.Low, other.High),
            one.Mean - other.Mean,
            new(DifferenceQuantile(tail, one, other), DifferenceQuantile(1 - tail, one, other)));
    }

    /// <summary>Compares two means.</summary>
    /// <exception cref="ArgumentException">An arm has fewer than 2 values, both are constant, or a confidence outside (0, 1).</exception>
    public static BayesianAbResult Means(SampleMoments treatment, SampleMoments control, double confidence = 0.95)
    {
        Require.Fraction(confidence);
        Require.Length(treatment.Count, 2, nameof(treatment));
        Require.Length(control.Count, 2, nameof(control));
        var error = Math.Sqrt((treatment.Variance / treatment.Count) + (control.Variance / control.Count));
        if (!(error > 0))
        {
            throw new ArgumentException("Both arms are constant, so nothing is uncertain.", nameof(treatment));
        }

        var difference = treatment.Mean - control.Mean;
        var z = difference / error;
        var reach = -Distributions.NormalQuantile((1 - confidence) / 2) * error;
        return new(
            Distributions.NormalCdf(z),
            error * Loss(z),
            error * Loss(-z),
            difference,
            new(difference - reach, difference + reach));
    }

    /// <summary>E[max(0, −(Z + z))] of a standard normal Z.</summary>
    internal static double Loss(double z) => Math.Max(0, Distributions.NormalDensity(z) - (z * Distributions.NormalSurvival(z)));

    /// <summary>P(first − second ≤ d): the mean of the first one's distribution function over the second.</summary>
    static double Below(double d, Posterior first, Posterior second)
    {
        // Below −d the first one's function is 0; above its high end less d it is 1.
        var (low, high) = (Math.Max(second.Low, first.Low - d), Math.Min(second.High, first.High - d));
        var between = low < high ? Integral(x => second.Density(x) * first.Cdf(x + d), low, high) : 0;
        return Math.Min(1, between + second.Survival(Math.Max(low, high)));
    }

    static double DifferenceQuantile(double p, Posterior first, Posterior second) => Brent.FindRoot(
        d => Below(d, first, second) - p, first.Low - second.High, first.High - second.Low, 1e-12);

    /// <summary>The integral of a function from the least of some points to the greatest, which is smooth between them.</summary>
    static double Integral(Func<double, double> value, params double[] points)
    {
        Array.Sort(points);
        var whole = 0.0;
        for (var i = 1; i < points.Length; i++)
        {
            var (from, width) = (points[i - 1], points[i] - points[i - 1]);
            var sum = 0.0;
            foreach (var (share, weight) in Nodes)
            {
                var x = from + (width * share);
                sum += x > points[i - 1] && x < points[i] ? weight * value(x) : 0;
            }

            whole += width * sum;
        }

        return whole;
    }

    /// <summary>Nodes s = 1 / (1 + e^−w), w = π sinh t, in (0, 1), with weights ds = s(1 − s)·π cosh t·dt.</summary>
    static (double Share, double Weight)[] TanhSinh(double step, double reach)
    {
        var half = (int)(reach / step);
        return [.. Enumerable.Range(-half, (2 * half) + 1).Select(i =>
        {
            var share = 1 / (1 + Math.Exp(-Math.PI * Math.Sinh(i * step)));
            var rest = 1 / (1 + Math.Exp(Math.PI * Math.Sinh(i * step)));
            return (share, share * rest * Math.PI * Math.Cosh(i * step) * step);
        })];
    }

    /// <summary>A beta distribution and the range that holds all but a negligible part of it.</summary>
    readonly record struct Posterior(double A, double B, double LogBeta, double Low, double High)
    {
        public double Mean => A / (A + B);

        public static Posterior Of((long Successes, long Trials) arm, double a, double b, string name)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(arm.Trials, 1, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(arm.Trials, MostTrials, name);
            ArgumentOutOfRangeException.ThrowIfNegative(arm.Successes, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(arm.Successes, arm.Trials, name);
            (a, b) = (a + arm.Successes, b + arm.Trials - arm.Successes);
            return new(
                a,
                b,
                MathNet.Numerics.SpecialFunctions.BetaLn(a, b),
                Distributions.BetaQuantile(Negligible, a, b),
                1 - Distributions.BetaQuantile(Negligible, b, a));
        }

        public double Cdf(double x) => Distributions.BetaCdf(x, A, B);

        public double Survival(double x) => Distributions.BetaCdf(1 - x, B, A);

        public double Density(double x) => Math.Exp(((A - 1) * Math.Log(x)) + ((B - 1) * Math.Log(1 - x)) - LogBeta);
    }
}
