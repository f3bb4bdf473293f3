namespace Kindred.Numerics.Scaling;

/// <summary>What the transforms share: reading a column, and changing every value.</summary>
static class ColumnMap
{
    /// <summary>Refuses a matrix with a value of which <paramref name="bad"/> holds, saying where it stands.</summary>
    public static void Refuse(Matrix points, Predicate<float> bad, string expected)
    {
        ArgumentNullException.ThrowIfNull(points);
        for (var i = 0; i < points.Values.Length; i++)
        {
            if (bad(points.Values[i]))
            {
                var (row, column) = (i / points.Columns, i % points.Columns);
                throw new ArgumentException($"Row {row}, column {column} is {points.Values[i]}; {expected}.", nameof(points));
            }
        }
    }

    /// <summary>The values of a column that are not missing, in row order.</summary>
    public static float[] Present(Matrix points, int column)
    {
        var (values, count) = (new float[points.Rows], 0);
        for (var i = 0; i < points.Rows; i++)
        {
            values[count] = points[i, column];
            count += float.IsNaN(values[count]) ? 0 : 1;
        }

        return values.AsSpan(0, count).ToArray();
    }

    /// <summary>A new matrix of <paramref name="change"/>(value, column); NaN stays NaN, and infinity is refused.</summary>
    public static Matrix Apply(Matrix points, Func<double, int, double> change)
    {
        points.ThrowIfInfinite(nameof(points));
        var result = new Matrix(points.Rows, points.Columns);
        RowBlocks.For(points.Rows, RowBlocks.Usual, (_, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                var row = points.Row(i);
                var changed = result.Row(i);
                for (var j = 0; j < row.Length; j++)
                {
                    changed[j] = float.IsNaN(row[j]) ? float.NaN : (float)change(row[j], j);
                }
            }
        }, CancellationToken.None);
        return result;
    }
}
