namespace Kindred.Numerics.Series;

/// <summary>The shape of an ARIMA model: how often a series is differenced and how many lags it has.</summary>
/// <param name="P">Autoregressive lags.</param>
/// <param name="D">Differences between neighbours.</param>
/// <param name="Q">Moving-average lags.</param>
public sealed record ArimaOrder(int P, int D, int Q)
{
    /// <summary>Autoregressive lags of whole periods.</summary>
    public int SeasonalP { get; init; }

    /// <summary>Differences over a whole period.</summary>
    public int SeasonalD { get; init; }

    /// <summary>Moving-average lags of whole periods.</summary>
    public int SeasonalQ { get; init; }

    /// <summary>Values in a period; 1 where there is no season.</summary>
    public int Period { get; init; } = 1;

    /// <summary>Whether a level is estimated: the mean of an undifferenced series, the drift a step of a series differenced once.</summary>
    public bool Constant { get; init; }

    /// <summary>Values that differencing uses up.</summary>
    public int Lost => D + (SeasonalD * Period);

    /// <summary>Lag coefficients to estimate.</summary>
    public int Lags => P + Q + SeasonalP + SeasonalQ;

    /// <summary>The usual notation: ARIMA(0,1,1)(0,1,1)[12] with drift.</summary>
    public override string ToString()
    {
        var season = SeasonalP + SeasonalD + SeasonalQ > 0 ? $"({SeasonalP},{SeasonalD},{SeasonalQ})[{Period}]" : "";
        var level = !Constant ? "" : D + SeasonalD == 0 ? " with mean" : " with drift";
        return $"ARIMA({P},{D},{Q}){season}{level}";
    }

    internal void Check()
    {
        var (most, least) = (Math.Max(Math.Max(P, D), Math.Max(Q, Math.Max(SeasonalP, Math.Max(SeasonalD, SeasonalQ)))),
            Math.Min(Math.Min(P, D), Math.Min(Q, Math.Min(SeasonalP, Math.Min(SeasonalD, SeasonalQ)))));
        if (least < 0 || most > 100)
        {
            throw new ArgumentException($"{this} has an order below 0 or above 100.", "order");
        }

        if (SeasonalP + SeasonalD + SeasonalQ > 0 && Period < 2)
        {
            throw new ArgumentException($"{this} has seasonal terms; its period must be at least 2.", "order");
        }

        if (Constant && D + SeasonalD > 1)
        {
            throw new ArgumentException($"{this} is differenced more than once, which leaves no constant to estimate.", "order");
        }
    }
}
