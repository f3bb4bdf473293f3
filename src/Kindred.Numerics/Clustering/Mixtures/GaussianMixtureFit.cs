namespace Kindred.Numerics.Clustering.Mixtures;

/// <summary>One component of a mixture.</summary>
/// <param name="Weight">Its share of the rows; the weights add up to 1.</param>
/// <param name="Mean">d values.</param>
/// <param name="Covariance">d × d, symmetric; 0 off the diagonal where the shape is <see cref="CovarianceShape.Diagonal"/>.</param>
public sealed record GaussianComponent(double Weight, IReadOnlyList<double> Mean, double[,] Covariance);

/// <summary>What <see cref="GaussianMixture"/> found.</summary>
public sealed record GaussianMixtureFit
{
    readonly MixtureDensity _density;

    internal GaussianMixtureFit(GaussianComponent[] components, CovarianceShape shape, int rows, double logLikelihood)
    {
        (Components, Shape, Rows, LogLikelihood) = (components, shape, rows, logLikelihood);
        _density = new(components, shape);
    }

    /// <summary>The components, in the order of the clusters they began from.</summary>
    public IReadOnlyList<GaussianComponent> Components { get; }

    /// <summary>What shape they have.</summary>
    public CovarianceShape Shape { get; }

    /// <summary>How many rows it was fitted on.</summary>
    public int Rows { get; }

    /// <summary>Mean natural logarithm of the density at a row it was fitted on.</summary>
    public double LogLikelihood { get; }

    /// <summary>The likeliest component of each row it was fitted on; a tie goes to the lower number.</summary>
    public required int[] Labels { get; init; }

    /// <summary>Iterations that the kept start took.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether it came to rest within the most iterations allowed.</summary>
    public required bool Converged { get; init; }

    /// <summary>How many numbers were fitted: weights, means and covariances.</summary>
    public int Parameters
    {
        get
        {
            var (k, d) = (Components.Count, Components[0].Mean.Count);
            return k - 1 + (k * d) + (k * (Shape == CovarianceShape.Full ? d * (d + 1) / 2 : d));
        }
    }

    /// <summary>Schwarz's criterion, −2·ln L + parameters·ln n: the mixture with the least is to be preferred.</summary>
    public double Bic => (-2 * Rows * LogLikelihood) + (Parameters * Math.Log(Rows));

    /// <summary>Akaike's criterion, −2·ln L + 2·parameters: more generous to further components than <see cref="Bic"/>.</summary>
    public double Aic => (-2 * Rows * LogLikelihood) + (2 * Parameters);

    /// <summary>The likeliest component of each row; a tie goes to the lower number.</summary>
    /// <param name="points">Finite rows with as many columns as the means.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    /// <exception cref="ArgumentException">The number of columns differs or a value is not finite.</exception>
    public int[] Predict(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        return _density.Expect(points, null, cancellation).Labels;
    }

    /// <summary>How probable each component is for each row: n × k, rows add up to 1.</summary>
    /// <inheritdoc cref="Predict"/>
    public Matrix Probabilities(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        var probabilities = new Matrix(points.Rows, Components.Count);
        _density.Expect(points, probabilities, cancellation);
        return probabilities;
    }

    /// <summary>The natural logarithm of the mixture's density at each row: low where a row is unlike all it was fitted on.</summary>
    /// <inheritdoc cref="Predict"/>
    public double[] LogDensities(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        return _density.Expect(points, null, cancellation).LogDensities;
    }

    void Check(Matrix points)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Components[0].Mean.Count, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
    }
}
