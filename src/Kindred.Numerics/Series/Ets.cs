using System.Numerics.Tensors;
using Kindred.Numerics.Optimization;

namespace Kindred.Numerics.Series;

/// <summary>Exponential smoothing in state-space form: ETS models by maximum likelihood, and the choice among them.</summary>
/// <remarks>
/// <para>A level, a slope and a season move by α, β and γ times the last error. Smoothing parameters and starting values are found together by BFGS
/// from two starts, under the bounds of statsmodels' <c>ETSModel</c> and, with a season, where forecasts forget the past (what R's <c>ets</c> calls
/// admissible). The likelihood is that of statsmodels, where a multiplied season however moves by the error over the level after it; R's
/// <c>ets</c> leaves out the constant n/2·(log(2π/n) + 1). R searches by Nelder–Mead for at most 2000 steps, so its likelihood is often a
/// little lower than the one found here, and its choice may differ where two models are close.</para>
/// <para>O(n) a likelihood; deterministic; one thread.</para>
/// <para>R. Hyndman, A. Koehler, J. Ord and R. Snyder, Forecasting with Exponential Smoothing (2008).</para>
/// </remarks>
public static class Ets
{
    static readonly (double Alpha, double Beta, double Gamma, double Phi)[] Starts = [(0.1, 0.01, 0.05, 0.97), (0.5, 0.05, 0.1, 0.9)];

    /// <summary>Estimates a model of a given shape.</summary>
    /// <param name="series">Finite values at equal distances, more than numbers to estimate; above 0 for anything multiplicative.</param>
    /// <exception cref="ArgumentException">
    /// A value is missing, infinite or not above 0 where it must be; there are too few, or fewer than two cycles; or the shape is impossible.
    /// </exception>
    public static EtsFit Fit(ReadOnlySpan<double> series, EtsModel model, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Check();
        Observed.Complete(series, model.Smoothing + model.Starts + 2);
        if (model.Season != Component.None)
        {
            Observed.Period(model.Period, series.Length);
        }

        if (model.NeedsPositive && TensorPrimitives.Min(series) <= 0)
        {
            throw new ArgumentException($"{model} multiplies and needs values above 0, found {TensorPrimitives.Min(series)}.", nameof(series));
        }

        double[] values = [.. series];
        var recursion = new EtsRecursion(values, model);
        var start = StartingValues(values, model);
        var scale = Math.Max(TensorPrimitives.StdDev<double>(values), 1e-9 * Math.Abs(values[0]));
        if (Observed.IsConstant(series))
        {
            return Make(model, recursion, start with { Level = values[0], Growth = 0, Seasons = Flat(model) }, true);
        }

        var (space, best) = (new EtsSpace(model, start, scale), default(Minimum));
        foreach (var (alpha, beta, gamma, phi) in Starts)
        {
            var from = space.Start(alpha, beta, gamma, phi);
            if (double.IsFinite(Objective(from)))
            {
                var found = Bfgs.Minimize(Objective, from, new() { Tolerance = 1e-9, MaxIterations = 1000 }, cancellation: cancellation);
                best = best is null || found.Value < best.Value ? found : best;
            }
        }

        return best is null
            ? throw new ArgumentException($"{model} cannot be started on this series; its values are too close to 0.", nameof(series))
            : Make(model, recursion, space.At(best.At), best.Converged);

        double Objective(ReadOnlySpan<double> free)
        {
            var at = space.At(free);
            return space.IsAdmissible(at) ? Math.Max(recursion.Run(at), -50) : double.NaN;
        }
    }

    /// <summary>Puts a model with known parameters on a series.</summary>
    /// <exception cref="ArgumentException">
    /// A value or parameter is missing or infinite, the shape impossible, or a value expected by a multiplicative model not above 0.
    /// </exception>
    public static EtsFit At(ReadOnlySpan<double> series, EtsModel model, EtsParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(parameters);
        model.Check();
        Observed.Complete(series);
        Observed.Complete(
            [parameters.Alpha, parameters.Beta, parameters.Gamma, parameters.Phi, parameters.Level, parameters.Growth, .. parameters.Seasons],
            1,
            nameof(parameters));
        if (parameters.Seasons.Length != (model.Season == Component.None ? 0 : model.Period))
        {
            throw new ArgumentException($"{model} of period {model.Period} does not take {parameters.Seasons.Length} seasons.", nameof(parameters));
        }

        return Make(model, new([.. series], model), parameters, true);
    }

