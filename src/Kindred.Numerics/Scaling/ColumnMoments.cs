namespace Kindred.Numerics.Scaling;

/// <summary>Mean and population standard deviation of each column, missing values left out.</summary>
static class ColumnMoments
{
    /// <summary>Two passes in double precision; a column without spread has deviation 1, one without values mean 0.</summary>
    public static (double[] Means, double[] Deviations) Of(Matrix points)
    {
        var (means, deviations) = WithVariances(points);
        for (var j = 0; j < deviations.Length; j++)
        {
            deviations[j] = IsConstant(points, j) ? 1 : Math.Sqrt(deviations[j]);
        }

        return (means, deviations);
    }

    /// <summary>Mean and population variance of each column; both 0 for a column without values.</summary>
    public static (double[] Means, double[] Variances) WithVariances(Matrix points)
    {
        var means = new double[points.Columns];
        var (counts, sums, _) = About(points, means);
        for (var j = 0; j < means.Length; j++)
        {
            means[j] = counts[j] == 0 ? 0 : sums[j] / counts[j];
        }

        var (_, _, squares) = About(points, means);
        for (var j = 0; j < squares.Length; j++)
        {
            squares[j] = counts[j] == 0 ? 0 : squares[j] / counts[j];
        }

        return (means, squares);
    }

    /// <summary>How many values each column has, and the sums of their differences from a centre and of the squares of these.</summary>
    static (double[] Counts, double[] Sums, double[] Squares) About(Matrix points, double[] centres)
    {
        var (counts, sums, squares) = (new double[points.Columns], new double[points.Columns], new double[points.Columns]);
        var blocks = new (double[] Counts, double[] Sums, double[] Squares)[RowBlocks.Count(points.Rows, RowBlocks.Usual)];
        RowBlocks.For(
            points.Rows, RowBlocks.Usual, (block, from, until) => blocks[block] = About(points, centres, from, until), CancellationToken.None);
        foreach (var block in blocks)
        {
            for (var j = 0; j < counts.Length; j++)
            {
                counts[j] += block.Counts[j];
                sums[j] += block.Sums[j];
                squares[j] += block.Squares[j];
            }
        }

        return (counts, sums, squares);
    }

    static (double[] Counts, double[] Sums, double[] Squares) About(Matrix points, double[] centres, int from, int until)
    {
        var (counts, sums, squares) = (new double[points.Columns], new double[points.Columns], new double[points.Columns]);
        for (var i = from; i < until; i++)
        {
            var row = points.Row(i);
            for (var j = 0; j < row.Length; j++)
            {
                if (!float.IsNaN(row[j]))
                {
                    var difference = row[j] - centres[j];
                    counts[j]++;
                    sums[j] += difference;
                    squares[j] += difference * difference;
                }
            }
        }

        return (counts, sums, squares);
    }

    /// <summary>Whether all present values of a column are equal (also where there are none).</summary>
    static bool IsConstant(Matrix points, int column)
    {
        var first = float.NaN;
        for (var i = 0; i < points.Rows; i++)
        {
            var value = points[i, column];
            if (float.IsNaN(first))
            {
                first = value;
            }
            else if (!float.IsNaN(value) && value != first)
            {
                return false;
            }
        }

        return true;
    }
}
