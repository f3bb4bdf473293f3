namespace Kindred.Numerics.Series;

/// <summary>An estimated number of a model and its standard error (NaN where the likelihood has no peak there).</summary>
public sealed record ArimaCoefficient(string Name, double Value, double StandardError);

/// <summary>A fitted ARIMA model.</summary>
public sealed record ArimaFit
{
    internal ArimaFit()
    {
    }

    /// <summary>Its shape.</summary>
    public required ArimaOrder Order { get; init; }

    /// <summary>Its lag coefficients, of a stationary and invertible process.</summary>
    public required ArimaLags Lags { get; init; }

    /// <summary>All coefficients with R's names: ar1, ma1, sar1, sma1, then mean or drift, then x1 … for regressors.</summary>
    public required IReadOnlyList<ArimaCoefficient> Coefficients { get; init; }

    /// <summary>σ², the maximum-likelihood variance of an innovation; 0 when the series is explained exactly.</summary>
    public required double Variance { get; init; }

    /// <summary>Logarithm of the exact Gaussian likelihood of the differenced values; +∞ when the series is explained exactly.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Values that carried information: those there, less what differencing uses up.</summary>
    public required int Known { get; init; }

    /// <summary>
    /// Innovations after differencing, each scaled to variance σ²; the first belongs to value <see cref="ArimaOrder.Lost"/> of the series. With
    /// gaps they are what is left after the gaps were filled with their expected values.
    /// </summary>
    public required double[] Residuals { get; init; }

    /// <summary>The series with each missing value replaced by its expected value given all others.</summary>
    public required double[] Filled { get; init; }

    /// <summary>Whether the search for the maximum ended by its own rule.</summary>
    public required bool Converged { get; init; }

    /// <summary>Akaike's criterion, 2k − 2·log-likelihood, where k counts the coefficients and σ².</summary>
    public double Aic => (2 * (Coefficients.Count + 1)) - (2 * LogLikelihood);

    /// <summary>Akaike's criterion corrected for few values; +∞ when there are too few for its formula.</summary>
    public double Aicc
    {
        get
        {
            var (k, spare) = (Coefficients.Count + 1, Known - Coefficients.Count - 2);
            return spare > 0 ? Aic + (2.0 * k * (k + 1) / spare) : double.PositiveInfinity;
        }
    }

    /// <summary>The Bayesian criterion, k·log n − 2·log-likelihood.</summary>
    public double Bic => ((Coefficients.Count + 1) * Math.Log(Known)) - (2 * LogLikelihood);

    internal ArimaEnd End { get; init; } = null!; // set by the estimate, the only one who can make a fit

    /// <summary>Continues the series.</summary>
    /// <param name="horizon">Steps ahead, at least 1.</param>
    /// <param name="regressors">The coming values of each regressor that the model was fitted with, at least as many as steps.</param>
    /// <exception cref="ArgumentException">The horizon is below 1, or the regressors are not those of the fit or not finite.</exception>
    public SeriesForecast Forecast(int horizon, IReadOnlyList<double[]>? regressors = null)
    {
        Observed.Horizon(horizon);
        regressors ??= [];
        var level = Order.Constant ? 1 : 0;
        var expected = Coefficients.Count - Order.Lags - level;
        if (regressors.Count != expected)
        {
            throw new ArgumentException($"The model was fitted with {expected} regressor(s), found {regressors.Count}.", nameof(regressors));
        }

        foreach (var regressor in regressors)
        {
            Observed.Complete(regressor, horizon, nameof(regressors));
        }

        var (mean, variances) = End.Forecast(horizon);
        for (var i = Order.Lags; i < Coefficients.Count; i++)
        {
            var own = i - Order.Lags < level
                ? ArimaLikelihood.Level(Order, Filled.Length, horizon)
                : regressors[i - Order.Lags - level];
            for (var h = 0; h < horizon; h++)
            {
                mean[h] += Coefficients[i].Value * own[h];
            }
        }

        return new(mean, Array.ConvertAll(variances, v => Math.Sqrt(v * Variance)));
    }
}
