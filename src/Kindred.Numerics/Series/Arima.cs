using Kindred.Numerics.Optimization;

namespace Kindred.Numerics.Series;

/// <summary>Seasonal ARIMA models by exact maximum likelihood, with regressors and missing values.</summary>
/// <remarks>
/// <para>The series, less constant and regressors, is differenced and then follows φ(B)Φ(Bˢ)·w = θ(B)Θ(Bˢ)·e. The exact Gaussian likelihood
/// of the differenced values is the Kalman filter's, computed by Chandrasekhar recursions in O(n·r), r being the longest lag, until the gain
/// settles, and then in O(n·lags). Constant, regressors and σ² are solved for in closed form at every step; the lag coefficients, mapped to
/// partial autocorrelations so that the process stays stationary and invertible, are searched by BFGS, first for the least conditional
/// sum of squares from 0, then for the greatest likelihood.</para>
/// <para>The likelihood equals that of R's <c>arima(method = "ML")</c>, and of statsmodels' <c>SARIMAX</c> with simple differencing; missing
/// values have a flat prior, which is R's and statsmodels' diffuse start without its approximation. Standard errors come from the curvature at the maximum.</para>
/// <para>Deterministic, one thread. A likelihood may have several peaks: the one above the conditional estimate is taken, as in R.</para>
/// <para>G. Box and G. Jenkins, Time Series Analysis (1970); J. Durbin and S. Koopman, Time Series Analysis by State Space Methods, 2nd ed.
/// (2012); V. Gómez, A. Maravall and D. Peña, "Missing observations in ARIMA models: skipping approach versus additive outlier approach",
/// Journal of Econometrics 88 (1999).</para>
/// </remarks>
public static class Arima
{
    /// <summary>The farthest from 0 that a search starts: a partial autocorrelation of 0.987.</summary>
    const double FarthestStart = 2.5;

    /// <summary>Estimates a model of a given shape.</summary>
    /// <param name="series">Values at equal distances; NaN where missing.</param>
    /// <param name="regressors">Columns as long as the series and finite, whose coefficients are estimated too.</param>
    /// <returns>
    /// The fit. Where differences, constant and regressors explain the series exactly (a constant series, a straight line), the lag
    /// coefficients are 0, σ² is 0 and the log-likelihood +∞.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The order is impossible, a value is infinite, there are fewer known values than coefficients + 1, or regressors, constant and gaps
    /// cannot be told apart after differencing.
    /// </exception>
    public static ArimaFit Fit(
        ReadOnlySpan<double> series,
        ArimaOrder order,
        IReadOnlyList<double[]>? regressors = null,
        CancellationToken cancellation = default)
    {
        var likelihood = Prepare(series, order, regressors ?? []);
        if (order.Lags == 0 || likelihood.IsDegenerate())
        {
            return ArimaEstimate.Make(series, regressors ?? [], likelihood, ArimaLags.From(order, new double[order.Lags]), true);
        }

        var start = Search(likelihood, new double[order.Lags], likelihood.Conditional, cancellation).At;
        for (var i = 0; i < start.Length; i++)
        {
            start[i] = Math.Clamp(start[i], -FarthestStart, FarthestStart);
        }

        var end = Search(likelihood, start, likelihood.Exact, cancellation);
        return ArimaEstimate.Make(series, regressors ?? [], likelihood, ArimaLags.FromFree(order, end.At), end.Converged);
    }

    /// <summary>Puts a model with known lag coefficients on a series: level, regressors, σ² and likelihood are those of this series.</summary>
    /// <param name="lags">As many coefficients as the order has; the process must be stationary and invertible.</param>
    /// <exception cref="ArgumentException">As for <see cref="Fit"/>, or the lag coefficients do not fit the order.</exception>
    public static ArimaFit At(
        ReadOnlySpan<double> series, ArimaOrder order, ArimaLags lags, IReadOnlyList<double[]>? regressors = null)
    {
        ArgumentNullException.ThrowIfNull(lags);
        var likelihood = Prepare(series, order, regressors ?? []);
        lags.Check(order);
        if (!lags.RootsOutside(order, 1))
        {
            throw new ArgumentException("The lag coefficients are not those of a stationary and invertible process.", nameof(lags));
        }

        return ArimaEstimate.Make(series, regressors ?? [], likelihood, lags, true);
    }

    internal static ArimaLikelihood Prepare(ReadOnlySpan<double> series, ArimaOrder order, IReadOnlyList<double[]> regressors)
    {
        ArgumentNullException.ThrowIfNull(order);
        order.Check();
        Observed.WithGaps(series, order.Lost + order.Lags + (order.Constant ? 1 : 0) + regressors.Count + 1);
        foreach (var regressor in regressors)
        {
            Observed.Complete(regressor, series.Length, nameof(regressors));
            if (regressor.Length != series.Length)
            {
                throw new ArgumentException($"A regressor has {regressor.Length} values, the series {series.Length}.", nameof(regressors));
            }
        }

        var likelihood = new ArimaLikelihood(series, order, regressors);
        likelihood.CheckRank();
        return likelihood;
    }

    /// <summary>The least value of an objective over lag coefficients, as free parameters.</summary>
    internal static Minimum Search(
        ArimaLikelihood likelihood, double[] start, Func<ArimaLags, double> objective, CancellationToken cancellation)
    {
        var level = Value(start);
        if (!double.IsFinite(level))
        {
            start = new double[start.Length];
            level = Value(start);
        }

        return Bfgs.Minimize(at => 1 + Value(at) - level, start, new() { Tolerance = 1e-11 }, cancellation: cancellation);

        double Value(ReadOnlySpan<double> free) => objective(ArimaLags.FromFree(likelihood.Order, free));
    }
}
