using System.Numerics.Tensors;
using Kindred.Numerics.Statistics;
using MathNet.Numerics.Distributions;

namespace Kindred.Numerics.Series;

/// <summary>A test of whether autocorrelations up to some lag are all 0.</summary>
/// <param name="Statistic">Ljung and Box's Q.</param>
/// <param name="DegreesOfFreedom">Lags less coefficients fitted.</param>
/// <param name="PValue">The probability of a Q at least as large when they are.</param>
public sealed record LjungBoxTest(double Statistic, int DegreesOfFreedom, double PValue);

/// <summary>How a series resembles itself some steps later.</summary>
/// <remarks>
/// G. Box and G. Jenkins, Time Series Analysis (1970); J. Durbin, "The fitting of time-series models" (1960); G. Ljung and G. Box, "On a
/// measure of lack of fit in time series models", Biometrika 65 (1978). The estimates divide by n at every lag, as R's <c>acf</c> and
/// <c>pacf</c> and statsmodels' <c>acf</c> and <c>pacf(method="ywm")</c>. O(n·lags), deterministic.
/// </remarks>
public static class Autocorrelation
{
    /// <summary>Autocorrelations at lags 0 to <paramref name="lags"/>; the first is 1.</summary>
    /// <param name="series">More finite values than lags, not all the same.</param>
    /// <exception cref="ArgumentException">A value is missing or infinite, all are the same, or there are too few.</exception>
    public static double[] Of(ReadOnlySpan<double> series, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lags, 1);
        Observed.Complete(series, lags + 1);
        if (Observed.IsConstant(series))
        {
            throw new ArgumentException($"All {series.Length} values are {series[0]}; a constant series has no autocorrelation.", nameof(series));
        }

        var rest = new double[series.Length];
        TensorPrimitives.Subtract(series, TensorPrimitives.Sum(series) / series.Length, rest);
        var squares = TensorPrimitives.SumOfSquares<double>(rest);
        if (!(squares > 0))
        {
            throw new ArgumentException("The values differ by so little that their squares are 0: take a smaller unit.", nameof(series));
        }

        var correlations = new double[lags + 1];
        for (var lag = 0; lag <= lags; lag++)
        {
            correlations[lag] = TensorPrimitives.Dot<double>(rest.AsSpan(lag), rest.AsSpan(0, rest.Length - lag)) / squares;
        }

        return correlations;
    }

    /// <summary>Partial autocorrelations at lags 0 to <paramref name="lags"/> by the Durbin–Levinson recursion; the first is 1.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>.</exception>
    public static double[] Partial(ReadOnlySpan<double> series, int lags)
    {
        var correlations = Of(series, lags);
        var (partial, current, before) = (new double[lags + 1], new double[lags + 1], new double[lags + 1]);
        var variance = 1.0;
        partial[0] = 1;
        for (var m = 1; m <= lags; m++)
        {
            var rest = correlations[m];
            for (var j = 1; j < m; j++)
            {
                rest -= before[j] * correlations[m - j];
            }

            partial[m] = current[m] = rest / variance;
            for (var j = 1; j < m; j++)
            {
                current[j] = before[j] - (partial[m] * before[m - j]);
            }

            variance *= 1 - (partial[m] * partial[m]);
            (current, before) = (before, current);
        }

        return partial;
    }

    /// <summary>Half the width of the interval around 0 that holds each autocorrelation if those at greater lags are 0 (Bartlett).</summary>
    /// <param name="correlations">From <see cref="Of"/>.</param>
    /// <param name="length">Values in the series.</param>
    /// <param name="level">Between 0 and 1, such as 0.95.</param>
    /// <returns>One for each lag; that at lag 0 is 0.</returns>
    /// <exception cref="ArgumentException">No correlation, one not finite, a level not strictly between 0 and 1, or a length below 1.</exception>
    public static double[] HalfWidths(ReadOnlySpan<double> correlations, int length, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Observed.Complete(correlations);
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A probability strictly between 0 and 1 is needed.");
        }

        var (widths, sum) = (new double[correlations.Length], 0.0);
        for (var lag = 1; lag < widths.Length; lag++)
        {
            widths[lag] = Normal.InvCDF(0, 1, (1 + level) / 2) * Math.Sqrt((1 + (2 * sum)) / length);
            sum += correlations[lag] * correlations[lag];
        }

        return widths;
    }

    /// <summary>Tests whether a series, or what a model leaves of one, is free of autocorrelation.</summary>
    /// <param name="lags">How many lags are tested together.</param>
    /// <param name="fitted">Lag coefficients of the model whose residuals these are; 0 for raw values.</param>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>, or not more lags than coefficients.</exception>
    public static LjungBoxTest Test(ReadOnlySpan<double> series, int lags, int fitted = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fitted);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lags, fitted);
        var (correlations, sum) = (Of(series, lags), 0.0);
        for (var lag = 1; lag <= lags; lag++)
        {
            sum += correlations[lag] * correlations[lag] / (series.Length - lag);
        }

        var statistic = series.Length * (series.Length + 2.0) * sum;
        return new(statistic, lags - fitted, Distributions.ChiSquaredSurvival(statistic, lags - fitted));
    }
}
