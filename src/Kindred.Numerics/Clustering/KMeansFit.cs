namespace Kindred.Numerics.Clustering;

/// <summary>What <see cref="KMeans"/> found.</summary>
/// <param name="Centres">k × d, the means of the clusters.</param>
/// <param name="Labels">For each row the number of its nearest centre, from 0.</param>
/// <param name="Inertia">Sum of squared distances from the rows to their centres.</param>
/// <param name="Iterations">Iterations over all rows that the kept start took.</param>
/// <param name="Converged">Whether it came to rest within the most iterations allowed.</param>
public sealed record KMeansFit(Matrix Centres, int[] Labels, double Inertia, int Iterations, bool Converged)
{
    /// <summary>The number of the nearest centre to each row; a tie goes to the lower number.</summary>
    /// <param name="points">Finite rows with as many columns as the centres.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    /// <exception cref="ArgumentException">The number of columns differs or a value is not finite or beyond ±10¹⁵.</exception>
    public int[] Predict(Matrix points, CancellationToken cancellation = default)
    {
        points.ThrowIfOtherColumns(Centres.Columns, nameof(points));
        points.ThrowIfNotSquarable(nameof(points));
        var (labels, tiles) = (new int[points.Rows], new DistanceTiles(Centres));
        RowBlocks.For(
            points.Rows, RowBlocks.Usual, (_, from, until) => tiles.Nearest(points, from, labels.AsSpan(from, until - from)), cancellation);
        return labels;
    }
}
