using System.Numerics.Tensors;
using Kindred.Numerics.Optimization;

namespace Kindred.Numerics.Series;

/// <summary>A Holt–Winters smoothing of a series.</summary>
/// <param name="Alpha">Weight of a new value in the level, 0 to 1.</param>
/// <param name="Beta">Weight of a new step in the slope, 0 to 1.</param>
/// <param name="Gamma">Weight of a new value in the season, 0 to 1.</param>
/// <param name="SumOfSquares">Squared one-step errors from the second cycle on.</param>
/// <param name="Level">The level after the last value.</param>
/// <param name="Growth">The slope after the last value.</param>
/// <param name="Seasons">The seasons of the coming cycle.</param>
/// <param name="Errors">The one-step errors from the second cycle on.</param>
/// <param name="Multiplied">Whether seasons multiply the level and slope, or are added.</param>
public sealed record HoltWintersFit(
    double Alpha,
    double Beta,
    double Gamma,
    double SumOfSquares,
    double Level,
    double Growth,
    double[] Seasons,
    double[] Errors,
    bool Multiplied)
{
    /// <summary>Continues the series; standard errors take the parameters as known, and of multiplied seasons hold for small errors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is below 1.</exception>
    public SeriesForecast Forecast(int horizon)
    {
        Observed.Horizon(horizon);
        var mean = TensorPrimitives.Average<double>(Errors);
        var variance = Errors.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, Errors.Length - 1);
        var (means, errors) = (new double[horizon], new double[horizon]);
        for (var h = 1; h <= horizon; h++)
        {
            var season = Seasons[(h - 1) % Seasons.Length];
            means[h - 1] = Multiplied ? (Level + (h * Growth)) * season : Level + (h * Growth) + season;
            var sum = 1.0;
            for (var j = 1; j < h; j++)
            {
                var echo = (Alpha * (1 + (j * Beta))) + (j % Seasons.Length == 0 ? Gamma * (1 - Alpha) : 0);
                var share = Multiplied ? season / Seasons[(h - j - 1) % Seasons.Length] : 1;
                sum += echo * share * echo * share;
            }

            errors[h - 1] = Math.Sqrt(variance * sum);
        }

        return new(means, errors);
    }
}

/// <summary>Holt–Winters smoothing by least squares, started from the first two cycles.</summary>
/// <remarks>
/// Equal to R's <c>HoltWinters</c> with its defaults: the first two cycles' centred moving average gives level and slope by a straight line and
/// the seasons by mean differences or ratios, errors count from the second cycle on, and α, β and γ make their squares least: by BFGS from three
/// starts, over angles whose squared sines they are, so that a bound can be met. R ends its search where squares fall by less than 10⁻⁸ and takes
/// slopes over steps of 0.001, which leaves its weights up to 0.5 % from the least squares; with a finer search it finds the weights found here.
/// <see cref="Ets"/> also estimates where to start, and has a likelihood and exact intervals.
/// C. Holt (1957); P. Winters, "Forecasting sales by exponentially weighted moving averages", Management Science 6 (1960).
/// </remarks>
public static class HoltWinters
{
    static readonly double[][] Starts = [[0.3, 0.1, 0.1], [0.1, 0.3, 0.5], [0.05, 0.9, 0.8]];

    /// <summary>Smooths a series.</summary>
    /// <param name="series">At least two cycles and one value more, finite.</param>
    /// <param name="period">Values in a cycle, at least 2.</param>
    /// <param name="season">Additive or multiplicative; a multiplicative one needs values above 0.</param>
    /// <returns>The fit; a series that goes on exactly as it began leaves the weights at 0.3, 0.1 and 0.1.</returns>
    /// <exception cref="ArgumentException">
    /// A value is missing, infinite or not above 0 where it must be, there are too few, or multiplied seasons meet a level of 0.
    /// </exception>
    public static HoltWintersFit Fit(
        ReadOnlySpan<double> series, int period, Component season = Component.Additive, CancellationToken cancellation = default)
    {
        Check(series, period, season);
        var smooth = Smoothing(series, period, season);
        var scale = smooth([0.3, 0.1, 0.1]).SumOfSquares;
        if (!double.IsFinite(scale))
        {
            throw LeadsToZero();
        }

        var best = default(Minimum);
        if (scale > 0)
        {
            foreach (var start in Starts)
            {
                var found = Bfgs.Minimize(
                    at => smooth([Share(at[0]), Share(at[1]), Share(at[2])]).SumOfSquares / scale,
                    Array.ConvertAll(start, x => Math.Asin(Math.Sqrt(x))),
                    new() { Tolerance = 1e-14 },
                    cancellation: cancellation);
                best = best is null || found.Value < best.Value ? found : best;
            }
        }

        return smooth(best is null ? [0.3, 0.1, 0.1] : Array.ConvertAll(best.At, Share));
    }

