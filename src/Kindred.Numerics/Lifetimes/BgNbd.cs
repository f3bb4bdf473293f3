using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Lifetimes;

/// <summary>
/// BG/NBD: customers buy at their own steady rate and may leave for good after any repeat purchase. Rates are gamma distributed over
/// customers (shape r, rate α), leaving probabilities beta (a, b).
/// </summary>
/// <remarks>
/// <para>The fit merges equal histories, evaluates the log-likelihood and its exact slope over log parameters a vector at a time,
/// climbs from three starts on some of the customers and finishes on all by Newton's method: some 20 evaluations of O(distinct histories). Sums are combined in a
/// fixed order, so the result does not depend on the number of cores.</para>
/// <para>Departs from lifetimes' <c>BetaGeoFitter</c>: no penalty; expected purchases by quadrature instead of the hypergeometric
/// function (a = 1 is nothing special); standard errors from the observed information by the delta method.</para>
/// <para>P. S. Fader, B. G. S. Hardie and K. L. Lee, "'Counting your customers' the easy way: an alternative to the Pareto/NBD
/// model", Marketing Science 24 (2005).</para>
/// </remarks>
public sealed record BgNbd : PurchaseModel
{
    /// <summary>A model with known parameters, all from 10⁻¹² to 10¹² but for α, which is above 0 and is in the unit of time of the histories.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public BgNbd(double r, double alpha, double a, double b)
    {
        Require.Shape(r);
        Require.Scale(alpha);
        Require.Shape(a);
        Require.Shape(b);
        (R, Alpha, A, B) = (r, alpha, a, b);
    }

    /// <summary>Shape of the distribution of purchase rates.</summary>
    public double R { get; }

    /// <summary>Its rate, a time: the mean purchase rate is r / α.</summary>
    public double Alpha { get; }

    /// <summary>First parameter of the distribution of leaving probabilities, whose mean is a / (a + b).</summary>
    public double A { get; }

    /// <summary>Its second parameter.</summary>
    public double B { get; }

    BetaGeometricParameters Parameters => new(R, Alpha, A, B);

    /// <summary>Fits r, α, a and b (standard errors in this order) by maximum likelihood.</summary>
    /// <exception cref="ArgumentException">A history is impossible, or nobody bought again.</exception>
    public static LifetimeFit<BgNbd> Fit(ReadOnlySpan<PurchaseHistory> histories, CancellationToken cancellation = default)
    {
        var peak = BetaGeometric.Fit(histories, 0, cancellation);
        var p = peak.Parameters;
        return new(new(p[0], p[1], p[2], p[3]), peak.LogLikelihood, peak.StandardErrors, peak.Converged);
    }

    private protected override double LogOddsGone(PurchaseHistory history) =>
        BetaGeometric.LogOddsGone(Parameters, history, history.Repeats);

    private protected override double ExpectedIfAlive(int repeats, double age, double duration) =>
        LeavingMean.Purchases(R + repeats, Alpha + age, A, B + repeats, duration);

    private protected override double ExpectedIfNew(double duration) => ExpectedIfAlive(0, 0, duration);
}
