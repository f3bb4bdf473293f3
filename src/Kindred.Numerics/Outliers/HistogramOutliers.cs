using System.Numerics.Tensors;

namespace Kindred.Numerics.Outliers;

/// <summary>What <see cref="HistogramOutliers.Fit"/> is asked for.</summary>
public sealed record HistogramOutlierOptions
{
    /// <summary>Bins a column, from 1 to 65,536; √n, rounded up, where null.</summary>
    public int? Bins { get; init; }
}

/// <summary>HBOS, histogram-based outlier score: rows whose values are rare, column by column, are unusual.</summary>
/// <remarks>
/// <para>Each column has a histogram of equal bins from its least to its greatest value, scaled so that its highest bar is 1. A row's score is
/// Σ −ln(height of its bar), that is, up to a constant, the negative log density if columns were independent. 0 is the most ordinary row possible.</para>
/// <para>O(n·d) time and O(bins·d) memory, the fastest of the detectors here; what is only unusual as a combination it does not see. Scale plays no part, but
/// shape does: a long tail puts most rows in one bar, so take the logarithm of such a column first.</para>
/// <para>The same bits on any number of cores. Departure from the paper: half a row is added to every bar, so that an empty bar, or a value outside
/// the fitted range, has a finite score; bins of equal content ("dynamic bandwidth") are left out. A column of one value adds 0 there and
/// an empty bar's score elsewhere.</para>
/// <para>M. Goldstein and A. Dengel, "Histogram-based outlier score (HBOS): a fast unsupervised anomaly detection algorithm", KI (2012).</para>
/// </remarks>
public static class HistogramOutliers
{
    const int MostBins = 65_536;
    const double AddedRows = 0.5;

    /// <summary>Counts the histograms.</summary>
    /// <param name="points">n × d, at least one row, finite.</param>
    /// <exception cref="ArgumentException">There is no row, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of bins is out of range.</exception>
    public static HistogramOutlierFit Fit(Matrix points, HistogramOutlierOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfFewerRows(1, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        var bins = options?.Bins ?? Math.Min(MostBins, (int)Math.Ceiling(Math.Sqrt(points.Rows)));
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MostBins, nameof(options));

        var (low, high) = Ranges(points);
        var fit = new HistogramOutlierFit(bins, low, high);
        var counts = Count(points, fit, cancellation);
        for (var j = 0; j < points.Columns; j++)
        {
            var column = counts.AsSpan(j * bins, bins);
            var most = TensorPrimitives.Max<int>(column) + AddedRows;
            for (var bin = 0; bin < bins; bin++)
            {
                fit.Rarity(j)[bin + 1] = (float)Math.Log(most / (column[bin] + AddedRows));
            }

            fit.Rarity(j)[0] = fit.Rarity(j)[bins + 1] = (float)Math.Log(most / AddedRows); // below and above
        }

        return fit;
    }

    static (float[] Low, float[] High) Ranges(Matrix points)
    {
        var (low, high) = (points.Row(0).ToArray(), points.Row(0).ToArray());
        for (var i = 1; i < points.Rows; i++)
        {
            TensorPrimitives.Min(low, points.Row(i), low);
            TensorPrimitives.Max(high, points.Row(i), high);
        }

        return (low, high);
    }

    /// <summary>Rows in each bin of each column; whole numbers, so blocks may be added in any order.</summary>
    static int[] Count(Matrix points, HistogramOutlierFit fit, CancellationToken cancellation)
    {
        var counts = new int[fit.Bins * points.Columns];
        var gate = new Lock();
        RowBlocks.For(points.Rows, HistogramOutlierFit.BlockRows, (_, from, until) =>
        {
            var block = new int[counts.Length];
            for (var i = from; i < until; i++)
            {
                var row = points.Row(i);
                for (var j = 0; j < row.Length; j++)
                {
                    block[(j * fit.Bins) + fit.Bar(j, row[j]) - 1]++;
                }
            }

            lock (gate)
            {
                TensorPrimitives.Add(counts, block, counts);
            }
        }, cancellation);
        return counts;
    }
}
