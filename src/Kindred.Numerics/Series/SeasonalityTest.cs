namespace Kindred.Numerics.Series;

/// <summary>How seasonal a series is at one period.</summary>
/// <param name="Period">Values in the cycle that was tested.</param>
/// <param name="Strength">
/// 0 to 1: max(0, 1 − Var(remainder) / Var(seasonal + remainder)) of an STL decomposition (Wang, Smith and Hyndman 2006). Above 0.64 a model is
/// better off with a seasonal difference (Hyndman's rule).
/// </param>
/// <param name="Statistic">QS: n(n + 2)·(r(s)² / (n − s) + max(0, r(2s))² / (n − 2s)) of the changes of the series; 0 when r(s) is not positive.</param>
/// <param name="PValue">The probability of a QS at least as large without seasonality: χ² with 2 degrees of freedom.</param>
/// <remarks>
/// Changes are taken so that a trend is not read as a season. X. Wang, K. Smith and R. Hyndman, "Characteristic-based clustering for time
/// series data", Data Mining and Knowledge Discovery 13 (2006); QS: A. Maravall, as in the U.S. Census Bureau's X-13ARIMA-SEATS Reference Manual.
/// </remarks>
public sealed record SeasonalityTest(int Period, double Strength, double Statistic, double PValue)
{
    /// <summary>The strength above which Hyndman's rule takes a seasonal difference.</summary>
    public const double StrongSeason = 0.64;

    /// <summary>Tests a series for a period.</summary>
    /// <param name="series">At least two cycles of finite values.</param>
    /// <param name="period">Values in a cycle, at least 2.</param>
    /// <exception cref="ArgumentException">A value is missing or infinite, or there are fewer than two cycles.</exception>
    public static SeasonalityTest Of(ReadOnlySpan<double> series, int period)
    {
        Observed.Period(period, series.Length);
        Observed.Complete(series);
        var changes = Differences.Of(series);
        if (Observed.IsConstant(changes) || changes.Length <= period)
        {
            return new(period, Observed.IsConstant(changes) ? 0 : StrengthOf(series, period), 0, 1);
        }

        var n = changes.Length;
        var lags = Math.Min(2 * period, n - 1);
        var correlations = Autocorrelation.Of(changes, lags);
        var (once, twice) = (correlations[period], lags == 2 * period ? Math.Max(0, correlations[2 * period]) : 0);
        var statistic = once > 0 ? n * (n + 2.0) * ((once * once / (n - period)) + (twice * twice / Math.Max(1, n - (2 * period)))) : 0;
        return new(period, StrengthOf(series, period), statistic, Math.Exp(-statistic / 2));
    }

    /// <summary>The strength of season in R's manner: a window of 11 cycles and local means.</summary>
    internal static double StrengthOf(ReadOnlySpan<double> series, int period) =>
        Stl.Decompose(series, new() { Period = period, SeasonalWindow = 11, SeasonalDegree = 0 }).SeasonalStrength;
}
