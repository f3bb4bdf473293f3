using System.Numerics.Tensors;

namespace Kindred.Numerics.Series;

/// <summary>How well lag coefficients explain a series, with level, regressors, gaps and variance taken out in closed form.</summary>
/// <remarks>
/// The differenced series is a regression with ARMA errors. Its columns are one for each missing value (a 1 at its place, differenced), then
/// the constant, then the regressors, then the series, and all are whitened alike; what remains is least squares. A missing value is an
/// unknown with a flat prior, which gives the likelihood of the values that are there (Gómez, Maravall and Peña 1999); the others are
/// estimated (profile likelihood).
/// </remarks>
sealed class ArimaLikelihood
{
    /// <summary>The part of a column of length 1 that others do not explain, below which it counts as explained.</summary>
    const double LeastRest = 1e-9;

    readonly double[][] _columns, _white;
    readonly ArmaWhitening _whitening;
    readonly double[] _scales;
    readonly double[,] _triangle;
    readonly double _squares; // of the series before differencing

    public ArimaLikelihood(ReadOnlySpan<double> series, ArimaOrder order, IReadOnlyList<double[]> regressors)
    {
        Order = order;
        Gaps = [.. MissingPlaces(series)];
        _columns = Columns(series, order, Gaps, regressors);
        Length = _columns[^1].Length;
        Unknowns = _columns.Length - 1;
        _white = Array.ConvertAll(_columns, column => new double[column.Length]);
        _whitening = new(Length, _columns.Length);
        _scales = Array.ConvertAll(_columns, Norm);
        _triangle = new double[_columns.Length, _columns.Length];
        Coefficients = new double[Unknowns];
        foreach (var value in series)
        {
            _squares += double.IsNaN(value) ? 0 : value * value;
        }
    }

    public ArimaOrder Order { get; }

    /// <summary>The places of missing values.</summary>
    public int[] Gaps { get; }

    /// <summary>Values after differencing, missing ones among them.</summary>
    public int Length { get; }

    /// <summary>Columns that are fitted to the series: gaps, constant, regressors.</summary>
    public int Unknowns { get; }

    /// <summary>Values that carry information: <see cref="Length"/> without the missing ones.</summary>
    public int Known => Length - Gaps.Length;

    /// <summary>The regression coefficients of the last evaluation: minus the missing values, then the constant, then the regressors.</summary>
    public double[] Coefficients { get; }

    /// <summary>Sum of squared innovations of the last evaluation.</summary>
    public double SumOfSquares { get; private set; }

    /// <summary>The innovations of the last exact evaluation, in the units of the series.</summary>
    public double[] Innovations => _white[^1];

    /// <summary>Half of −2·log-likelihood / n without its constant: ½·(log σ² + Σ log F / n), exactly.</summary>
    public double Exact(ArimaLags lags) => Exact(new ArmaProcess(Order, lags), null);

    /// <summary>The same with the state's excess covariance at the end, for forecasts.</summary>
    public double Exact(ArmaProcess process, double[,]? excess)
    {
        if (!process.Start())
        {
            return double.NaN;
        }

        var logs = _whitening.Run(process, _columns, _white, excess);
        return 0.5 * (Math.Log(Regress() / Known) + (logs / Known)) + (LogGaps() / Known);
    }

    /// <summary>½·log of the mean squared innovation when those before the longest autoregressive lag are taken as 0.</summary>
    public double Conditional(ArimaLags lags)
    {
        var process = new ArmaProcess(Order, lags);
        var skipped = Order.P + (Order.SeasonalP * Order.Period);
        for (var c = 0; c < _columns.Length; c++)
        {
            Condition(process, skipped, _columns[c], _white[c]);
        }

        return 0.5 * Math.Log(Regress() / (Known - skipped));
    }

    /// <summary>Mean squared conditional innovation.</summary>
    public double ConditionalVariance => SumOfSquares / (Known - Order.P - (Order.SeasonalP * Order.Period));

