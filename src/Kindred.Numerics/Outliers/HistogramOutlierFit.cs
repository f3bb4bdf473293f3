using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Outliers;

/// <summary>The histograms of the columns, which score rows and tell which values set them apart.</summary>
public sealed class HistogramOutlierFit
{
    internal const int BlockRows = 65_536; // many, for each block counts into bars of its own

    readonly float[] _low, _high, _rarity;
    readonly double[] _binsPerUnit;

    internal HistogramOutlierFit(int bins, float[] low, float[] high)
    {
        (Bins, _low, _high) = (bins, low, high);
        _rarity = new float[checked(low.Length * (bins + 2))];
        _binsPerUnit = new double[low.Length];
        for (var j = 0; j < low.Length; j++)
        {
            _binsPerUnit[j] = high[j] > low[j] ? bins / ((double)high[j] - low[j]) : 0;
        }
    }

    /// <summary>Bins of each column.</summary>
    public int Bins { get; }

    /// <summary>Columns the rows must have.</summary>
    public int Columns => _low.Length;

    /// <summary>The score of each row, 0 or more: the sum of its contributions.</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public float[] Score(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        var scores = new float[points.Rows];
        RowBlocks.For(points.Rows, RowBlocks.Usual, (_, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                var row = points.Row(i);
                for (var j = 0; j < row.Length; j++)
                {
                    scores[i] += Rarity(j)[Bar(j, row[j])];
                }
            }
        }, cancellation);
        return scores;
    }

    /// <summary>What each column adds to each row's score (rows × d): −ln of the height of the value's bar over the highest.</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public Matrix Contributions(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        var contributions = new Matrix(points.Rows, Columns);
        RowBlocks.For(points.Rows, RowBlocks.Usual, (_, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                for (var j = 0; j < Columns; j++)
                {
                    contributions[i, j] = Rarity(j)[Bar(j, points[i, j])];
                }
            }
        }, cancellation);
        return contributions;
    }

    /// <summary>−ln of a column's heights: below its range, bin by bin, above its range.</summary>
    internal Span<float> Rarity(int column) => _rarity.AsSpan(column * (Bins + 2), Bins + 2);

    /// <summary>Where in <see cref="Rarity"/> a value of a column falls; the greatest fitted value belongs to the last bin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Bar(int column, float value) =>
        value < _low[column] ? 0
        : value > _high[column] ? Bins + 1
        : 1 + Math.Min(Bins - 1, (int)(((double)value - _low[column]) * _binsPerUnit[column]));

    void Check(Matrix points)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Columns, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
    }
}
