namespace Kindred.Numerics.Statistics;

/// <summary>What is known at a look at a running experiment.</summary>
/// <param name="LikelihoodRatio">Of the mixture of effects against none: above 1 / level is significant; +∞ beyond 10³⁰⁸.</param>
/// <param name="PValue">The least so far: valid whenever and however often one looks.</param>
/// <param name="Interval">Of the effect; holds at all looks together with the confidence asked for.</param>
public sealed record AlwaysValidLook(double LikelihoodRatio, double PValue, Interval Interval);

/// <summary>Always-valid inference: look as often as you like and stop when you like, at the level promised.</summary>
/// <remarks>
/// <para>The mixture sequential probability ratio test with effects N(0, τ²) as the alternative: for an estimate d with variance V,
/// Λ = √(V/(V+τ²))·exp(τ²d² / (2V(V+τ²))), p = 1/Λ, and the interval that inverts it. Exact for normal means with known variance;
/// with estimated variances it holds asymptotically, so begin looking at a few hundred customers an arm. τ is chosen before
/// the experiment: <see cref="TauFor"/>.</para>
/// <para>R. Johari, P. Koomen, L. Pekelis and D. Walsh, "Always valid inference: continuous monitoring of A/B tests", Oper. Res. 70 (2022);
/// I. Waudby-Smith et al., "Time-uniform central limit theory and asymptotic confidence sequences", Ann. Statist. 52 (2024).</para>
/// </remarks>
public static class AlwaysValid
{
    const double MostErrors = 1e50;

    /// <summary>Judges the effect as it is estimated now.</summary>
    /// <param name="effect">The estimate, such as <see cref="TTestResult.Difference"/>.</param>
    /// <param name="standardError">Of the estimate, above 0.</param>
    /// <param name="tau">The spread of effects thought possible, in the unit of the effect; the same at every look.</param>
    /// <param name="previous">The look before, whose p-value carries on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, one that must be is not above 0, or they are 10⁵⁰ apart.</exception>
    public static AlwaysValidLook Look(
        double effect, double standardError, double tau, AlwaysValidLook? previous = null, double confidence = 0.95)
    {
        Require.Finite(effect);
        Require.Positive(standardError);
        Require.Positive(tau);
        Require.Fraction(confidence);
        var (z, ratio) = (effect / standardError, tau / standardError);
        var spread = ratio * ratio;
        if (!(Math.Abs(z) < MostErrors && ratio is < MostErrors and > 1 / MostErrors))
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardError), standardError, $"An effect of {effect} and a τ of {tau} are beyond measure in standard errors.");
        }

        var log = 0.5 * ((z * z / (1 + (1 / spread))) - Math.Log(1 + spread));
        var p = Math.Min(previous?.PValue ?? 1, Math.Exp(-Math.Max(0, log)));
        var reach = standardError * Math.Sqrt((1 + (1 / spread)) * (Math.Log(1 + spread) - (2 * Math.Log(1 - confidence))));
        return new(Math.Exp(log), p, new(effect - reach, effect + reach));
    }

    /// <summary>The τ that makes the interval narrowest when the standard error is the one given.</summary>
    /// <param name="standardError">The standard error expected when the experiment is about to be decided.</param>
    /// <exception cref="ArgumentOutOfRangeException">The standard error is not above 0, or the confidence outside (0, 1).</exception>
    public static double TauFor(double standardError, double confidence = 0.95)
    {
        Require.Positive(standardError);
        Require.Fraction(confidence);

        // With r = τ²/V the squared width (1 + 1/r)(log(1 + r) + c), c = −2 log level, is least where r = log(1 + r) + c.
        var c = -2 * Math.Log(1 - confidence);
        var ratio = c + 1;
        for (var i = 0; i < 100; i++)
        {
            ratio = c + Math.Log(1 + ratio);
        }

        return standardError * Math.Sqrt(ratio);
    }
}
