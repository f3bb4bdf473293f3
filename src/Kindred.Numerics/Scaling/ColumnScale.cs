using System.Numerics.Tensors;
using Kindred.Numerics.Series;

namespace Kindred.Numerics.Scaling;

/// <summary>A linear change of units for each column: (x − centre) / scale.</summary>
/// <remarks>
/// <para>Fitting reads each column by itself and passes over missing values (NaN), which stay missing when the scale is
/// applied. A column without spread gets scale 1 and a column without values centre 0 and scale 1, so nothing is
/// divided by 0. Sums are doubles; results are rounded once, to single precision, and infinite where they are beyond it.</para>
/// <para>Agrees with scikit-learn's <c>StandardScaler</c> (population standard deviation), <c>MinMaxScaler</c> and
/// <c>RobustScaler</c> (quantiles by linear interpolation) but for one thing: a column counts as constant when all its values
/// are equal, not when its variance is below a rounding bound.</para>
/// </remarks>
public sealed record ColumnScale
{
    readonly double[] _centres, _scales;

    /// <summary>The scale with the given centre and divisor of each column.</summary>
    /// <exception cref="ArgumentException">The two have different lengths, or hold a value that is not finite, or a divisor of 0.</exception>
    public ColumnScale(IReadOnlyList<double> centres, IReadOnlyList<double> scales)
    {
        (_centres, _scales) = ([.. centres], [.. scales]);
        if (_centres.Length != _scales.Length || !_centres.All(double.IsFinite) || !_scales.All(x => double.IsFinite(x) && x != 0))
        {
            throw new ArgumentException("Each column takes a finite centre and a finite scale that is not 0.", nameof(scales));
        }
    }

    /// <summary>What is subtracted from each column, in its own units.</summary>
    public IReadOnlyList<double> Centres => _centres;

    /// <summary>What each column is then divided by, in its own units; never 0.</summary>
    public IReadOnlyList<double> Scales => _scales;

    /// <summary>Mean 0 and standard deviation 1 (population formula, divided by n).</summary>
    /// <param name="points">n × d; NaN is a missing value.</param>
    /// <exception cref="ArgumentException">A value is infinite.</exception>
    public static ColumnScale ZScore(Matrix points)
    {
        points.ThrowIfInfinite(nameof(points));
        var (means, deviations) = ColumnMoments.Of(points);
        return new(means, deviations);
    }

    /// <summary>The range of each column onto [<paramref name="low"/>, <paramref name="high"/>].</summary>
    /// <param name="points">n × d; NaN is a missing value.</param>
    /// <param name="low">Where the least value goes.</param>
    /// <param name="high">Where the greatest value goes; a column without spread goes to <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">A value is infinite, or <paramref name="high"/> is not above <paramref name="low"/>.</exception>
    public static ColumnScale MinMax(Matrix points, double low = 0, double high = 1)
    {
        points.ThrowIfInfinite(nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        return EachColumn(points, values =>
        {
            var (least, greatest) = values.Length == 0 ? (0d, 0d) : (TensorPrimitives.Min<double>(values), TensorPrimitives.Max<double>(values));
            var scale = greatest > least ? (greatest - least) / (high - low) : 1;
            return (least - (low * scale), scale);
        });
    }

    /// <summary>Median 0 and a spread of 1 between two quantiles: by default the interquartile range.</summary>
    /// <param name="points">n × d; NaN is a missing value.</param>
    /// <param name="lower">The lower quantile, 0 ≤ lower &lt; upper.</param>
    /// <param name="upper">The upper quantile, at most 1.</param>
    /// <exception cref="ArgumentException">A value is infinite, or the quantiles are out of order or range.</exception>
    public static ColumnScale Robust(Matrix points, double lower = 0.25, double upper = 0.75)
    {
        points.ThrowIfInfinite(nameof(points));
        ArgumentOutOfRangeException.ThrowIfNegative(lower);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(upper, lower);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(upper, 1);
        return EachColumn(points, values =>
        {
            var spread = values.Length == 0 ? 0 : Quantile(values, upper) - Quantile(values, lower);
            return (values.Length == 0 ? 0 : Quantile(values, 0.5), spread > 0 ? spread : 1);
        });
    }

    /// <summary>The scaled values; NaN stays NaN.</summary>
    /// <param name="points">n × d with as many columns as the scale.</param>
    /// <exception cref="ArgumentException">The number of columns differs, or a value is infinite.</exception>
    public Matrix Apply(Matrix points) => Map(points, (x, j) => (x - _centres[j]) / _scales[j]);

    /// <summary>Values back in their own units, to rounding; NaN stays NaN.</summary>
    /// <param name="points">n × d with as many columns as the scale.</param>
    /// <exception cref="ArgumentException">The number of columns differs, or a value is infinite.</exception>
    public Matrix Inverse(Matrix points) => Map(points, (x, j) => (x * _scales[j]) + _centres[j]);

    /// <summary>Equal centres and equal scales.</summary>
    public bool Equals(ColumnScale? other) =>
        other is not null && _centres.AsSpan().SequenceEqual(other._centres) && _scales.AsSpan().SequenceEqual(other._scales);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_centres.Length, _centres.Sum(), _scales.Sum());

    Matrix Map(Matrix points, Func<double, int, double> change)
    {
        points.ThrowIfOtherColumns(_centres.Length, nameof(points));
        return ColumnMap.Apply(points, change);
    }

    /// <summary>Fits each column from its present values, which the fit may put in another order.</summary>
    static ColumnScale EachColumn(Matrix points, Func<double[], (double Centre, double Scale)> fit)
    {
        var (centres, scales) = (new double[points.Columns], new double[points.Columns]);
        RowBlocks.Each(points.Columns, j =>
        {
            (centres[j], scales[j]) = fit(Array.ConvertAll(ColumnMap.Present(points, j), value => (double)value));
        }, CancellationToken.None);
        return new(centres, scales);
    }

    /// <summary>Linear interpolation between order statistics (R's type 7, NumPy's default).</summary>
    static double Quantile(double[] values, double share)
    {
        var place = share * (values.Length - 1);
        var rank = (int)place;
        var below = Selection.Nth(values, rank); // no later value is less now
        var above = rank + 1 < values.Length ? TensorPrimitives.Min<double>(values.AsSpan(rank + 1)) : below;
        return below + ((place - rank) * (above - below));
    }
}