    /// <summary>Estimates every model that suits a series and takes the one with the least criterion.</summary>
    /// <param name="series">At least 5 finite values.</param>
    /// <param name="period">Values in a cycle; 1 for none. Seasons are tried when there are two cycles and values enough.</param>
    /// <exception cref="ArgumentException">A value is missing or infinite, there are too few, or the period is below 1.</exception>
    public static EtsFit Choose(
        ReadOnlySpan<double> series,
        int period = 1,
        InformationCriterion criterion = InformationCriterion.Aicc,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        Observed.Complete(series, 5);
        var positive = TensorPrimitives.Min(series) > 0;
        EtsFit? best = null;
        foreach (var model in Models(period))
        {
            var cycles = model.Season == Component.None || series.Length >= 2L * period;
            if (cycles && (positive || !model.NeedsPositive) && series.Length > model.Smoothing + model.Starts + 2)
            {
                var fit = Fit(series, model, cancellation);
                best = best is null || Value(fit, criterion) < Value(best, criterion) ? fit : best;
            }
        }

        return best ?? Fit(series, new(Component.Additive, Slope.None, Component.None), cancellation);
    }

    static IEnumerable<EtsModel> Models(int period) =>
        from error in new[] { Component.Additive, Component.Multiplicative }
        from slope in Enum.GetValues<Slope>()
        from season in period == 1 ? [Component.None] : Enum.GetValues<Component>()
        where error == Component.Multiplicative || season != Component.Multiplicative
        select new EtsModel(error, slope, season, season == Component.None ? 1 : period);

    static double Value(EtsFit fit, InformationCriterion criterion) => criterion switch
    {
        InformationCriterion.Aic => fit.Aic,
        InformationCriterion.Bic => fit.Bic,
        _ => fit.Aicc,
    };

    static EtsFit Make(EtsModel model, EtsRecursion recursion, EtsParameters parameters, bool converged)
    {
        var value = recursion.Run(parameters);
        if (double.IsNaN(value))
        {
            throw new ArgumentException($"With these parameters {model} expects a value that is not above 0.", nameof(parameters));
        }

        var n = recursion.Errors.Length;
        return new()
        {
            Model = model,
            Parameters = parameters,
            Variance = recursion.Variance,
            LogLikelihood = recursion.Variance > 0 ? -n * (value + (0.5 * (1 + Math.Log(2 * Math.PI)))) : double.PositiveInfinity,
            Residuals = recursion.Errors,
            Converged = converged,
            Level = recursion.Level,
            Growth = recursion.Growth,
            Seasons = model.Season == Component.None ? [] : [.. Enumerable.Range(1, model.Period).Select(recursion.SeasonAt)],
        };
    }

    static double[] Flat(EtsModel model)
    {
        var seasons = new double[model.Season == Component.None ? 0 : model.Period];
        Array.Fill(seasons, model.Season == Component.Multiplicative ? 1 : 0);
        return seasons;
    }

    /// <summary>A line through the first seasonally adjusted values, and the mean pattern by STL (of logarithms, if it multiplies).</summary>
    static EtsParameters StartingValues(double[] values, EtsModel model)
    {
        var (adjusted, seasons) = (values, Flat(model));
        if (model.Season != Component.None)
        {
            var multiplied = model.Season == Component.Multiplicative;
            var source = multiplied ? Array.ConvertAll(values, Math.Log) : values;
            var pattern = Stl.Decompose(source, new() { Period = model.Period, Periodic = true }).Seasonal[..model.Period];
            seasons = multiplied ? Array.ConvertAll(pattern, Math.Exp) : pattern;
            var mean = seasons.Average();
            seasons = Array.ConvertAll(seasons, x => multiplied ? x / mean : x - mean);
            adjusted = [.. values.Select((x, t) => multiplied ? x / seasons[t % model.Period] : x - seasons[t % model.Period])];
        }

        var count = Math.Min(Math.Max(10, 2 * model.Period), values.Length);
        var (middle, level, growth) = ((count + 1) / 2.0, adjusted.Take(count).Average(), 0.0);
        for (var t = 1; t <= count; t++)
        {
            growth += (t - middle) * adjusted[t - 1] * 12 / (count * (((double)count * count) - 1));
        }

        var start = level - (growth * middle);
        var sloped = model.Slope != Slope.None && (!model.NeedsPositive || start > 0.05 * level);
        return new(0, 0, 0, 1, sloped ? start : level, sloped ? growth : 0, seasons);
    }
}
