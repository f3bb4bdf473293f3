namespace Kindred.Numerics.Series;

/// <summary>Replaces missing values.</summary>
public static class Gaps
{
    const int Rounds = 10;
    const double Still = 1e-6;

    /// <summary>Puts values where NaN is, on a straight line between the neighbours that are there.</summary>
    /// <param name="series">At least one value that is not NaN; none infinite.</param>
    /// <param name="period">
    /// Values in a cycle, or 1 for none. With a period, and at least two cycles, the line goes between seasonally adjusted values: the series is
    /// filled, taken apart by a robust STL and filled again between its adjusted values until that changes nothing (at most 10 rounds).
    /// </param>
    /// <remarks>Before the first and after the last value there, the nearest (adjusted) value is repeated. R's <c>na.interp</c> is alike, but
    /// starts from a regression on Fourier terms.</remarks>
    /// <exception cref="ArgumentException">A value is infinite, all are missing, or the period is below 1.</exception>
    public static double[] Fill(ReadOnlySpan<double> series, int period = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        var known = Observed.WithGaps(series);
        var filled = Connect(series, new double[series.Length]);
        if (known == series.Length || period == 1 || series.Length < 2L * period)
        {
            return filled;
        }

        for (var round = 0; round < Rounds; round++)
        {
            var season = Stl.Decompose(filled, new() { Period = period, Periodic = true, Robust = true }).Seasonal;
            var next = Connect(series, season);
            var (moved, size) = (0.0, 0.0);
            for (var i = 0; i < next.Length; i++)
            {
                (moved, size) = (Math.Max(moved, Math.Abs(next[i] - filled[i])), Math.Max(size, Math.Abs(next[i])));
            }

            filled = next;
            if (moved <= Still * size)
            {
                break;
            }
        }

        return filled;
    }

    /// <summary>Straight lines between the values less a season, with the season put back.</summary>
    static double[] Connect(ReadOnlySpan<double> series, double[] season)
    {
        double[] filled = [.. series];
        var last = -1;
        for (var i = 0; i <= series.Length; i++)
        {
            if (i < series.Length && double.IsNaN(series[i]))
            {
                continue;
            }

            for (var gap = last + 1; gap < i; gap++)
            {
                var before = last >= 0 ? series[last] - season[last] : series[i] - season[i];
                var after = i < series.Length ? series[i] - season[i] : before;
                filled[gap] = before + ((after - before) * (gap - last) / (i - last)) + season[gap];
            }

            last = i;
        }

        return filled;
    }
}
