using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Kindred.Numerics.Outliers;

/// <summary>Where the ordinary rows lie and how they vary, which scores rows and tells which columns set them apart.</summary>
public sealed class RobustMahalanobisFit
{
    readonly Ellipsoid _raw, _final;
    readonly double[] _whiten; // R^(−1/2) with R the correlations, its column j divided by the deviation of column j

    internal RobustMahalanobisFit(Ellipsoid raw, Ellipsoid final, int[] ordinary) =>
        (_raw, _final, Ordinary, _whiten) = (raw, final, ordinary, Whitening(final.Covariance, final.Location.Length));

    /// <summary>Columns the rows must have.</summary>
    public int Columns => _final.Location.Length;

    /// <summary>The centre of the ordinary rows.</summary>
    public IReadOnlyList<double> Location => _final.Location;

    /// <summary>Their covariance, row by row (d × d).</summary>
    public IReadOnlyList<double> Covariance => _final.Covariance;

    /// <summary>The centre of the h rows with the least determinant found.</summary>
    public IReadOnlyList<double> RawLocation => _raw.Location;

    /// <summary>The covariance of those h rows, row by row (d × d).</summary>
    public IReadOnlyList<double> RawCovariance => _raw.Covariance;

    /// <summary>The rows found ordinary, in rising order.</summary>
    public IReadOnlyList<int> Ordinary { get; }

    /// <summary>The squared Mahalanobis distance of each row; compare with χ² of d degrees of freedom. Infinite beyond single precision.</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public float[] Score(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        var distances = new double[points.Rows];
        _final.SquaredDistances(points, distances, cancellation);
        return Array.ConvertAll(distances, distance => (float)distance);
    }

    /// <summary>What each column adds to each row's squared distance (rows × d), 0 or more.</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <remarks>The corr-max partition: the squares of the uncorrelated variables of variance 1 that, taken together, correlate best with the columns they stand
    /// for, R^(−1/2)·(x − location)/deviation. A row's contributions add up to its score. P. Garthwaite and I. Koch, "Evaluating the contributions of individual
    /// variables to a quadratic form", Australian and New Zealand Journal of Statistics 58 (2016).</remarks>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public Matrix Contributions(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        var contributions = new Matrix(points.Rows, Columns);
        RowBlocks.For(points.Rows, RowBlocks.Usual, (_, from, until) =>
        {
            var row = new double[Columns];
            for (var i = from; i < until; i++)
            {
                TensorPrimitives.ConvertTruncating<float, double>(points.Row(i), row);
                TensorPrimitives.Subtract(row, _final.Location, row);
                for (var j = 0; j < Columns; j++)
                {
                    var white = TensorPrimitives.Dot<double>(_whiten.AsSpan(j * Columns, Columns), row);
                    contributions[i, j] = (float)(white * white);
                }
            }
        }, cancellation);
        return contributions;
    }

    static double[] Whitening(double[] covariance, int d)
    {
        var deviations = Enumerable.Range(0, d).Select(j => Math.Sqrt(covariance[(j * d) + j])).ToArray();
        var correlations = DenseMatrix.Create(d, d, (i, j) => covariance[(i * d) + j] / (deviations[i] * deviations[j]));
        var evd = correlations.Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric);
        var roots = DenseMatrix.CreateDiagonal(d, d, j => 1 / Math.Sqrt(evd.EigenValues[j].Real));
        var root = evd.EigenVectors * roots * evd.EigenVectors.Transpose();
        return [.. Enumerable.Range(0, d * d).Select(at => root[at / d, at % d] / deviations[at % d])];
    }

    void Check(Matrix points)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Columns, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
    }
}
