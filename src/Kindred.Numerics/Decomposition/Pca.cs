using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Kindred.Numerics.Decomposition;

/// <summary>Principal component analysis: the orthogonal directions along which centred rows vary most.</summary>
/// <remarks>
/// <para>Tall data: eigenvectors of the covariance matrix, whose sums are taken in double precision over centred values.
/// Wide data: randomised subspace iteration, V ← orth(AᵀA·V), and the eigenvectors of VᵀAᵀA·V (Rayleigh–Ritz), which needs no
/// d × d matrix. Neither depends on the number of cores: sums are taken in fixed blocks and added in block order.</para>
/// <para>Time O(n·d²/2 + d³) or O(passes·n·d·(k + oversampling)); memory O(d²) for each of at most 64 blocks, or O(d·k).</para>
/// <para>Columns are centred, not scaled: standardise first where units differ. Departures from scikit-learn's <c>PCA</c>: the sign of a
/// component follows its largest entry (as scikit-learn does from 1.5 on), not the scores; the randomised solver iterates on AᵀA and so
/// finds variances rather than singular values; all-equal rows give ratios of 0, not NaN.</para>
/// <para>K. Pearson, "On lines and planes of closest fit", Phil. Mag. 2 (1901); N. Halko, P.-G. Martinsson and J. Tropp, "Finding structure
/// with randomness", SIAM Review 53 (2011).</para>
/// </remarks>
public static class Pca
{
    const int WidestCovariance = 512;

    /// <summary>Fits components to the rows of <paramref name="points"/>.</summary>
    /// <param name="points">n × d with n at least 2, finite.</param>
    /// <exception cref="ArgumentException">There are fewer than two rows, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More components are asked for than the smaller of rows and columns, or an option is out of range.</exception>
    public static PcaFit Fit(Matrix points, PcaOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        points.ThrowIfFewerRows(2, nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Components, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Components, Math.Min(points.Rows, points.Columns));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Oversampling);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Passes, 1);
        points.ThrowIfNotFinite(nameof(points));

        var means = Scatter.Means(points, cancellation);
        return options.Solver == PcaSolver.Randomised || (options.Solver == PcaSolver.Auto && points.Columns > WidestCovariance)
            ? FitRandomised(points, means, options, cancellation)
            : FitCovariance(points, means, options.Components, cancellation);
    }

    static PcaFit FitCovariance(Matrix points, double[] means, int components, CancellationToken cancellation)
    {
        var d = points.Columns;
        var scatter = Scatter.Full(points, means, cancellation);
        var total = 0.0;
        for (var j = 0; j < d; j++)
        {
            total += scatter[(j * d) + j];
        }

        var (values, vectors) = Eigen(scatter, d);
        return Describe(means, values, vectors, d, components, total, points.Rows);
    }

    static PcaFit FitRandomised(Matrix points, double[] means, PcaOptions options, CancellationToken cancellation)
    {
        var d = points.Columns;
        var width = (int)Math.Min((long)options.Components + options.Oversampling, Math.Min(points.Rows, d));
        var rng = new Rng(options.Seed);
        var basis = new double[width * d]; // one direction a row
        for (var i = 0; i < basis.Length; i++)
        {
            basis[i] = rng.NextNormal();
        }

        var image = new double[width * d];
        var total = 0.0;
        for (var pass = 0; pass < options.Passes; pass++)
        {
            Orthonormalise(basis, width, d, rng);
            total = Scatter.Times(points, means, basis, image, cancellation);
            if (pass < options.Passes - 1)
            {
                (basis, image) = (image, basis);
            }
        }

        var small = new double[width * width];
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < width; j++)
            {
                small[(i * width) + j] = TensorPrimitives.Dot<double>(basis.AsSpan(i * d, d), image.AsSpan(j * d, d));
            }
        }

        var (values, rotations) = Eigen(small, width);
        var vectors = new double[options.Components * d];
        for (var c = 0; c < options.Components; c++)
        {
            var vector = vectors.AsSpan(c * d, d);
            for (var i = 0; i < width; i++)
            {
                TensorPrimitives.MultiplyAdd(basis.AsSpan(i * d, d), rotations[(c * width) + i], vector, vector);
            }
        }

        return Describe(means, values, vectors, d, options.Components, total, points.Rows);
    }

    /// <summary>Eigenvalues of a symmetric matrix in falling order, and the unit eigenvectors, one a row.</summary>
    static (double[] Values, double[] Vectors) Eigen(double[] symmetric, int size)
    {
        var evd = Matrix<double>.Build.Dense(size, size, symmetric).Evd(Symmetricity.Symmetric);
        var (values, vectors) = (new double[size], new double[size * size]);
        for (var c = 0; c < size; c++)
        {
            values[c] = evd.EigenValues[size - 1 - c].Real;
            evd.EigenVectors.Column(size - 1 - c).AsArray().CopyTo(vectors, c * size);
        }

        return (values, vectors);
    }

    static PcaFit Describe(double[] means, double[] values, double[] vectors, int d, int components, double total, int rows)
    {
        var axes = new Matrix(components, d);
        var variances = new double[components];
        for (var c = 0; c < components; c++)
        {
            var vector = vectors.AsSpan(c * d, d);
            var sign = vector[TensorPrimitives.IndexOfMaxMagnitude<double>(vector)] < 0 ? -1 : 1;
            for (var j = 0; j < d; j++)
            {
                axes[c, j] = (float)(sign * vector[j]);
            }

            // Rounding can leave the variance along a direction without spread a little below 0.
            variances[c] = Math.Max(0, values[c]) / (rows - 1);
        }

        return new() { Means = means, Components = axes, ExplainedVariance = variances, TotalVariance = total / (rows - 1) };
    }

    /// <summary>Makes the rows of <paramref name="basis"/> orthonormal, by Gram–Schmidt taken twice; a row that the ones before it span is drawn anew.</summary>
    static void Orthonormalise(double[] basis, int width, int d, Rng rng)
    {
        for (var i = 0; i < width; i++)
        {
            var row = basis.AsSpan(i * d, d);
            var before = TensorPrimitives.Norm<double>(row);
            for (var j = 0; j < 2 * i; j++)
            {
                var other = basis.AsSpan(j % i * d, d);
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(row, other), row, row);
            }

            var norm = TensorPrimitives.Norm<double>(row);
            if (norm > 1e-10 * before)
            {
                TensorPrimitives.Divide(row, norm, row);
                continue;
            }

            for (var j = 0; j < d; j++)
            {
                row[j] = rng.NextNormal();
            }

            i--;
        }
    }
}
