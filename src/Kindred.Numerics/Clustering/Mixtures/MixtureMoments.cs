using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Clustering.Mixtures;

/// <summary>What the rows of a block add up to, a component: their shares, and the weighted sums of offsets from the mean and of products of these.</summary>
sealed class MixtureMoments
{
    readonly int _columns, _products;
    readonly Vector512<double>[] _first, _second;

    public MixtureMoments(MixtureDensity density)
    {
        var (components, d) = (density.Parts.Length, density.Parts[0].Mean.Length);
        (_columns, _products) = (d, density.Shape == CovarianceShape.Full ? d * (d + 1) / 2 : d);
        (Counts, _first, _second) = (new Vector512<double>[components], new Vector512<double>[components * d], new Vector512<double>[components * _products]);
    }

    /// <summary>Sums of shares.</summary>
    public Vector512<double>[] Counts { get; }

    /// <summary>Sums of the logarithms of densities.</summary>
    public double LogDensity { get; set; }

    /// <summary>A component's sums of offsets.</summary>
    public Span<Vector512<double>> FirstOf(int component) => _first.AsSpan(component * _columns, _columns);

    /// <summary>A component's sums of products: of column 0 with 0, 1 with 0, 1 with 1, and so on; of each column with itself alone where the shape is diagonal.</summary>
    public Span<Vector512<double>> SecondOf(int component) => _second.AsSpan(component * _products, _products);

    /// <summary>All sums as plain numbers: counts, then offsets, then products, and the log-density last.</summary>
    public double[] ToNumbers() =>
        [.. Counts.Select(Vector512.Sum), .. _first.Select(Vector512.Sum), .. _second.Select(Vector512.Sum), LogDensity];
}
