namespace Kindred.Numerics.Series;

/// <summary>Maps the parameters of an exponential smoothing model to free numbers of size about 1, and back.</summary>
/// <remarks>
/// α lies in (0.0001, 0.9999), β in (0.0001, 1)·α, γ in (0.0001, 1)·(1 − α) and φ in (0.8, 0.98), as in statsmodels' <c>ETSModel</c>, so all that R's
/// <c>ets</c> allows is allowed: there β and γ themselves are at least 0.0001. Starting values move on the scale of the series.
/// </remarks>
sealed class EtsSpace(EtsModel model, EtsParameters start, double scale)
{
    const double Least = 1e-4, Most = 1 - 1e-4, LeastPhi = 0.8, MostPhi = 0.98;
    readonly double _seasonScale = model.Season == Component.Multiplicative ? 0.1 : scale;

    /// <summary>The free numbers of the start with other smoothing parameters.</summary>
    public double[] Start(double alpha, double beta, double gamma, double phi)
    {
        List<double> free = [Free(alpha, Least, Most)];
        if (model.Slope != Slope.None)
        {
            free.Add(Free(beta, Least * alpha, alpha));
        }

        if (model.Season != Component.None)
        {
            free.Add(Free(gamma, Least * (1 - alpha), 1 - alpha));
        }

        if (model.Slope == Slope.Damped)
        {
            free.Add(Free(phi, LeastPhi, MostPhi));
        }

        return [.. free, .. new double[model.Starts]];
    }

    public EtsParameters At(ReadOnlySpan<double> free)
    {
        var next = 0;
        var alpha = Bound(free[next++], Least, Most);
        var beta = model.Slope == Slope.None ? 0 : Bound(free[next++], Least * alpha, alpha);
        var gamma = model.Season == Component.None ? 0 : Bound(free[next++], Least * (1 - alpha), 1 - alpha);
        var phi = model.Slope == Slope.Damped ? Bound(free[next++], LeastPhi, MostPhi) : 1;
        var level = start.Level + (scale * free[next++]);
        var growth = model.Slope == Slope.None ? 0 : start.Growth + (0.1 * scale * free[next++]);
        double[] seasons = [.. start.Seasons];
        for (var i = 0; i + 1 < seasons.Length; i++)
        {
            var moved = _seasonScale * free[next++];
            seasons[i] += moved;
            seasons[^1] -= moved;
        }

        return new(alpha, beta, gamma, phi, level, growth, seasons);
    }

    /// <summary>Whether forecasts forget the distant past: no root of the characteristic equation lies outside the unit circle.</summary>
    public bool IsAdmissible(EtsParameters at)
    {
        if (model.Season == Component.None)
        {
            return true; // the bounds see to it
        }

        // x^(m+1) + (α + β − φ)·x^m + (α + β − αφ)·(x^(m−1) + … + x²) + (α + β − αφ + γ − 1)·x + φ·(1 − α − γ), negated and reversed
        var coefficients = new double[model.Period + 1];
        Array.Fill(coefficients, (at.Alpha * at.Phi) - at.Alpha - at.Beta);
        coefficients[0] = at.Phi - at.Alpha - at.Beta;
        coefficients[^2] = 1 - at.Gamma - at.Alpha - at.Beta + (at.Alpha * at.Phi);
        coefficients[^1] = -at.Phi * (1 - at.Alpha - at.Gamma);
        return ArmaProcess.RootsOutside(coefficients, 1 - 1e-10);
    }

    static double Bound(double free, double least, double most) => least + ((most - least) / (1 + Math.Exp(-free)));

    static double Free(double value, double least, double most)
    {
        var share = Math.Clamp((value - least) / (most - least), 0.001, 0.999);
        return Math.Log(share / (1 - share));
    }
}
