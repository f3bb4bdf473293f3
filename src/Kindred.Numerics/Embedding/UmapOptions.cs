namespace Kindred.Numerics.Embedding;

/// <summary>What <see cref="Umap.Fit"/> is asked for; the defaults are umap-learn's.</summary>
public sealed record UmapOptions
{
    /// <summary>Neighbours of a row, itself included, from 2 to n: few show detail, many the large shape.</summary>
    public int Neighbors { get; init; } = 15;

    /// <summary>How near points may lie on the map, from 0 to <see cref="Spread"/>.</summary>
    public double MinDistance { get; init; } = 0.1;

    /// <summary>The scale of the map, above 0.</summary>
    public double Spread { get; init; } = 1;

    /// <summary>Passes over the neighbourhoods, at least 10; where it is not given, 500 up to 10,000 rows and 200 beyond.</summary>
    public int? Epochs { get; init; }

    /// <summary>Seed of the points drawn to be repelled.</summary>
    public ulong Seed { get; init; }
}
