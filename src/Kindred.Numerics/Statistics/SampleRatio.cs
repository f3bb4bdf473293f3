namespace Kindred.Numerics.Statistics;

/// <summary>Whether customers were assigned to arms as intended.</summary>
/// <param name="PValue">The probability of counts so far from the intended shares by chance.</param>
/// <param name="Mismatch">Whether the p-value is below the level: then do not trust the experiment, find the fault first.</param>
public sealed record SampleRatioResult(double Statistic, double PValue, bool Mismatch);

/// <summary>Sample-ratio mismatch: the first check of any experiment.</summary>
/// <remarks>
/// Pearson's χ² of the arms' counts against the intended shares. The default level is small, since the check runs on every experiment and
/// real faults show far beyond it.
/// A. Fabijan et al., "Diagnosing sample ratio mismatch in online controlled experiments", KDD (2019).
/// </remarks>
public static class SampleRatio
{
    /// <summary>Checks the counts of two or more arms.</summary>
    /// <param name="shares">As intended, positive; scaled to sum to 1.</param>
    /// <exception cref="ArgumentException">Fewer than 2 arms, lengths that differ, a negative count, none at all, or a share not above 0.</exception>
    public static SampleRatioResult Check(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares, double level = 0.0005)
    {
        Require.Fraction(level);
        var fit = ChiSquaredTest.GoodnessOfFit(counts, shares);
        return new(fit.Statistic, fit.PValue, fit.PValue < level);
    }
}
