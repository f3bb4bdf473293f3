using System.Numerics.Tensors;

namespace Kindred.Numerics.Decomposition;

/// <summary>Principal components in order of falling variance.</summary>
public sealed record PcaFit
{
    const int BlockRows = 4096;

    /// <summary>The mean of each column (d).</summary>
    public required IReadOnlyList<double> Means { get; init; }

    /// <summary>Unit vectors, one a row (k × d). In each, the entry largest in absolute value is positive (the first, in a tie).</summary>
    public required Matrix Components { get; init; }

    /// <summary>Variance along each component, with n − 1 in the denominator, in the columns' squared units (k).</summary>
    public required IReadOnlyList<double> ExplainedVariance { get; init; }

    /// <summary>The sum of the variances of all columns, whether explained or not.</summary>
    public required double TotalVariance { get; init; }

    /// <summary>Share of the total variance along each component (k); all 0 where every row is the same.</summary>
    public IReadOnlyList<double> ExplainedVarianceRatio =>
        [.. ExplainedVariance.Select(variance => TotalVariance > 0 ? variance / TotalVariance : 0)];

    /// <summary>Each component times the standard deviation along it (k × d): the covariance of a column with the standardised
    /// score, which is their correlation where the columns were standardised.</summary>
    public Matrix Loadings()
    {
        var loadings = Components.Copy();
        for (var c = 0; c < loadings.Rows; c++)
        {
            TensorPrimitives.Multiply(loadings.Row(c), (float)Math.Sqrt(ExplainedVariance[c]), loadings.Row(c));
        }

        return loadings;
    }

    /// <summary>Scores of <paramref name="points"/> along each component (rows × k): the centred row times the component.</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public Matrix Transform(Matrix points, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Components.Columns, nameof(points));
        points.ThrowIfNotFinite(nameof(points));

        var (k, d) = (Components.Rows, Components.Columns);
        var (means, axes) = (Means.ToArray(), new double[k * d]);
        TensorPrimitives.ConvertTruncating<float, double>(Components.Values, axes);
        var scores = new Matrix(points.Rows, k);
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            var centred = new double[d];
            for (var i = from; i < until; i++)
            {
                TensorPrimitives.ConvertTruncating<float, double>(points.Row(i), centred);
                TensorPrimitives.Subtract(centred, means, centred);
                for (var c = 0; c < k; c++)
                {
                    scores[i, c] = (float)TensorPrimitives.Dot<double>(centred, axes.AsSpan(c * d, d));
                }
            }
        }, cancellation);
        return scores;
    }
}
