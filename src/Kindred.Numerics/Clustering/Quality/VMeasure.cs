namespace Kindred.Numerics.Clustering.Quality;

/// <summary>What <see cref="Agreement.VMeasure"/> found; each from 0 to 1, 1 for full agreement.</summary>
/// <param name="Homogeneity">Whether each found cluster holds rows of one reference cluster alone.</param>
/// <param name="Completeness">Whether each reference cluster lies in one found cluster.</param>
/// <param name="V">The harmonic mean of the two.</param>
public readonly record struct VMeasure(double Homogeneity, double Completeness, double V);
