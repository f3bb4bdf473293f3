namespace Kindred.Numerics.Series;

/// <summary>How far forecasts were off.</summary>
/// <param name="Mae">Mean size of the errors, in units of the series.</param>
/// <param name="Rmse">Root of their mean square, in units of the series.</param>
/// <param name="Smape">Mean of 200·|actual − forecast| / (|actual| + |forecast|), in percent, 0 to 200; 0 where both are 0.</param>
/// <param name="Mase">
/// Mean size of the errors over that of repeating the value a period before within the history: below 1 is better than that. +∞ when the history repeats
/// exactly and the forecast is off, 0 when it is not off.
/// </param>
/// <remarks>
/// R. Hyndman and A. Koehler, "Another look at measures of forecast accuracy", International Journal of Forecasting 22 (2006); sMAPE as in
/// S. Makridakis et al., "The M4 competition", ibid. 36 (2020).
/// </remarks>
public sealed record ForecastAccuracy(double Mae, double Rmse, double Smape, double Mase)
{
    /// <summary>Compares forecasts with what happened.</summary>
    /// <param name="actual">What happened; finite.</param>
    /// <param name="forecast">What was expected, as long; finite.</param>
    /// <param name="history">The values before the first forecast, more than a period; finite.</param>
    /// <param name="period">Values in a cycle; 1 for none.</param>
    /// <exception cref="ArgumentException">A value is missing or infinite, the lengths differ, or the history is too short.</exception>
    public static ForecastAccuracy Of(
        ReadOnlySpan<double> actual, ReadOnlySpan<double> forecast, ReadOnlySpan<double> history, int period = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        Observed.Complete(actual);
        Observed.Complete(forecast);
        Observed.Complete(history, period + 1);
        if (actual.Length != forecast.Length)
        {
            throw new ArgumentException($"{actual.Length} value(s) cannot be compared with {forecast.Length} forecast(s).", nameof(forecast));
        }

        var tally = new Tally();
        var scale = NaiveError(history, period);
        for (var i = 0; i < actual.Length; i++)
        {
            tally.Add(actual[i], forecast[i], scale);
        }

        return tally.Result;
    }

    /// <summary>The mean size of the error of repeating the value a period before.</summary>
    internal static double NaiveError(ReadOnlySpan<double> history, int period)
    {
        var sum = 0.0;
        for (var i = period; i < history.Length; i++)
        {
            sum += Math.Abs(history[i] - history[i - period]);
        }

        return sum / (history.Length - period);
    }

    /// <summary>Running sums of errors.</summary>
    internal sealed class Tally
    {
        double _sizes, _squares, _shares, _scaled;
        int _count;

        public ForecastAccuracy Result => new(_sizes / _count, Math.Sqrt(_squares / _count), 200 * _shares / _count, _scaled / _count);

        public void Add(double actual, double forecast, double scale)
        {
            var size = Math.Abs(actual - forecast);
            _count++;
            _sizes += size;
            _squares += size * size;
            _shares += size > 0 ? size / (Math.Abs(actual) + Math.Abs(forecast)) : 0;
            _scaled += size > 0 ? size / scale : 0;
        }
    }
}
