using System.Numerics.Tensors;

namespace Kindred.Numerics.Series;

/// <summary>What is left beside a series' level when it is tested for a unit root.</summary>
public enum Deterministic
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A level.</summary>
    Level,

    /// <summary>A straight line.</summary>
    Trend,
}

/// <summary>The test of Kwiatkowski, Phillips, Schmidt and Shin: is a series stationary around a level or a straight line?</summary>
/// <param name="Statistic">Large when the series wanders.</param>
/// <param name="PValue">
/// The probability of a statistic at least as large for a stationary series, interpolated in the published table: 0.1 stands for
/// 0.1 or more, 0.01 for 0.01 or less.
/// </param>
/// <param name="Lags">Autocovariances that went into the long-run variance.</param>
/// <remarks>
/// The long-run variance has Bartlett weights. Equal to statsmodels' <c>kpss</c>.
/// D. Kwiatkowski et al., "Testing the null hypothesis of stationarity against the alternative of a unit root", Journal of Econometrics 54
/// (1992); lags: B. Hobijn, P. Franses and M. Ooms, "Generalizations of the KPSS-test for stationarity", Statistica Neerlandica 58 (2004).
/// </remarks>
public sealed record KpssTest(double Statistic, double PValue, int Lags)
{
    static readonly double[] Probabilities = [0.10, 0.05, 0.025, 0.01];
    static readonly double[] LevelTable = [0.347, 0.463, 0.574, 0.739];
    static readonly double[] TrendTable = [0.119, 0.146, 0.176, 0.216];

    /// <summary>Tests a series.</summary>
    /// <param name="series">At least 3 finite values that are not all explained by the level or line.</param>
    /// <param name="around">What the series is stationary around: level or line.</param>
    /// <param name="lags">Autocovariances in the long-run variance; unless told as many as Hobijn et al. choose.</param>
    /// <exception cref="ArgumentException">A value is missing or infinite, there are too few, or the series is exactly a level or line.</exception>
    public static KpssTest Of(ReadOnlySpan<double> series, Deterministic around = Deterministic.Level, int? lags = null)
    {
        Observed.Complete(series, 3);
        if (around == Deterministic.None)
        {
            throw new ArgumentException("A series is stationary around a level or a line, not around nothing.", nameof(around));
        }

        var rest = Rest(series, around == Deterministic.Trend);
        var squares = TensorPrimitives.SumOfSquares<double>(rest);
        if (squares <= 1e-24 * TensorPrimitives.SumOfSquares(series))
        {
            throw new ArgumentException("The series is exactly its level or line; there is nothing to test.", nameof(series));
        }

        var used = lags ?? ChosenLags(rest);
        ArgumentOutOfRangeException.ThrowIfNegative(used, nameof(lags));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(used, series.Length, nameof(lags));
        var (sum, paths) = (0.0, 0.0);
        foreach (var value in rest)
        {
            sum += value;
            paths += sum * sum;
        }

        var variance = squares;
        for (var lag = 1; lag <= used; lag++)
        {
            variance += 2 * Product(rest, lag) * (1 - (lag / (used + 1.0)));
        }

        var statistic = paths / series.Length / variance;
        return new(statistic, Probability(statistic, around == Deterministic.Trend ? TrendTable : LevelTable), used);
    }

    static double[] Rest(ReadOnlySpan<double> series, bool line)
    {
        var n = series.Length;
        var rest = new double[n];
        TensorPrimitives.Subtract(series, TensorPrimitives.Sum(series) / n, rest);
        if (line)
        {
            var (middle, slope) = ((n - 1) / 2.0, 0.0);
            for (var i = 0; i < n; i++)
            {
                slope += (i - middle) * rest[i];
            }

            slope /= n * (((double)n * n) - 1) / 12;
            for (var i = 0; i < n; i++)
            {
                rest[i] -= slope * (i - middle);
            }
        }

        return rest;
    }

    static int ChosenLags(double[] rest)
    {
        var n = rest.Length;
        var (s0, s1) = (TensorPrimitives.SumOfSquares<double>(rest) / n, 0.0);
        var few = (int)Math.Pow(n, 2.0 / 9);
        for (var lag = 1; lag <= few; lag++)
        {
            var covariance = 2 * Product(rest, lag) / n;
            s0 += covariance;
            s1 += lag * covariance;
        }

        var share = s1 / s0;
        return Math.Min(n - 1, (int)(1.1447 * Math.Cbrt(share * share) * Math.Cbrt(n)));
    }

    static double Product(double[] rest, int lag) => TensorPrimitives.Dot<double>(rest.AsSpan(lag), rest.AsSpan(0, rest.Length - lag));

    static double Probability(double statistic, double[] table)
    {
        if (statistic <= table[0])
        {
            return Probabilities[0];
        }

        for (var i = 1; i < table.Length; i++)
        {
            if (statistic <= table[i])
            {
                var share = (statistic - table[i - 1]) / (table[i] - table[i - 1]);
                return Probabilities[i - 1] + (share * (Probabilities[i] - Probabilities[i - 1]));
            }
        }

        return Probabilities[^1];
    }
}
