namespace Kindred.Numerics.Series;

/// <summary>A measure of fit that charges for coefficients.</summary>
public enum InformationCriterion
{
    /// <summary>Akaike's, corrected for few values.</summary>
    Aicc,

    /// <summary>Akaike's.</summary>
    Aic,

    /// <summary>The Bayesian one.</summary>
    Bic,
}

/// <summary>Where <see cref="AutoArima"/> looks. The defaults are those of R's <c>auto.arima</c>.</summary>
public sealed record AutoArimaOptions
{
    /// <summary>Values in a cycle; 1, unless told, for no season.</summary>
    public int Period { get; init; } = 1;

    /// <summary>The most autoregressive lags.</summary>
    public int MaxP { get; init; } = 5;

    /// <summary>The most moving-average lags.</summary>
    public int MaxQ { get; init; } = 5;

    /// <summary>The most seasonal autoregressive lags.</summary>
    public int MaxSeasonalP { get; init; } = 2;

    /// <summary>The most seasonal moving-average lags.</summary>
    public int MaxSeasonalQ { get; init; } = 2;

    /// <summary>Differences between neighbours; unless told as many as KPSS tests ask for, up to 2.</summary>
    public int? Differences { get; init; }

    /// <summary>Seasonal differences; unless told 1 when the seasonal strength is above 0.64.</summary>
    public int? SeasonalDifferences { get; init; }

    /// <summary>Whether a mean or drift may be part of a model.</summary>
    public bool AllowConstant { get; init; } = true;

    /// <summary>What is made small.</summary>
    public InformationCriterion Criterion { get; init; } = InformationCriterion.Aicc;

    /// <summary>
    /// Whether models are compared by their conditional sums of squares and only the best is fitted by likelihood; unless told for
    /// more than 150 values or periods above 12.
    /// </summary>
    public bool? Approximate { get; init; }

    /// <summary>The most models tried.</summary>
    public int MaxModels { get; init; } = 94;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Period, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxModels, 1);
        foreach (var bound in new[] { MaxP, MaxQ, MaxSeasonalP, MaxSeasonalQ, Differences ?? 0, SeasonalDifferences ?? 0 })
        {
            ArgumentOutOfRangeException.ThrowIfNegative(bound, "options");
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bound, 100, "options");
        }

        if (Period == 1 && SeasonalDifferences > 0)
        {
            throw new ArgumentException("Seasonal differences need a period of at least 2.", nameof(Period));
        }
    }
}
