namespace Kindred.Numerics.Series;

/// <summary>Where a fitted model stands after the last value, which is all that forecasts need.</summary>
/// <param name="process">The ARMA process of the differenced series.</param>
/// <param name="weights">The δ that turn differences back into values (<see cref="Differences.Weights"/>).</param>
/// <param name="tail">The last values of the series less its regression, as many as <paramref name="weights"/>.</param>
/// <param name="state">The expected state of the process.</param>
/// <param name="excess">Its covariance beyond the next innovation's, relative to σ².</param>
/// <param name="gaps">For each missing value, the end (tail and state) of a column with a 1 in its place.</param>
/// <param name="gapVariance">The variance, relative to σ², of a weighted sum of the missing values.</param>
sealed class ArimaEnd(
    ArmaProcess process,
    double[] weights,
    double[] tail,
    double[] state,
    double[,] excess,
    (double[] Tail, double[] State)[] gaps,
    Func<double[], double> gapVariance)
{
    /// <summary>Expected values without the regression, and the variances of their errors relative to σ².</summary>
    public (double[] Mean, double[] Variances) Forecast(int horizon)
    {
        var variances = new double[horizon];
        AddInnovations(variances);
        AddExcess(variances);
        AddGaps(variances);
        return (Continue(tail, state, horizon), variances);
    }

    double[] Continue(double[] end, double[] start, int horizon)
    {
        var values = process.AutoregressiveContinuation(start, horizon);
        return Integrate(end, values);
    }

    /// <summary>Undoes the differencing of values that follow an end.</summary>
    double[] Integrate(double[] end, double[] values)
    {
        for (var h = 0; h < values.Length; h++)
        {
            for (var j = 1; j <= weights.Length; j++)
            {
                values[h] += weights[j - 1] * (h >= j ? values[h - j] : end[end.Length + h - j]);
            }
        }

        return values;
    }

    void AddInnovations(double[] variances)
    {
        var impulse = Integrate(new double[weights.Length], process.Impulse(variances.Length));
        var sum = 0.0;
        for (var h = 0; h < variances.Length; h++)
        {
            variances[h] = sum += impulse[h] * impulse[h];
        }
    }

    /// <summary>What is not known of the state after the last value: nothing much but for short series and roots near 1.</summary>
    void AddExcess(double[] variances)
    {
        var (size, largest) = (process.Size, 0.0);
        for (var i = 0; i < size; i++)
        {
            largest = Math.Max(largest, excess[i, i]);
        }

        if (largest < 1e-12)
        {
            return;
        }

        var response = Integrate(new double[weights.Length], process.AutoregressiveResponse(variances.Length));
        for (var h = 0; h < variances.Length; h++)
        {
            var reach = Math.Min(size - 1, h);
            for (var i = 0; i <= reach; i++)
            {
                for (var j = 0; j <= reach; j++)
                {
                    variances[h] += response[h - i] * response[h - j] * excess[i, j];
                }
            }
        }
    }

    void AddGaps(double[] variances)
    {
        if (gaps.Length == 0)
        {
            return;
        }

        var shares = Array.ConvertAll(gaps, gap => Continue(gap.Tail, gap.State, variances.Length));
        for (var h = 0; h < variances.Length; h++)
        {
            variances[h] += gapVariance(Array.ConvertAll(shares, share => share[h]));
        }
    }
}
