namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>How far apart two clusters are, from the Euclidean distances of their rows.</summary>
public enum Linkage
{
    /// <summary>√(2·n₁·n₂ / (n₁ + n₂)) times the distance of the means: what joining adds to the sum of squares within.</summary>
    Ward,

    /// <summary>The least distance of a row of one from a row of the other: clusters may be chains.</summary>
    Single,

    /// <summary>The greatest distance of a row of one from a row of the other: clusters are compact.</summary>
    Complete,

    /// <summary>The mean distance of the rows of one from those of the other (UPGMA).</summary>
    Average,
}
