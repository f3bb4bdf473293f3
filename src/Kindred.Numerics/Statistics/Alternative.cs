namespace Kindred.Numerics.Statistics;

/// <summary>What a test weighs against its null hypothesis.</summary>
public enum Alternative
{
    /// <summary>The first sample differs from the second in either direction.</summary>
    TwoSided,

    /// <summary>The first sample is smaller than the second.</summary>
    Less,

    /// <summary>The first sample is greater than the second.</summary>
    Greater,
}
