namespace Kindred.Numerics.Clustering.Mixtures;

/// <summary>A mixture's components, ready to be evaluated.</summary>
sealed class MixtureDensity
{
    const int BlockRows = 2048;

    /// <exception cref="ArgumentException">A covariance is singular.</exception>
    public MixtureDensity(IReadOnlyList<GaussianComponent> components, CovarianceShape shape) =>
        (Shape, Parts) = (shape, [.. components.Select((component, c) => Part(component, shape, c))]);

    /// <summary>The shape of all components.</summary>
    public CovarianceShape Shape { get; }

    /// <summary>The components.</summary>
    public DensityPart[] Parts { get; }

    /// <summary>The likeliest component and the logarithm of the density of each row, and, where asked for, all probabilities.</summary>
    public (int[] Labels, double[] LogDensities) Expect(Matrix points, Matrix? probabilities, CancellationToken cancellation)
    {
        var (labels, logs) = (new int[points.Rows], new double[points.Rows]);
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            var tile = new MixtureTile(this);
            for (var first = from; first < until; first += MixtureTile.Rows)
            {
                var count = Math.Min(MixtureTile.Rows, until - first);
                tile.Load(points, first, count);
                tile.Expect();
                tile.LogDensities[..count].CopyTo(logs.AsSpan(first));
                for (var r = 0; r < count; r++)
                {
                    labels[first + r] = tile.Likeliest(r);
                    for (var c = 0; probabilities is not null && c < Parts.Length; c++)
                    {
                        probabilities[first + r, c] = (float)tile.Probability(c, r);
                    }
                }
            }
        }, cancellation);
        return (labels, logs);
    }

    static DensityPart Part(GaussianComponent component, CovarianceShape shape, int number)
    {
        var d = component.Mean.Count;
        var factor = shape == CovarianceShape.Full ? InverseCholesky(component.Covariance, number) : InverseDeviations(component.Covariance, number);
        var diagonal = Enumerable.Range(0, d).Sum(j => Math.Log(factor[shape == CovarianceShape.Full ? (j * (j + 1) / 2) + j : j]));
        var constant = Math.Log(component.Weight) + diagonal - (d / 2.0 * Math.Log(2 * Math.PI));
        return new([.. component.Mean], factor, constant);
    }

    static double[] InverseDeviations(double[,] covariance, int number) =>
        [.. Enumerable.Range(0, covariance.GetLength(0)).Select(j => 1 / Math.Sqrt(Positive(covariance[j, j], number)))];

    /// <summary>The inverse of the lower Cholesky factor, row after row of the lower triangle.</summary>
    static double[] InverseCholesky(double[,] covariance, int number)
    {
        var d = covariance.GetLength(0);
        var (lower, inverse) = (new double[d, d], new double[d * (d + 1) / 2]);
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = covariance[i, j];
                for (var t = 0; t < j; t++)
                {
                    rest -= lower[i, t] * lower[j, t];
                }

                lower[i, j] = i == j ? Math.Sqrt(Positive(rest, number)) : rest / lower[j, j];
            }

            for (var j = 0; j <= i; j++)
            {
                var sum = i == j ? 1.0 : 0;
                for (var t = j; t < i; t++)
                {
                    sum -= lower[i, t] * inverse[(t * (t + 1) / 2) + j];
                }

                inverse[(i * (i + 1) / 2) + j] = sum / lower[i, i];
            }
        }

        return inverse;
    }

    static double Positive(double variance, int number) =>
        variance > 0 && double.IsFinite(variance)
            ? variance
            : throw new ArgumentException(
                $"The covariance of component {number} is singular: scale the columns, drop columns that follow from others, or raise the regularisation.",
                nameof(variance));
}

/// <summary>One component: its mean, the inverse factor of its covariance (lower triangle, or diagonal), and what does not depend on the row.</summary>
sealed record DensityPart(double[] Mean, double[] Factor, double Constant);
