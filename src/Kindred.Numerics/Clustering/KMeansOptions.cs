namespace Kindred.Numerics.Clustering;

/// <summary>What <see cref="KMeans"/> is asked for.</summary>
public sealed record KMeansOptions
{
    /// <summary>Number of clusters, at least 1 and at most the number of rows.</summary>
    public required int Clusters { get; init; }

    /// <summary>Independent k-means++ starts, at least 1; the one with the least inertia is kept.</summary>
    public int Starts { get; init; } = 10;

    /// <summary>Centres to start from in place of k-means++, as many as clusters; there is then one start.</summary>
    public Matrix? InitialCentres { get; init; }

    /// <summary>Most iterations a start may take.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>A start ends when the centres' squared moves add up to at most this times the mean variance of the columns.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>
    /// With more rows than this, the starts are tried on a random sample of so many rows; of the best three outcomes the one with the
    /// least inertia over all rows goes on there: much faster at the same quality. 0 runs every start on all rows.
    /// </summary>
    public int TrialRows { get; init; } = 50_000;

    /// <summary>From which all chance follows.</summary>
    public ulong Seed { get; init; } = 1;
}
