namespace Kindred.Numerics.Statistics;

/// <summary>The ends of a confidence or credible interval; an end is infinite where the interval is one-sided.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether <paramref name="value"/> lies between the ends, the ends included.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}
