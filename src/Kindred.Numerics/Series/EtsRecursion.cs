namespace Kindred.Numerics.Series;

/// <summary>Runs exponential smoothing over a series; it owns the scratch space, so one thread at a time.</summary>
/// <remarks>
/// With μ the expected value: additive error e = y − μ, multiplicative e = (y − μ) / μ. Level, slope and season then move by α, β and γ
/// times what the error means for each of them (Hyndman et al. 2008, tables 2.2 and 2.3).
/// </remarks>
sealed class EtsRecursion(double[] series, EtsModel model)
{
    readonly bool _ratio = model.Error == Component.Multiplicative;
    readonly bool _multiplied = model.Season == Component.Multiplicative;

    /// <summary>The level after the last value.</summary>
    public double Level { get; private set; }

    /// <summary>The slope after the last value.</summary>
    public double Growth { get; private set; }

    /// <summary>The last cycle's seasons: that of value t at t mod period.</summary>
    public double[] Seasons { get; } = new double[Math.Max(1, model.Period)];

    /// <summary>One-step errors, in units of the series or relative; after <see cref="Run"/>.</summary>
    public double[] Errors { get; } = new double[series.Length];

    /// <summary>Mean squared error.</summary>
    public double Variance { get; private set; }

    /// <summary>½·log of the mean squared error, plus the mean log of the expected values where errors are relative.</summary>
    /// <returns>The negative log-likelihood per value but for a constant; NaN where an expected value is not above 0 and must be.</returns>
    public double Run(EtsParameters at)
    {
        (Level, Growth) = (at.Level, at.Growth);
        Seasons.AsSpan().Fill(_multiplied ? 1 : 0);
        at.Seasons.CopyTo(Seasons, 0);
        var (squares, logs, product) = (0.0, 0.0, 1.0);
        for (int t = 0, phase = 0; t < series.Length; t++)
        {
            var (trend, season) = (Level + (at.Phi * Growth), Seasons[phase]);
            var expected = _multiplied ? trend * season : trend + season;
            if ((_ratio && !(expected > 0)) || (_multiplied && !(season > 0 && trend > 0)))
            {
                return double.NaN;
            }

            var error = series[t] - expected;
            var (own, seasonal) = _multiplied ? (error / season, error / trend) : (error, error);
            Errors[t] = _ratio ? error / expected : error;
            squares += Errors[t] * Errors[t];
            if (_ratio)
            {
                product *= expected; // one logarithm for many factors
                if (product is < 1e-100 or > 1e100)
                {
                    (logs, product) = (logs + Math.Log(product), 1);
                }
            }

            Growth = (at.Phi * Growth) + (at.Beta * own);
            Level = trend + (at.Alpha * own);
            Seasons[phase] = season + (at.Gamma * seasonal);
            phase = phase + 1 == Seasons.Length ? 0 : phase + 1;
        }

        Variance = squares / series.Length;
        return (0.5 * Math.Log(Variance)) + ((logs + Math.Log(product)) / series.Length);
    }

    /// <summary>The season that applies <paramref name="step"/> steps (from 1) after the last value.</summary>
    public double SeasonAt(int step) => Seasons[(series.Length + step - 1) % Seasons.Length];
}
