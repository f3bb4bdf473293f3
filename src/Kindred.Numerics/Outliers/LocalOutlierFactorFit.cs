using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Outliers;

/// <summary>The factors of the rows fitted, and what new rows are compared with.</summary>
public sealed class LocalOutlierFactorFit
{
    readonly KdTree _tree;
    readonly float[] _radii;
    readonly double[] _densities;

    internal LocalOutlierFactorFit(KdTree tree, Neighborhoods found, float[] radii)
    {
        (_tree, _radii, Neighbors) = (tree, radii, found.Count);
        _densities = Densities(found, radii);
        Scores = Factors(found, _densities, _densities);
    }

    /// <summary>Neighbours that each row is compared with.</summary>
    public int Neighbors { get; }

    /// <summary>Columns that new rows must have.</summary>
    public int Columns => _tree.Columns;

    /// <summary>The factor of each fitted row, compared with other rows than itself.</summary>
    public IReadOnlyList<float> Scores { get; }

    /// <summary>The factor of each new row, compared with its neighbours among the fitted rows (an equal one is a neighbour).</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite or beyond ±10¹⁵.</exception>
    public float[] Score(Matrix points, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Columns, nameof(points));
        points.ThrowIfNotSquarable(nameof(points));
        var found = NearestNeighbors.Find(points, _tree, Neighbors, others: false, cancellation);
        return Factors(found, _densities, Densities(found, _radii));
    }

    /// <summary>The inverse of each query's mean reach.</summary>
    static double[] Densities(Neighborhoods found, float[] radii)
    {
        var (k, densities) = (found.Count, new double[found.Rows.Length / found.Count]);
        for (var i = 0; i < densities.Length; i++)
        {
            var reach = 0.0;
            for (var at = i * k; at < (i + 1) * k; at++)
            {
                reach += Math.Max(found.Distances[at], radii[found.Rows[at]]);
            }

            densities[i] = 1 / ((reach / k) + 1e-10);
        }

        return densities;
    }

    /// <summary>The mean density of each query's neighbours over its own.</summary>
    static float[] Factors(Neighborhoods found, double[] densities, double[] own)
    {
        var (k, factors) = (found.Count, new float[own.Length]);
        for (var i = 0; i < factors.Length; i++)
        {
            var sum = 0.0;
            for (var at = i * k; at < (i + 1) * k; at++)
            {
                sum += densities[found.Rows[at]];
            }

            factors[i] = (float)(sum / k / own[i]);
        }

        return factors;
    }
}
