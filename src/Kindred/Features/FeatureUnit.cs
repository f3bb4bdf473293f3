namespace Kindred.Features;

/// <summary>How a feature's value is written.</summary>
public enum FeatureUnit
{
    Number,
    Count,
    Money,
    Share,
    Days,
    Hours,
    Minutes,
    Seconds,
}
