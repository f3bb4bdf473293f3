namespace Kindred.Numerics.Series;

/// <summary>Anything that continues a series: it is given the past and says what comes next.</summary>
/// <param name="past">The values so far.</param>
/// <param name="horizon">How many steps are asked for.</param>
public delegate SeriesForecast Forecaster(ReadOnlySpan<double> past, int horizon);

/// <summary>Where a back-test stands to look ahead.</summary>
public sealed record BackTestOptions
{
    /// <summary>Steps forecast from each origin.</summary>
    public required int Horizon { get; init; }

    /// <summary>Values before the first origin.</summary>
    public required int First { get; init; }

    /// <summary>Values from one origin to the next; 1 unless told.</summary>
    public int Step { get; init; } = 1;

    /// <summary>The most values the forecaster sees, the latest ones; all unless told.</summary>
    public int? Window { get; init; }

    /// <summary>Values in a cycle, for MASE; 1 for none.</summary>
    public int Period { get; init; } = 1;

    /// <summary>The probability that intervals should hold; 0.95 unless told.</summary>
    public double Level { get; init; } = 0.95;
}

/// <summary>One forecast of a back-test.</summary>
/// <param name="Origin">How many values had been seen.</param>
/// <param name="Forecast">What was expected of the values from there on.</param>
public sealed record BackTestFold(int Origin, SeriesForecast Forecast);

/// <summary>How well a forecaster would have done.</summary>
/// <param name="Folds">Every forecast, by origin.</param>
/// <param name="Overall">The accuracy over all origins and steps.</param>
/// <param name="BySteps">The accuracy of each number of steps ahead, one step first.</param>
/// <param name="Coverage">The share of values inside their intervals; near the level asked for when the intervals are honest.</param>
public sealed record BackTestReport(
    IReadOnlyList<BackTestFold> Folds, ForecastAccuracy Overall, IReadOnlyList<ForecastAccuracy> BySteps, double Coverage);

/// <summary>Tries a forecaster on the past: from every origin it sees only what came before (rolling origin).</summary>
/// <remarks>
/// Each origin leaves a whole horizon to compare with. The scale of MASE is that of the values seen at the origin. L. Tashman,
/// "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16 (2000).
/// </remarks>
public static class BackTest
{
    /// <summary>Runs a forecaster from every origin.</summary>
    /// <param name="series">Finite values, at least those before the first origin and one horizon.</param>
    /// <exception cref="ArgumentException">
    /// A value is missing or infinite, there are too few, an option is out of range, or the forecaster answers with another number of steps or
    /// values that are not finite, or standard errors that are none.
    /// </exception>
    public static BackTestReport Run(
        ReadOnlySpan<double> series, Forecaster forecaster, BackTestOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(forecaster);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        Observed.Complete(series, options.First + options.Horizon);
        List<BackTestFold> folds = [];
        var (overall, inside) = (new ForecastAccuracy.Tally(), 0);
        var steps = Enumerable.Range(0, options.Horizon).Select(_ => new ForecastAccuracy.Tally()).ToArray();
        for (var origin = options.First; origin + options.Horizon <= series.Length; origin += options.Step)
        {
            cancellation.ThrowIfCancellationRequested();
            var past = series[Math.Max(0, origin - (options.Window ?? origin))..origin];
            var forecast = forecaster(past, options.Horizon);
            CheckAnswer(forecast, options.Horizon);
            var scale = ForecastAccuracy.NaiveError(series[..origin], options.Period);
            var (lower, upper) = (forecast.Lower(options.Level), forecast.Upper(options.Level));
            for (var h = 0; h < options.Horizon; h++)
            {
                var actual = series[origin + h];
                overall.Add(actual, forecast.Mean[h], scale);
                steps[h].Add(actual, forecast.Mean[h], scale);
                inside += lower[h] <= actual && actual <= upper[h] ? 1 : 0;
            }

            folds.Add(new(origin, forecast));
        }

        return new(folds, overall.Result, [.. steps.Select(step => step.Result)], inside / (double)(folds.Count * options.Horizon));
    }

    static void Check(BackTestOptions options)
    {
        Observed.Horizon(options.Horizon, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Period, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.First, options.Period);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Step, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window ?? 1, 1);
    }

    static void CheckAnswer(SeriesForecast forecast, int horizon)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        if (forecast.StandardErrors.Length != horizon || !forecast.StandardErrors.All(error => error >= 0))
        {
            throw new ArgumentException(
                $"The forecaster must answer with {horizon} standard error(s), none below 0, found [{string.Join(", ", forecast.StandardErrors)}].", nameof(forecast));
        }

        if (forecast.Mean.Length != horizon || !forecast.Mean.All(double.IsFinite))
        {
            throw new ArgumentException($"The forecaster must answer with {horizon} finite value(s), found [{string.Join(", ", forecast.Mean)}].", nameof(forecast));
        }
    }
}
