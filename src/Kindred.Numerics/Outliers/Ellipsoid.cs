using System.Numerics.Tensors;
using Kindred.Numerics.Decomposition;

namespace Kindred.Numerics.Outliers;

/// <summary>A location and a covariance, and how far rows are from the one in units of the other.</summary>
sealed class Ellipsoid
{
    const double LeastPivot = 1e-12; // as a share of a column's variance; rounding to single precision leaves about 10⁻¹⁴

    readonly double[] _unfold; // L⁻¹ of the Cholesky factor L of the covariance, row by row

    internal Ellipsoid(double[] location, double[] covariance)
    {
        (Location, Covariance, _unfold) = (location, covariance, new double[covariance.Length]);
        Factor();
    }

    internal double[] Location { get; }

    /// <summary>Mean products of deviations (d × d).</summary>
    internal double[] Covariance { get; }

    /// <summary>ln det of the covariance; −∞ where the rows lie on a plane.</summary>
    internal double LogDeterminant { get; private set; }

    /// <summary>The first column that follows from those before it; −1 where none does.</summary>
    internal int FlatColumn { get; private set; } = -1;

    /// <summary>Mean and covariance (over n) of all rows.</summary>
    internal static Ellipsoid Of(Matrix points, CancellationToken cancellation)
    {
        var means = Scatter.Means(points, cancellation);
        var covariance = Scatter.Full(points, means, cancellation);
        TensorPrimitives.Divide(covariance, (double)points.Rows, covariance);
        return new(means, covariance);
    }

    /// <summary>Squared Mahalanobis distances of the rows.</summary>
    internal void SquaredDistances(Matrix points, double[] distances, CancellationToken cancellation)
    {
        var d = points.Columns;
        RowBlocks.For(points.Rows, RowBlocks.Usual, (_, from, until) =>
        {
            var row = new double[d];
            for (var i = from; i < until; i++)
            {
                TensorPrimitives.ConvertTruncating<float, double>(points.Row(i), row);
                TensorPrimitives.Subtract(row, Location, row);
                var sum = 0.0;
                for (var j = 0; j < d; j++)
                {
                    var turned = TensorPrimitives.Dot<double>(_unfold.AsSpan(j * d, j + 1), row.AsSpan(0, j + 1));
                    sum += turned * turned;
                }

                distances[i] = sum;
            }
        }, cancellation);
    }

    /// <summary>Cholesky's factor L, the logarithm of its determinant, and L⁻¹ by forward substitution, column by column.</summary>
    void Factor()
    {
        var (d, factor) = (Location.Length, (double[])[.. Covariance]);
        for (var j = 0; j < d; j++)
        {
            var above = factor.AsSpan(j * d, j);
            var pivot = Covariance[(j * d) + j] - TensorPrimitives.SumOfSquares<double>(above);
            if (!(pivot > LeastPivot * Covariance[(j * d) + j]))
            {
                (LogDeterminant, FlatColumn) = (double.NegativeInfinity, j);
                return;
            }

            var root = factor[(j * d) + j] = Math.Sqrt(pivot);
            LogDeterminant += Math.Log(pivot);
            for (var i = j + 1; i < d; i++)
            {
                factor[(i * d) + j] = (Covariance[(i * d) + j] - TensorPrimitives.Dot<double>(factor.AsSpan(i * d, j), above)) / root;
            }
        }

        for (var j = 0; j < d; j++)
        {
            _unfold[(j * d) + j] = 1 / factor[(j * d) + j];
            for (var i = j + 1; i < d; i++)
            {
                var sum = 0.0;
                for (var k = j; k < i; k++)
                {
                    sum += factor[(i * d) + k] * _unfold[(k * d) + j];
                }

                _unfold[(i * d) + j] = -sum / factor[(i * d) + i];
            }
        }
    }
}