    /// <summary>R⁻¹·R⁻ᵀ·σ² of the columns from <paramref name="from"/> on, the others given.</summary>
    public double[,] Covariance(int from, double variance)
    {
        var count = Unknowns - from;
        var inverse = InverseTriangle(from, count);
        var covariance = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                for (var k = Math.Max(i, j); k < count; k++)
                {
                    covariance[i, j] += variance * inverse[i, k] * inverse[j, k];
                }
            }
        }

        return covariance;
    }

    /// <summary>For gap columns alone: R⁻ᵀ·g, whose squared length times σ² is the variance of g·(missing values).</summary>
    public double GapVariance(ReadOnlySpan<double> weights)
    {
        var (solution, sum) = (new double[Gaps.Length], 0.0);
        for (var i = 0; i < solution.Length; i++)
        {
            var rest = weights[i] / _scales[i];
            for (var k = 0; k < i; k++)
            {
                rest -= _triangle[k, i] * solution[k];
            }

            solution[i] = rest / _triangle[i, i];
            sum += solution[i] * solution[i];
        }

        return sum;
    }

    /// <summary>What the process is expected to do after each gap column's end.</summary>
    public double[] State(int column) => _whitening.State(column);

    /// <summary>Whether differences, constant and regressors leave nothing for a process to explain.</summary>
    public bool IsDegenerate()
    {
        CopyColumns();
        return Regress() <= 1e-22 * _squares;
    }

    /// <summary>Refuses columns that differencing has made alike, so that no one could tell their coefficients apart.</summary>
    public void CheckRank()
    {
        CopyColumns();
        _ = Regress();
        for (var i = 0; i < Unknowns; i++)
        {
            if (!(_triangle[i, i] > LeastRest))
            {
                var what = i < Gaps.Length ? $"the missing value {Gaps[i]}" : $"regressor {i - Gaps.Length} (the constant comes first)";
                throw new ArgumentException($"After differencing by {Order}, {what} follows from the others and cannot be estimated.", "series");
            }
        }
    }

    void CopyColumns()
    {
        for (var c = 0; c < _columns.Length; c++)
        {
            _columns[c].CopyTo(_white[c], 0);
        }
    }

    static List<int> MissingPlaces(ReadOnlySpan<double> series)
    {
        List<int> places = [];
        for (var i = 0; i < series.Length; i++)
        {
            if (double.IsNaN(series[i]))
            {
                places.Add(i);
            }
        }

        return places;
    }

    static double[][] Columns(ReadOnlySpan<double> series, ArimaOrder order, int[] gaps, IReadOnlyList<double[]> regressors)
    {
        List<double[]> columns = [];
        double[] filled = [.. series];
        foreach (var gap in gaps)
        {
            filled[gap] = 0;
            var impulse = new double[series.Length];
            impulse[gap] = 1;
            columns.Add(impulse);
        }

        if (order.Constant)
        {
            columns.Add(Level(order, 0, series.Length));
        }

        columns.AddRange(regressors);
        columns.Add(filled);
        return [.. columns.Select(column => Differences.Of(column, order))];
    }

    /// <summary>The regressor of the constant: 1 for a mean, the number of the step for a drift.</summary>
    public static double[] Level(ArimaOrder order, int from, int count) =>
        [.. Enumerable.Range(from + 1, count).Select(t => order.D + order.SeasonalD == 0 ? 1.0 : t)];

    static void Condition(ArmaProcess process, int skipped, double[] values, double[] result)
    {
        Array.Clear(result);
        for (var t = skipped; t < values.Length; t++)
        {
            var innovation = values[t];
            foreach (var lag in process.Terms)
            {
                if (lag > t)
                {
                    break;
                }

                innovation -= (process.Ar[lag - 1] * values[t - lag]) + (process.Ma[lag - 1] * result[t - lag]);
            }

            result[t] = innovation;
        }
    }

    /// <summary>Least squares of the last whitened column on the others by modified Gram–Schmidt; the residuals take the column's place.</summary>
    double Regress()
    {
        var last = _columns.Length - 1;
        for (var i = 0; i < last; i++)
        {
            Span<double> column = _white[i];
            TensorPrimitives.Divide(column, _scales[i], column);
        }

        for (var i = 0; i < last; i++)
        {
            Span<double> column = _white[i];
            var length = TensorPrimitives.Norm<double>(column);
            _triangle[i, i] = length;
            TensorPrimitives.Multiply(column, length > LeastRest ? 1 / length : 0, column); // a gap before the first residual counts nowhere
            for (var j = i + 1; j <= last; j++)
            {
                var share = TensorPrimitives.Dot<double>(column, _white[j]);
                _triangle[i, j] = share;
                TensorPrimitives.MultiplyAdd(column, -share, _white[j], _white[j]);
            }
        }

        for (var i = last - 1; i >= 0; i--)
        {
            var rest = _triangle[i, last];
            for (var k = i + 1; k < last; k++)
            {
                rest -= _triangle[i, k] * Coefficients[k] * _scales[k];
            }

            Coefficients[i] = _triangle[i, i] > LeastRest ? rest / _triangle[i, i] / _scales[i] : 0;
        }

        return SumOfSquares = TensorPrimitives.SumOfSquares<double>(_white[last]);
    }

    double LogGaps()
    {
        var sum = 0.0;
        for (var i = 0; i < Gaps.Length; i++)
        {
            sum += Math.Log(_triangle[i, i] * _scales[i]);
        }

        return sum;
    }

    double[,] InverseTriangle(int from, int count)
    {
        var inverse = new double[count, count];
        for (var j = 0; j < count; j++)
        {
            for (var i = j; i >= 0; i--)
            {
                var rest = i == j ? 1.0 : 0.0;
                for (var k = i + 1; k <= j; k++)
                {
                    rest -= _triangle[from + i, from + k] * _scales[from + k] * inverse[k, j];
                }

                inverse[i, j] = rest / (_triangle[from + i, from + i] * _scales[from + i]);
            }
        }

        return inverse;
    }

    static double Norm(double[] column)
    {
        var norm = TensorPrimitives.Norm<double>(column);
        return norm > 0 ? norm : 1;
    }
}
