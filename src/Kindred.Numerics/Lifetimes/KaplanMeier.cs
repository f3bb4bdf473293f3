using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Lifetimes;

/// <summary>One step of a survival curve.</summary>
/// <param name="Time">When somebody left.</param>
/// <param name="AtRisk">How many were still observed just before.</param>
/// <param name="Leaving">How many left.</param>
/// <param name="Survival">The share expected to stay beyond this time.</param>
/// <param name="StandardError">Greenwood's, of <paramref name="Survival"/>.</param>
/// <param name="Interval">Of <paramref name="Survival"/>, on the log(−log) scale, so within [0, 1]; a point where survival is 0 or 1.</param>
public readonly record struct SurvivalStep(
    double Time, int AtRisk, int Leaving, double Survival, double StandardError, Interval Interval);

/// <summary>How long customers stay, when some have not left yet.</summary>
/// <param name="Steps">In time order, one for each time at which somebody left; before the first, survival is 1.</param>
/// <param name="Median">When survival first reaches one half; null where it never does.</param>
public sealed record SurvivalCurve(IReadOnlyList<SurvivalStep> Steps, double? Median)
{
    /// <summary>The share expected to stay beyond a time.</summary>
    public double At(double time)
    {
        Require.Number(time);
        var survival = 1.0;
        foreach (var step in Steps)
        {
            if (step.Time > time)
            {
                break;
            }

            survival = step.Survival;
        }

        return survival;
    }
}

/// <summary>The product-limit estimate of a survival curve.</summary>
/// <remarks>
/// S(t) = ∏(1 − dᵢ/nᵢ) over times up to t; whoever is censored at a time counts as at risk at it. O(n log n). Agrees with statsmodels'
/// <c>SurvfuncRight</c>; the interval is log(−log), whose ends stay in [0, 1], where R's default is log.
/// E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958).
/// </remarks>
public static class KaplanMeier
{
    /// <summary>Estimates the curve.</summary>
    /// <param name="durations">How long each customer was observed, at least 0.</param>
    /// <param name="left">Whether the customer left then (true) or was only not observed any longer (false).</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no customer, or a duration is negative or not finite.</exception>
    public static SurvivalCurve Estimate(ReadOnlySpan<double> durations, ReadOnlySpan<bool> left, double confidence = 0.95)
    {
        Require.Finite(durations, 1);
        Require.Fraction(confidence);
        if (left.Length != durations.Length)
        {
            throw new ArgumentException($"{durations.Length} durations need as many marks, found {left.Length}.", nameof(left));
        }

        var (times, events) = (durations.ToArray(), left.ToArray());
        Array.Sort(times, events);
        ArgumentOutOfRangeException.ThrowIfNegative(times[0], nameof(durations));
        var steps = Steps(times, events, -Distributions.NormalQuantile((1 - confidence) / 2));
        var reached = steps.FindIndex(step => step.Survival <= 0.5 + 1e-12);
        return new(steps, reached < 0 ? null : steps[reached].Time);
    }

    static List<SurvivalStep> Steps(double[] times, bool[] events, double z)
    {
        var steps = new List<SurvivalStep>();
        var (survival, greenwood) = (1.0, 0.0);
        for (var start = 0; start < times.Length;)
        {
            var (end, leaving, atRisk) = (start, 0, times.Length - start);
            for (; end < times.Length && times[end] == times[start]; end++)
            {
                leaving += events[end] ? 1 : 0;
            }

            if (leaving > 0)
            {
                survival *= 1 - ((double)leaving / atRisk);
                greenwood += leaving / ((double)atRisk * (atRisk - leaving));
                steps.Add(Step(times[start], atRisk, leaving, survival, greenwood, z));
            }

            start = end;
        }

        return steps;
    }

    static SurvivalStep Step(double time, int atRisk, int leaving, double survival, double greenwood, double z)
    {
        if (survival == 0)
        {
            return new(time, atRisk, leaving, 0, 0, new(0, 0));
        }

        var log = Math.Log(survival);
        var reach = z * Math.Sqrt(greenwood) / -log;
        var interval = new Interval(Math.Exp(log * Math.Exp(reach)), Math.Exp(log * Math.Exp(-reach)));
        return new(time, atRisk, leaving, survival, survival * Math.Sqrt(greenwood), interval);
    }
}
