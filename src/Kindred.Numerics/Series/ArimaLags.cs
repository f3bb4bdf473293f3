namespace Kindred.Numerics.Series;

/// <summary>The lag coefficients of an ARIMA model, in R's signs: w(t) = Σ φ·w(t − j) + e(t) + Σ θ·e(t − j).</summary>
/// <param name="Ar">φ at lags 1, 2, …</param>
/// <param name="Ma">θ at lags 1, 2, …</param>
/// <param name="SeasonalAr">Φ at lags of 1, 2, … periods.</param>
/// <param name="SeasonalMa">Θ at lags of 1, 2, … periods.</param>
public sealed record ArimaLags(double[] Ar, double[] Ma, double[] SeasonalAr, double[] SeasonalMa)
{
    /// <summary>All coefficients in the order of the parameters of this record.</summary>
    internal double[] Flat => [.. Ar, .. Ma, .. SeasonalAr, .. SeasonalMa];

    internal static ArimaLags From(ArimaOrder order, ReadOnlySpan<double> flat)
    {
        var (ma, sar, sma) = (order.P, order.P + order.Q, order.P + order.Q + order.SeasonalP);
        return new([.. flat[..ma]], [.. flat[ma..sar]], [.. flat[sar..sma]], [.. flat[sma..]]);
    }

    /// <summary>Lags of a stationary and invertible model from any real numbers.</summary>
    /// <remarks>
    /// tanh turns a number into a partial autocorrelation, and the Durbin–Levinson recursion those into coefficients (Barndorff-Nielsen and
    /// Schou 1973; Monahan 1984).
    /// </remarks>
    internal static ArimaLags FromFree(ArimaOrder order, ReadOnlySpan<double> free)
    {
        var raw = From(order, free);
        return new(Constrain(raw.Ar, 1), Constrain(raw.Ma, -1), Constrain(raw.SeasonalAr, 1), Constrain(raw.SeasonalMa, -1));
    }

    /// <summary>Whether every root of the lag polynomials is at least this far from 0, in steps of the series and not of periods.</summary>
    internal bool RootsOutside(ArimaOrder order, double radius)
    {
        var seasonal = Math.Pow(radius, order.Period);
        return ArmaProcess.RootsOutside(Ar, radius) && ArmaProcess.RootsOutside(Negated(Ma), radius)
            && ArmaProcess.RootsOutside(SeasonalAr, seasonal) && ArmaProcess.RootsOutside(Negated(SeasonalMa), seasonal);
    }

    internal void Check(ArimaOrder order)
    {
        if (Ar.Length != order.P || Ma.Length != order.Q || SeasonalAr.Length != order.SeasonalP || SeasonalMa.Length != order.SeasonalQ)
        {
            throw new ArgumentException(
                $"{order} does not take {Ar.Length}, {Ma.Length}, {SeasonalAr.Length} and {SeasonalMa.Length} lag coefficients.", nameof(order));
        }
    }

    static double[] Negated(double[] values) => Array.ConvertAll(values, x => -x);

    static double[] Constrain(double[] free, int sign)
    {
        var coefficients = new double[free.Length];
        var before = new double[free.Length];
        for (var m = 0; m < free.Length; m++)
        {
            coefficients.AsSpan(0, m).CopyTo(before);
            var partial = Math.Tanh(free[m]);
            coefficients[m] = partial;
            for (var j = 0; j < m; j++)
            {
                coefficients[j] = before[j] - (partial * before[m - 1 - j]);
            }
        }

        return sign > 0 ? coefficients : Negated(coefficients);
    }
}
