using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;

namespace Kindred.Numerics.Series;

/// <summary>The augmented Dickey–Fuller test: does a series have a unit root, that is, does it wander without coming back?</summary>
/// <param name="Statistic">The t-ratio of the last value in a regression of the next change; far below 0 when the series comes back.</param>
/// <param name="PValue">The probability of a statistic at least as low with a unit root (MacKinnon 1994).</param>
/// <param name="Lags">Earlier changes in the regression.</param>
/// <param name="Observations">Changes that were regressed.</param>
/// <remarks>
/// The lags are those of the lowest AIC among 0 … most, compared on the same changes; the test is then made with all changes that the chosen lags
/// leave. Equal to statsmodels' <c>adfuller</c>.
/// D. Dickey and W. Fuller, JASA 74 (1979); J. MacKinnon, "Approximate asymptotic distribution functions for unit-root and cointegration
/// tests", Journal of Business &amp; Economic Statistics 12 (1994).
/// </remarks>
public sealed record DickeyFullerTest(double Statistic, double PValue, int Lags, int Observations)
{
    /// <summary>Tests a series.</summary>
    /// <param name="series">At least 6 finite values that are not all the same.</param>
    /// <param name="beside">What the series may have beside the unit root.</param>
    /// <param name="lags">Earlier changes in the regression; unless told, chosen by AIC up to 12·(n / 100)^¼ and to what leaves a degree of freedom.</param>
    /// <exception cref="ArgumentException">
    /// A value is missing or infinite, there are too few for the lags, or the series is constant or explained exactly.
    /// </exception>
    public static DickeyFullerTest Of(ReadOnlySpan<double> series, Deterministic beside = Deterministic.Level, int? lags = null)
    {
        Observed.Complete(series, 6);
        if (Observed.IsConstant(series))
        {
            throw new ArgumentException($"All {series.Length} values are {series[0]}; a constant series has no unit root to test for.", nameof(series));
        }

        // One degree of freedom is left at least, which statsmodels does not see to in series of a dozen values.
        var most = Math.Min((series.Length / 2) - (int)beside - 1, (series.Length - 3 - (int)beside) / 2);
        var used = lags ?? ChosenLags(series, (int)beside, Math.Min(most, (int)Math.Ceiling(12 * Math.Pow(series.Length / 100.0, 0.25))));
        ArgumentOutOfRangeException.ThrowIfNegative(used, nameof(lags));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(used, Math.Max(0, most), nameof(lags));

        var design = Design(series, (int)beside, used, used);
        var whole = TensorPrimitives.SumOfSquares<double>(design[^1]);
        (design[(int)beside], design[^2]) = (design[^2], design[(int)beside]); // the last value becomes the last column
        var (shares, squares) = Regress(design);
        var observations = design[0].Length;
        var error = Math.Sqrt(squares[^1] / (observations - shares.Length));
        if (!(squares[^1] > 1e-24 * whole))
        {
            throw new ArgumentException("The series follows from its past exactly; there is nothing to test.", nameof(series));
        }

        var statistic = shares[^1] / error;
        return new(statistic, Probability(statistic, beside), used, observations);
    }

    static int ChosenLags(ReadOnlySpan<double> series, int terms, int most)
    {
        var (_, squares) = Regress(Design(series, terms, most, most));
        var observations = series.Length - 1 - most;
        var (best, least) = (0, double.PositiveInfinity);
        for (var lags = 0; lags <= most; lags++)
        {
            var columns = terms + 1 + lags;
            var criterion = (observations * Math.Log(squares[columns - 1] / observations)) + (2 * columns);
            if (criterion < least)
            {
                (best, least) = (lags, criterion);
            }
        }

        return best;
    }

    /// <summary>Level, line, last value, earlier changes, and last the change to explain.</summary>
    static double[][] Design(ReadOnlySpan<double> series, int terms, int lags, int skipped)
    {
        var rows = series.Length - 1 - skipped;
        var columns = new double[terms + lags + 2][];
        for (var c = 0; c < columns.Length; c++)
        {
            var column = columns[c] = new double[rows];
            for (var row = 0; row < rows; row++)
            {
                var t = row + skipped;
                var lag = c - terms;
                column[row] = c == columns.Length - 1 ? series[t + 1] - series[t]
                    : lag < 0 ? (c == 0 ? 1 : row + 1)
                    : lag == 0 ? series[t]
                    : series[t + 1 - lag] - series[t - lag];
            }
        }

        return columns;
    }

    /// <summary>
    /// Modified Gram–Schmidt: the last column's share along each of the others in turn, and the squares left after each.
    /// </summary>
    static (double[] Shares, double[] Squares) Regress(double[][] columns)
    {
        var count = columns.Length - 1;
        var (shares, squares) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var length = TensorPrimitives.Norm<double>(columns[i]);
            for (var j = i + 1; length > 0 && j <= count; j++)
            {
                var share = TensorPrimitives.Dot<double>(columns[i], columns[j]) / length;
                TensorPrimitives.MultiplyAdd(columns[i], -share / length, columns[j], columns[j]);
                shares[i] = share; // the last one stays
            }

            squares[i] = TensorPrimitives.SumOfSquares<double>(columns[count]);
        }

        return (shares, squares);
    }

    /// <summary>MacKinnon's response surfaces for one variable: Φ of a polynomial in the statistic, one for each tail.</summary>
    static double Probability(double statistic, Deterministic beside)
    {
        var (least, bend, most) = beside switch
        {
            Deterministic.None => (-19.04, -1.04, double.PositiveInfinity),
            Deterministic.Level => (-18.83, -1.61, 2.74),
            _ => (-16.18, -2.89, 0.70),
        };
        double[] surface = (beside, statistic <= bend) switch
        {
            (Deterministic.None, true) => [0.6344, 1.2378, 0.032496],
            (Deterministic.None, false) => [0.4797, 0.93557, -0.06999, 0.033066],
            (Deterministic.Level, true) => [2.1659, 1.4412, 0.038269],
            (Deterministic.Level, false) => [1.7339, 0.93202, -0.12745, -0.010368],
            (_, true) => [3.2512, 1.6047, 0.049588],
            (_, false) => [2.5261, 0.61654, -0.37956, -0.060285],
        };
        return statistic > most ? 1 : statistic < least ? 0 : Normal.CDF(0, 1, MathNet.Numerics.Polynomial.Evaluate(statistic, surface));
    }
}
