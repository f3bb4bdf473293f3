namespace Kindred.Numerics.Decomposition;

/// <summary>How <see cref="Pca.Fit"/> finds the components.</summary>
public enum PcaSolver
{
    /// <summary><see cref="Covariance"/> up to 512 columns, <see cref="Randomised"/> beyond.</summary>
    Auto,

    /// <summary>All eigenvectors of the d × d covariance matrix: exact, O(n·d² + d³).</summary>
    Covariance,

    /// <summary>Subspace iteration from a random start: O(n·d·k) a pass over the data, and no d × d matrix.</summary>
    Randomised,
}

/// <summary>What <see cref="Pca.Fit"/> is asked for.</summary>
public sealed record PcaOptions
{
    /// <summary>Number of components, from 1 to the smaller of rows and columns.</summary>
    public int Components { get; init; } = 2;

    /// <summary>How the components are found.</summary>
    public PcaSolver Solver { get; init; } = PcaSolver.Auto;

    /// <summary>Randomised only: directions carried beyond <see cref="Components"/>, to speed up convergence.</summary>
    public int Oversampling { get; init; } = 10;

    /// <summary>Randomised only: passes of the subspace iteration over the data.</summary>
    public int Passes { get; init; } = 7;

    /// <summary>Randomised only: seed of the starting directions.</summary>
    public ulong Seed { get; init; }
}
