namespace Kindred.Numerics.Series;

/// <summary>Differencing of series.</summary>
public static class Differences
{
    /// <summary>The changes from one value to the one <paramref name="lag"/> steps later, taken <paramref name="times"/> times over.</summary>
    /// <returns>lag·times fewer values; NaN where a value that goes in is missing.</returns>
    /// <exception cref="ArgumentException">The lag is below 1, the times below 0, a value infinite, or the series too short.</exception>
    public static double[] Of(ReadOnlySpan<double> series, int lag = 1, int times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lag, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        if ((long)lag * times > series.Length)
        {
            throw new ArgumentException($"{times} difference(s) of lag {lag} take at least {(long)lag * times} values, found {series.Length}.", nameof(series));
        }

        Observed.WithGaps(series, 0);
        double[] values = [.. series];
        var length = values.Length;
        for (var round = 0; round < times; round++)
        {
            length -= lag;
            for (var i = 0; i < length; i++)
            {
                values[i] = values[i + lag] - values[i];
            }
        }

        return values[..length];
    }

    /// <summary>Seasonal differences, then differences between neighbours, as an ARIMA model takes them.</summary>
    internal static double[] Of(ReadOnlySpan<double> series, ArimaOrder order) =>
        Of(Of(series, order.Period, order.SeasonalD), 1, order.D);

    /// <summary>The δ of y(t) = w(t) + Σ δ(j)·y(t − j), j from 1, where w is what <see cref="Of(ReadOnlySpan{double}, ArimaOrder)"/> gives.</summary>
    internal static double[] Weights(ArimaOrder order)
    {
        double[] polynomial = [1];
        for (var i = 0; i < order.D + order.SeasonalD; i++)
        {
            var lag = i < order.D ? 1 : order.Period;
            var product = new double[polynomial.Length + lag];
            for (var j = 0; j < polynomial.Length; j++)
            {
                product[j] += polynomial[j];
                product[j + lag] -= polynomial[j];
            }

            polynomial = product;
        }

        return [.. polynomial.Skip(1).Select(x => -x)];
    }
}
