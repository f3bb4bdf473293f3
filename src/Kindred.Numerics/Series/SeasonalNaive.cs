namespace Kindred.Numerics.Series;

/// <summary>The forecast to beat: every value repeats the one a period before.</summary>
public static class SeasonalNaive
{
    /// <summary>Continues a series.</summary>
    /// <param name="series">More finite values than a period.</param>
    /// <param name="period">Values in a cycle; 1 repeats the last value.</param>
    /// <returns>The last cycle again and again; its variance is the mean squared change over a period, times the cycles passed.</returns>
    /// <exception cref="ArgumentException">A value is missing or infinite, there are too few, or the horizon is below 1.</exception>
    public static SeriesForecast Forecast(ReadOnlySpan<double> series, int period, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        Observed.Horizon(horizon);
        Observed.Complete(series, period + 1);
        var squares = 0.0;
        for (var i = period; i < series.Length; i++)
        {
            squares += Math.Pow(series[i] - series[i - period], 2);
        }

        var variance = squares / (series.Length - period);
        var (mean, errors) = (new double[horizon], new double[horizon]);
        for (var h = 0; h < horizon; h++)
        {
            mean[h] = series[series.Length - period + (h % period)];
            errors[h] = Math.Sqrt(variance * ((h / period) + 1));
        }

        return new(mean, errors);
    }
}
