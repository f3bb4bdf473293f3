namespace Kindred.Numerics.Clustering.Mixtures;

/// <summary>What shape the components of a <see cref="GaussianMixture"/> may have.</summary>
public enum CovarianceShape
{
    /// <summary>Each component has a covariance of its own: ellipsoids in any direction.</summary>
    Full,

    /// <summary>Columns are independent within a component: ellipsoids along the axes.</summary>
    Diagonal,
}

/// <summary>What <see cref="GaussianMixture"/> is asked for.</summary>
public sealed record GaussianMixtureOptions
{
    /// <summary>Number of components, at least 1 and at most the number of rows.</summary>
    public required int Components { get; init; }

    /// <summary>What shape they may have.</summary>
    public CovarianceShape Shape { get; init; } = CovarianceShape.Full;

    /// <summary>Fits from different k-means clusterings, at least 1; the likeliest is kept.</summary>
    public int Starts { get; init; } = 1;

    /// <summary>A component for each row to begin with, in place of k-means; there is then one start.</summary>
    public IReadOnlyList<int>? InitialLabels { get; init; }

    /// <summary>Most iterations a start may take.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>A start ends when the mean log-likelihood of a row changes by less than this.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Added to every variance, so that none vanishes; in squared units of the columns.</summary>
    public double Regularisation { get; init; } = 1e-6;

    /// <summary>From which all chance follows; start s has seed + s.</summary>
    public ulong Seed { get; init; } = 1;
}
