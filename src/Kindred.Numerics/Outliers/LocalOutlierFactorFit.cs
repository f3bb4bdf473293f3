using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Outliers;

/// <summary>The factors of the rows fitted, and what new rows are compared with.</summary>
public sealed class LocalOutlierFactorFit
{
    readonly Matrix _points;
    readonly KdTree _tree;
    readonly Neighborhoods _found;
    readonly float[] _radii;
    readonly double[] _densities;

    internal LocalOutlierFactorFit(Matrix points, KdTree tree, Neighborhoods found, float[] radii)
    {
        (_points, _tree, _found, _radii) = (points, tree, found, radii);
        _densities = Densities(found, radii);
        Scores = Factors(found, _densities, _densities);
    }

    /// <summary>Neighbours that each row is compared with.</summary>
    public int Neighbors => _found.Count;

    /// <summary>Columns that new rows must have.</summary>
    public int Columns => _tree.Columns;

    /// <summary>The factor of each fitted row, compared with other rows than itself.</summary>
    public IReadOnlyList<float> Scores { get; }

    /// <summary>The factor of each new row, compared with its neighbours among the fitted rows (an equal one is a neighbour).</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite or beyond ±10¹⁵.</exception>
    public float[] Score(Matrix points, CancellationToken cancellation = default)
    {
        var found = Find(points, cancellation);
        return Factors(found, _densities, Densities(found, _radii));
    }

    /// <summary>What each column adds to the factor of each fitted row (rows × d).</summary>
    /// <remarks>A factor is the row's mean reach times the mean density of its neighbours. Each reach is parted among the columns as the squared distance to the neighbour
    /// is (evenly where that is 0), so a row's contributions are 0 or more and add up to its factor. The paper has no such parts; they are defined here.</remarks>
    public Matrix Contributions(CancellationToken cancellation = default) => Part(_points, _found, cancellation);

    /// <summary>What each column adds to the factor of each new row (rows × d), as <see cref="Contributions(CancellationToken)"/>.</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite or beyond ±10¹⁵.</exception>
    public Matrix Contributions(Matrix points, CancellationToken cancellation = default) => Part(points, Find(points, cancellation), cancellation);

    Neighborhoods Find(Matrix points, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Columns, nameof(points));
        points.ThrowIfNotSquarable(nameof(points));
        return NearestNeighbors.Find(points, _tree, Neighbors, others: false, cancellation);
    }

    Matrix Part(Matrix points, Neighborhoods found, CancellationToken cancellation)
    {
        var parts = new Matrix(points.Rows, Columns);
        RowBlocks.For(points.Rows, RowBlocks.Usual, (_, from, until) =>
        {
            var (sums, squares) = (new double[Columns], new double[Columns]);
            for (var i = from; i < until; i++)
            {
                Array.Clear(sums);
                var density = 0.0;
                for (var at = i * Neighbors; at < (i + 1) * Neighbors; at++)
                {
                    var other = found.Rows[at];
                    density += _densities[other] / Neighbors;
                    AddReach(points.Row(i), _points.Row(other), Math.Max(found.Distances[at], _radii[other]) / Neighbors, squares, sums);
                }

                for (var j = 0; j < Columns; j++)
                {
                    parts[i, j] = (float)(density * sums[j]);
                }
            }
        }, cancellation);
        return parts;
    }

    /// <summary>Parts a reach among the columns.</summary>
    static void AddReach(ReadOnlySpan<float> row, ReadOnlySpan<float> other, double reach, double[] squares, double[] sums)
    {
        var all = 0.0;
        for (var j = 0; j < squares.Length; j++)
        {
            squares[j] = ((double)row[j] - other[j]) * ((double)row[j] - other[j]);
            all += squares[j];
        }

        for (var j = 0; j < squares.Length; j++)
        {
            sums[j] += reach * (all > 0 ? squares[j] / all : 1.0 / squares.Length);
        }
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
