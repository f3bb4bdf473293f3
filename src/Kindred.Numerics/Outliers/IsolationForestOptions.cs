namespace Kindred.Numerics.Outliers;

/// <summary>What <see cref="IsolationForest.Fit"/> is asked for.</summary>
public sealed record IsolationForestOptions
{
    /// <summary>Number of trees, at least 1.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Rows drawn for each tree, without replacement, from 2 to 65,536; all rows where there are fewer.</summary>
    public int SampleRows { get; init; } = 256;

    /// <summary>Seed of the samples and the splits.</summary>
    public ulong Seed { get; init; }
}
