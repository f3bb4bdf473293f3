using System.Numerics.Tensors;

namespace Kindred.Numerics.Series;

/// <summary>The passes of STL over series of one length; it owns the scratch space, so one thread at a time.</summary>
sealed class StlPasses
{
    readonly StlOptions _options;
    readonly Loess _seasons, _lowPass, _trends;
    readonly double[] _cycles, _once, _twice, _slow, _rest, _sizes;

    public StlPasses(int length, StlOptions options)
    {
        (Length, _options) = (length, options);
        var seasonalDegree = options.Periodic ? 0 : options.SeasonalDegree;
        _seasons = new(length, options.Period, options.Seasonal(length), seasonalDegree, options.SeasonalJump);
        _lowPass = new(length, 1, options.LowPass, options.LowPassDegree, options.LowPassJump);
        _trends = new(length, 1, options.Trend(length), options.TrendDegree, options.TrendJump);
        _cycles = new double[length + (2 * options.Period)];
        (_once, _twice) = (new double[length + options.Period + 1], new double[length + 2]);
        (_slow, _rest, _sizes) = (new double[length], new double[length], new double[length]);
    }

    public int Length { get; }

    public StlFit Decompose(ReadOnlySpan<double> series, CancellationToken cancellation)
    {
        var (seasonal, trend, weights) = (new double[Length], new double[Length], new double[Length]);
        Array.Fill(weights, 1);
        for (var round = 0; round <= _options.Outer; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var pass = 0; pass < _options.Inner; pass++)
            {
                Pass(series, round == 0 ? default : weights, seasonal, trend);
            }

            if (_options.Outer > 0 && round < _options.Outer)
            {
                Weigh(series, seasonal, trend, weights);
            }
        }

        if (_options.Periodic)
        {
            Repeat(seasonal, _options.Period);
        }

        Rest(series, seasonal, trend, _rest);
        return new(seasonal, trend, [.. _rest], weights);
    }

    void Pass(ReadOnlySpan<double> series, ReadOnlySpan<double> weights, double[] seasonal, double[] trend)
    {
        TensorPrimitives.Subtract(series, trend, _rest);
        _seasons.Smooth(_rest, weights, _cycles);
        Average(_cycles, _options.Period, _once);
        Average(_once, _options.Period, _twice);
        Average(_twice, 3, _rest);
        _lowPass.Smooth(_rest, default, _slow);
        TensorPrimitives.Subtract(_cycles.AsSpan(_options.Period, Length), _slow, seasonal);
        TensorPrimitives.Subtract(series, seasonal, _rest);
        _trends.Smooth(_rest, weights, trend);
    }

    /// <summary>Bisquare weights of the remainders against six times their median size.</summary>
    void Weigh(ReadOnlySpan<double> series, double[] seasonal, double[] trend, double[] weights)
    {
        Rest(series, seasonal, trend, _rest);
        TensorPrimitives.Abs(_rest, _rest);
        _rest.CopyTo(_sizes, 0);
        var scale = 6 * Selection.Median(_sizes);
        var (near, far) = (0.001 * scale, 0.999 * scale);
        for (var i = 0; i < weights.Length; i++)
        {
            var share = _rest[i] / scale;
            var rest = 1 - (share * share);
            weights[i] = _rest[i] <= near ? 1 : _rest[i] <= far ? rest * rest : 0;
        }
    }

    static void Rest(ReadOnlySpan<double> series, double[] seasonal, double[] trend, double[] rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = series[i] - seasonal[i] - trend[i];
        }
    }

    /// <summary>Gives every cycle the mean pattern.</summary>
    static void Repeat(double[] seasonal, int period)
    {
        for (var phase = 0; phase < period; phase++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = phase; i < seasonal.Length; i += period)
            {
                sum += seasonal[i];
                count++;
            }

            for (var i = phase; i < seasonal.Length; i += period)
            {
                seasonal[i] = sum / count;
            }
        }
    }

    /// <summary>Means of <paramref name="width"/> values in a row, as many as <paramref name="averages"/> holds.</summary>
    static void Average(ReadOnlySpan<double> values, int width, Span<double> averages)
    {
        var sum = TensorPrimitives.Sum(values[..width]);
        var share = 1.0 / width;
        averages[0] = sum * share;
        for (var i = 1; i < averages.Length; i++)
        {
            sum += values[i + width - 1] - values[i - 1];
            averages[i] = sum * share;
        }
    }
}
