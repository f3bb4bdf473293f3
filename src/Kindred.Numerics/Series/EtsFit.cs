namespace Kindred.Numerics.Series;

/// <summary>A fitted exponential smoothing model.</summary>
public sealed record EtsFit
{
    internal EtsFit()
    {
    }

    /// <summary>Its shape.</summary>
    public required EtsModel Model { get; init; }

    /// <summary>Its smoothing parameters and where it started.</summary>
    public required EtsParameters Parameters { get; init; }

    /// <summary>σ², the mean squared one-step error: in squared units, or relative where the error multiplies.</summary>
    public required double Variance { get; init; }

    /// <summary>Logarithm of the Gaussian likelihood, constants included; +∞ when the series is followed exactly.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>One-step errors, relative where the error multiplies.</summary>
    public required double[] Residuals { get; init; }

    /// <summary>Whether the search for the maximum ended by its own rule.</summary>
    public required bool Converged { get; init; }

    /// <summary>The level after the last value.</summary>
    public required double Level { get; init; }

    /// <summary>The slope after the last value; 0 without one.</summary>
    public required double Growth { get; init; }

    /// <summary>The seasons of the coming cycle, the next value's first; empty without season.</summary>
    public required double[] Seasons { get; init; }

    /// <summary>Numbers estimated: smoothing parameters, starting values and σ².</summary>
    public int Estimated => Model.Smoothing + Model.Starts + 1;

    /// <summary>Akaike's criterion, 2k − 2·log-likelihood.</summary>
    public double Aic => (2 * Estimated) - (2 * LogLikelihood);

    /// <summary>Akaike's criterion corrected for few values; +∞ when there are too few for its formula.</summary>
    public double Aicc
    {
        get
        {
            var spare = Residuals.Length - Estimated - 1;
            return spare > 0 ? Aic + (2.0 * Estimated * (Estimated + 1) / spare) : double.PositiveInfinity;
        }
    }

    /// <summary>The Bayesian criterion, k·log n − 2·log-likelihood.</summary>
    public double Bic => (Estimated * Math.Log(Residuals.Length)) - (2 * LogLikelihood);

    /// <summary>Continues the series.</summary>
    /// <param name="horizon">Steps ahead, at least 1.</param>
    /// <returns>
    /// Expected values and the standard deviations of their errors, both exact for the model. (R lets errors come back a step too early with a
    /// season that is added to a level without slope, and leaves the first step undamped with a damped slope under multiplied seasons.)
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is below 1.</exception>
    public SeriesForecast Forecast(int horizon)
    {
        Observed.Horizon(horizon);
        var (mean, trend) = (new double[horizon], new double[horizon]);
        var (level, growth) = (Level, Growth);
        for (var h = 0; h < horizon; h++)
        {
            growth *= Parameters.Phi;
            level += growth;
            trend[h] = level;
            mean[h] = Model.Season switch
            {
                Component.None => level,
                Component.Additive => level + Seasons[h % Model.Period],
                _ => level * Seasons[h % Model.Period],
            };
        }

        var variances = Model.Season == Component.Multiplicative ? SeasonalVariances(mean)
            : Model.Error == Component.Multiplicative ? RelativeVariances(mean)
            : AdditiveVariances(horizon);
        return new(mean, Array.ConvertAll(variances, Math.Sqrt));
    }

    /// <summary>c(j): what an error adds to the expected value j steps later.</summary>
    double[] Echo(int count)
    {
        var (echo, reach, power) = (new double[count], 0.0, 1.0);
        for (var j = 1; j < count; j++)
        {
            power *= Parameters.Phi;
            reach += power;
            var season = Model.Season == Component.Additive && j % Model.Period == 0 ? Parameters.Gamma : 0;
            echo[j] = Parameters.Alpha + (Parameters.Beta * reach) + season;
        }

        return echo;
    }

    double[] AdditiveVariances(int horizon)
    {
        var (echo, sum) = (Echo(horizon), 1.0);
        return [.. Enumerable.Range(0, horizon).Select(h => Variance * (sum += h == 0 ? 0 : echo[h] * echo[h]))];
    }

    /// <summary>Hyndman et al. (2008), §6.3: the second moment of each expected value feeds those after it.</summary>
    double[] RelativeVariances(double[] mean)
    {
        var (echo, moments, variances) = (Echo(mean.Length), new double[mean.Length], new double[mean.Length]);
        for (var h = 0; h < mean.Length; h++)
        {
            moments[h] = mean[h] * mean[h];
            for (var j = 1; j <= h; j++)
            {
                moments[h] += Variance * echo[j] * echo[j] * moments[h - j];
            }

            variances[h] = Math.Max(0, ((1 + Variance) * moments[h]) - (mean[h] * mean[h]));
        }

        return variances;
    }

    /// <summary>
    /// First and second moments of level and slope carried through each step, weighted where the same error also moves the season that
    /// the horizon will meet; sets the means, which then differ a little from what no further errors would give.
    /// </summary>
    double[] SeasonalVariances(double[] means)
    {
        var variances = new double[means.Length];
        var (phi, sigma2) = (Parameters.Phi, Variance);
        for (var h = 1; h <= means.Length; h++)
        {
            var (ml, mb) = (Level, Growth);
            var (sll, slb, sbb) = (Level * Level, Level * Growth, Growth * Growth);
            for (var j = 1; j < h; j++)
            {
                var gamma = (h - j) % Model.Period == 0 ? Parameters.Gamma : 0;
                var (z, zz) = (ml + (phi * mb), sll + (2 * phi * slb) + (phi * phi * sbb));
                var (zb, own) = (phi * (slb + (phi * sbb)), 1 + (gamma * gamma * sigma2));
                var (cross, square) = (2 * gamma * sigma2, sigma2 + (3 * gamma * gamma * sigma2 * sigma2));
                var (a, b) = (Parameters.Alpha, Parameters.Beta);
                (ml, mb) = (z * (1 + (gamma * sigma2 * a)), (phi * mb) + (gamma * sigma2 * b * z));
                sll = zz * (own + (2 * cross * a) + (square * a * a));
                slb = (zb * (own + (cross * a))) + (zz * b * (cross + (square * a)));
                sbb = (phi * phi * sbb * own) + (2 * cross * b * zb) + (square * b * b * zz);
            }

            var season = Seasons[(h - 1) % Model.Period];
            var (mean, moment) = (season * (ml + (phi * mb)), season * season * (sll + (2 * phi * slb) + (phi * phi * sbb)));
            (means[h - 1], variances[h - 1]) = (mean, Math.Max(0, ((1 + sigma2) * moment) - (mean * mean)));
        }

        return variances;
    }
}
