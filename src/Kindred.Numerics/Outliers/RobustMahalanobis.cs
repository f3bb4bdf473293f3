using Kindred.Numerics.Series;
using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Outliers;

/// <summary>What <see cref="RobustMahalanobis.Fit"/> is asked for.</summary>
public sealed record RobustMahalanobisOptions
{
    /// <summary>The share of rows that must be ordinary, from 0.5 to 1; a little over half, (n + d + 1) / 2n, where null: the most robust.</summary>
    public double? OrdinaryShare { get; init; }

    /// <summary>Seed of the random starts.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Mahalanobis distances from a centre and covariance that outliers cannot pull: those of the minimum covariance determinant (FastMCD).</summary>
/// <remarks>
/// <para>Of all sets of h rows, the one whose covariance has the least determinant is sought; its covariance is multiplied by the median squared distance over the median of
/// χ² with d degrees of freedom; centre and covariance (over the number of rows) are then taken of all rows whose squared distance is below the 97.5 % quantile. Squared
/// distances of ordinary, normally distributed rows follow χ² with d degrees of freedom.</para>
/// <para>A concentration step takes O(n·d²). 500 starts search at most 1,500 rows, so many rows cost some tens of steps. Units play no part, but
/// skewness does: take logarithms of long tails first. Deterministic: start s draws from <c>new Rng(Seed + s)</c>.</para>
/// <para>Departures from scikit-learn's <c>MinCovDet</c>: the search is the paper's (starts of d + 1 rows; up to five sets of 300), so another local minimum may be found where
/// there are several; rows on a plane are refused, not inverted by pseudo-inverse; one column is searched like several (there, by the shortest half).</para>
/// <para>P. Rousseeuw and K. Van Driessen, "A fast algorithm for the minimum covariance determinant estimator", Technometrics 41 (1999).</para>
/// </remarks>
public static class RobustMahalanobis
{
    /// <summary>Finds the centre and covariance of the ordinary rows.</summary>
    /// <param name="points">n × d with n at least 2·d, finite.</param>
    /// <exception cref="ArgumentException">There are too few rows, a value is not finite, or h rows lie on a plane (as when most rows of
    /// a column are 0), so that no distance exists: leave out the column that the message names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public static RobustMahalanobisFit Fit(
        Matrix points, RobustMahalanobisOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new();
        var (n, d) = (points.Rows, points.Columns);
        points.ThrowIfFewerRows(Math.Max(2, 2 * d), nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        OptionRange.Require(options.OrdinaryShare is null or (>= 0.5 and <= 1), options.OrdinaryShare, "a share from 0.5 to 1");
        var least = (n + d + 2) / 2; // ⌈(n + d + 1) / 2⌉
        var kept = Math.Max(least, (int)((options.OrdinaryShare ?? 0) * n));
        ThrowIfMostlyOneValue(points, kept);

        var raw = new MinimumDeterminant(points, kept, options.Seed, cancellation).Find();
        ThrowIfFlat(raw, points, kept);
        var distances = new double[n];
        raw.SquaredDistances(points, distances, cancellation);
        var consistency = Selection.Median([.. distances]) / Distributions.ChiSquaredQuantile(0.5, d);
        var limit = consistency * Distributions.ChiSquaredQuantile(0.025, d);
        var ordinary = Enumerable.Range(0, n).Where(i => distances[i] < limit).ToArray();
        var final = Ellipsoid.Of(RowSample.Take(points, ordinary), cancellation);
        ThrowIfFlat(final, points, ordinary.Length);
        return new(raw, final, ordinary);
    }

    /// <summary>Names a column in which so many rows are equal that a covariance of h rows can be 0.</summary>
    static void ThrowIfMostlyOneValue(Matrix points, int kept)
    {
        var values = new double[points.Rows];
        for (var j = 0; j < points.Columns; j++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = points[i, j];
            }

            var median = Selection.Nth(values, values.Length / 2);
            var equal = values.Count(value => value == median);
            if (equal >= kept)
            {
                throw new ArgumentException(
                    $"Column {j} is {median} in {equal} of {values.Length} rows: the ordinary rows do not vary in it. Leave it out.", nameof(points));
            }
        }
    }

    static void ThrowIfFlat(Ellipsoid ellipsoid, Matrix points, int rows)
    {
        if (ellipsoid.FlatColumn >= 0)
        {
            throw new ArgumentException(
                $"In {rows} of {points.Rows} rows column {ellipsoid.FlatColumn} follows from the columns before it. Leave it out.", nameof(points));
        }
    }
}
