namespace Kindred.Numerics.Series;

/// <summary>How an error or a season acts on the level.</summary>
public enum Component
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It is added.</summary>
    Additive,

    /// <summary>It multiplies.</summary>
    Multiplicative,
}

/// <summary>The slope of an exponential smoothing model.</summary>
public enum Slope
{
    /// <summary>None: the level stays.</summary>
    None,

    /// <summary>A straight line.</summary>
    Straight,

    /// <summary>A line that flattens out.</summary>
    Damped,
}

/// <summary>The shape of an exponential smoothing model: ETS(error, slope, season).</summary>
/// <param name="Error">Additive or multiplicative.</param>
/// <param name="Slope">None, straight or damped; always added to the level.</param>
/// <param name="Season">None, additive or multiplicative.</param>
/// <param name="Period">Values in a cycle; 1 without season.</param>
public sealed record EtsModel(Component Error, Slope Slope, Component Season, int Period = 1)
{
    /// <summary>The usual notation: ETS(M,Ad,M).</summary>
    public override string ToString() => $"ETS({Letter(Error)},{(Slope == Slope.None ? "N" : Slope == Slope.Damped ? "Ad" : "A")},{Letter(Season)})";

    /// <summary>Smoothing parameters: α, then β, γ and φ where the model has them.</summary>
    internal int Smoothing => 1 + (Slope == Slope.None ? 0 : 1) + (Season == Component.None ? 0 : 1) + (Slope == Slope.Damped ? 1 : 0);

    /// <summary>Starting values that are estimated: level, slope and all seasons but one.</summary>
    internal int Starts => 1 + (Slope == Slope.None ? 0 : 1) + (Season == Component.None ? 0 : Period - 1);

    /// <summary>Whether the model only makes sense for values above 0.</summary>
    internal bool NeedsPositive => Error == Component.Multiplicative || Season == Component.Multiplicative;

    internal void Check()
    {
        if (Error == Component.None)
        {
            throw new ArgumentException("An exponential smoothing model has an error, additive or multiplicative.", nameof(Error));
        }

        if (Error == Component.Additive && Season == Component.Multiplicative)
        {
            throw new ArgumentException(
                $"{this} divides errors by seasons that may come close to 0, so that its forecasts have no variance; take a multiplicative error.",
                nameof(Season));
        }

        if (Season != Component.None && Period < 2)
        {
            throw new ArgumentException($"{this} has a season; its period must be at least 2.", nameof(Period));
        }
    }

    static char Letter(Component component) => component switch { Component.None => 'N', Component.Additive => 'A', _ => 'M' };
}

/// <summary>The numbers of an exponential smoothing model.</summary>
/// <param name="Alpha">How much of an error goes into the level, 0 to 1.</param>
/// <param name="Beta">How much of it goes into the slope, 0 to α.</param>
/// <param name="Gamma">How much of it goes into the season, 0 to 1 − α.</param>
/// <param name="Phi">What is left of the slope each step; 1 unless damped.</param>
/// <param name="Level">The level before the first value.</param>
/// <param name="Growth">The slope before the first value; 0 without one.</param>
/// <param name="Seasons">The seasons of the first cycle, first value first; they sum to 0, or to the period when they multiply.</param>
public sealed record EtsParameters(
    double Alpha, double Beta, double Gamma, double Phi, double Level, double Growth, double[] Seasons);