    /// <summary>Smooths a series by known weights.</summary>
    /// <param name="series">At least two cycles and one value more, finite.</param>
    /// <param name="period">Values in a cycle, at least 2.</param>
    /// <param name="season">Additive or multiplicative; a multiplicative one needs values above 0.</param>
    /// <param name="alpha">Weight of a new value in the level, 0 to 1.</param>
    /// <param name="beta">Weight of a new step in the slope, 0 to 1.</param>
    /// <param name="gamma">Weight of a new value in the season, 0 to 1.</param>
    /// <exception cref="ArgumentException">As for <see cref="Fit"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not from 0 to 1.</exception>
    public static HoltWintersFit At(ReadOnlySpan<double> series, int period, Component season, double alpha, double beta, double gamma)
    {
        Check(series, period, season);
        OptionRange.Require(alpha is >= 0 and <= 1, alpha, "a weight from 0 to 1");
        OptionRange.Require(beta is >= 0 and <= 1, beta, "a weight from 0 to 1");
        OptionRange.Require(gamma is >= 0 and <= 1, gamma, "a weight from 0 to 1");
        var fit = Smoothing(series, period, season)([alpha, beta, gamma]);
        return double.IsFinite(fit.SumOfSquares) ? fit : throw LeadsToZero();
    }

    static void Check(ReadOnlySpan<double> series, int period, Component season)
    {
        Observed.Period(period, series.Length);
        Observed.Complete(series, (2 * period) + 1);
        if (season == Component.None || (season == Component.Multiplicative && TensorPrimitives.Min(series) <= 0))
        {
            throw new ArgumentException("A season is additive, or multiplicative if all values are above 0.", nameof(season));
        }
    }

    /// <summary>The smoothing of a series as a function of the weights.</summary>
    static Func<double[], HoltWintersFit> Smoothing(ReadOnlySpan<double> series, int period, Component season)
    {
        double[] values = [.. series];
        var multiplied = season == Component.Multiplicative;
        var start = Beginning(values, period, multiplied);
        return weights => Run(values, start, weights, multiplied);
    }

    static ArgumentException LeadsToZero() =>
        new("The line through the first two cycles leads to 0, where seasons cannot multiply: add them.", "season");

    /// <summary>The weight of an angle.</summary>
    static double Share(double angle) => Math.Sin(angle) * Math.Sin(angle);

    static HoltWintersFit Run(
        double[] values, (double Level, double Growth, double[] Seasons) start, double[] weights, bool multiplied)
    {
        var (period, seasons, squares) = (start.Seasons.Length, (double[])start.Seasons.Clone(), 0.0);
        var (level, growth, alpha, beta, gamma) = (start.Level, start.Growth, weights[0], weights[1], weights[2]);
        var errors = new double[values.Length - period];
        for (var t = period; t < values.Length; t++)
        {
            var (phase, before, value) = (t % period, level, values[t]);
            var (trend, season) = (level + growth, seasons[phase]);
            var error = errors[t - period] = value - (multiplied ? trend * season : trend + season);
            squares += error * error;
            level = (alpha * (multiplied ? value / season : value - season)) + ((1 - alpha) * trend);
            growth = (beta * (level - before)) + ((1 - beta) * growth);
            seasons[phase] = (gamma * (multiplied ? value / level : value - level)) + ((1 - gamma) * season);
        }

        var next = Enumerable.Range(values.Length, period).Select(t => seasons[t % period]).ToArray();
        return new(alpha, beta, gamma, squares, level, growth, next, errors, multiplied);
    }

    /// <summary>Level and slope at the end of the first cycle as R reads them, and the seasons, from two cycles.</summary>
    static (double Level, double Growth, double[] Seasons) Beginning(double[] values, int period, bool multiplied)
    {
        var half = period / 2;
        var count = (2 * period) - (2 * half);
        var trend = new double[count];
        for (var i = 0; i < count; i++)
        {
            for (var k = -half; k <= half; k++)
            {
                trend[i] += values[i + half + k] * (period % 2 == 0 && Math.Abs(k) == half ? 0.5 : 1) / period;
            }
        }

        var (middle, mean, growth) = ((count + 1) / 2.0, trend.Average(), 0.0);
        for (var i = 1; i <= count; i++)
        {
            growth += (i - middle) * trend[i - 1] * 12 / (count * (((double)count * count) - 1));
        }

        var (seasons, counts) = (new double[period], new int[period]);
        for (var i = 0; i < count; i++)
        {
            seasons[(i + half) % period] += multiplied ? values[i + half] / trend[i] : values[i + half] - trend[i];
            counts[(i + half) % period]++;
        }

        for (var phase = 0; phase < period; phase++)
        {
            seasons[phase] /= counts[phase];
        }

        var usual = seasons.Average();
        return (mean - (growth * middle), growth, Array.ConvertAll(seasons, x => multiplied ? x / usual : x - usual));
    }
}
