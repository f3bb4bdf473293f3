using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Lifetimes;

/// <summary>
/// MBG/NBD: as <see cref="BgNbd"/>, but a customer may already leave right after the first purchase, so that customers without a
/// repeat are not taken to be alive for ever.
/// </summary>
/// <remarks>
/// <para>Fitted and evaluated as <see cref="BgNbd"/> is, with its cost and determinism.</para>
/// <para>E. P. Batislam, M. Denizel and A. Filiztekin, "Empirical validation and comparison of models for customer base analysis",
/// Int. J. Res. Marketing 24 (2007).</para>
/// </remarks>
public sealed record MbgNbd : PurchaseModel
{
    /// <summary>A model with known parameters, all from 10⁻¹² to 10¹² but for α, which is above 0 and is in the unit of time of the histories.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public MbgNbd(double r, double alpha, double a, double b)
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
    public static LifetimeFit<MbgNbd> Fit(ReadOnlySpan<PurchaseHistory> histories, CancellationToken cancellation = default)
    {
        var peak = BetaGeometric.Fit(histories, 1, cancellation);
        var p = peak.Parameters;
        return new(new(p[0], p[1], p[2], p[3]), peak.LogLikelihood, peak.StandardErrors, peak.Converged);
    }

    private protected override double LogOddsGone(PurchaseHistory history) =>
        BetaGeometric.LogOddsGone(Parameters, history, history.Repeats + 1.0);

    private protected override double ExpectedIfAlive(int repeats, double age, double duration) =>
        LeavingMean.Purchases(R + repeats, Alpha + age, A, B + repeats + 1, duration);

    /// <summary>A new customer stays after the first purchase with probability b / (a + b).</summary>
    private protected override double ExpectedIfNew(double duration) => B / (A + B) * ExpectedIfAlive(0, 0, duration);
}
