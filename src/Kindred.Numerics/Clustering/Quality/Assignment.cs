namespace Kindred.Numerics.Clustering.Quality;

/// <summary>Pairs the rows of a cost table with different columns at the least total cost (the Hungarian problem).</summary>
/// <remarks>
/// Shortest augmenting paths with dual prices, O(r²·c) time for r ≤ c. Deterministic; where several pairings cost the same, one of
/// them is returned. R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
/// problems", Computing 38 (1987). The total cost agrees with SciPy's <c>linear_sum_assignment</c>.
/// </remarks>
public static class Assignment
{
    /// <summary>For each row its column, or −1 where there are more rows than columns and the row goes without.</summary>
    /// <param name="costs">Finite costs of any sign.</param>
    /// <exception cref="ArgumentException">A cost is not finite.</exception>
    public static int[] Solve(double[,] costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        foreach (var cost in costs)
        {
            if (!double.IsFinite(cost))
            {
                throw new ArgumentException($"Every cost must be finite, found {cost}.", nameof(costs));
            }
        }

        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        if (rows <= columns)
        {
            return Match(rows, columns, (i, j) => costs[i, j]);
        }

        var pairs = Enumerable.Repeat(-1, rows).ToArray();
        var columnRows = Match(columns, rows, (j, i) => costs[i, j]);
        for (var j = 0; j < columns; j++)
        {
            pairs[columnRows[j]] = j;
        }

        return pairs;
    }

    /// <summary>
    /// Renames the clusters of a labeling so that it agrees in as many rows as possible with a reference; clusters without a partner
    /// get the next unused numbers, and negative labels (noise) stay.
    /// </summary>
    /// <param name="reference">One label a row.</param>
    /// <param name="labels">As many labels.</param>
    /// <returns>The renamed labels.</returns>
    /// <exception cref="ArgumentException">The two differ in length or are empty.</exception>
    public static int[] Align(ReadOnlySpan<int> reference, ReadOnlySpan<int> labels)
    {
        var table = Contingency.Of(labels, reference);
        var costs = new double[table.RowLabels.Count, table.ColumnLabels.Count];
        foreach (var ((row, column), count) in table.Counts)
        {
            costs[row, column] = table.RowLabels[row] < 0 || table.ColumnLabels[column] < 0 ? 0 : -count;
        }

        var (pairs, names) = (Solve(costs), new Dictionary<int, int>());
        var next = Math.Max(-1, table.ColumnLabels.Max()) + 1;
        for (var row = 0; row < pairs.Length; row++)
        {
            var label = table.RowLabels[row];
            var partner = pairs[row] < 0 ? -1 : table.ColumnLabels[pairs[row]];
            names[label] = label < 0 ? label : partner >= 0 && costs[row, pairs[row]] < 0 ? partner : next++;
        }

        var renamed = new int[labels.Length];
        for (var i = 0; i < renamed.Length; i++)
        {
            renamed[i] = names[labels[i]];
        }

        return renamed;
    }

    /// <summary>The column of each row, rows ≤ columns; place 0 of the price arrays stands for "no row" and "no column".</summary>
    static int[] Match(int rows, int columns, Func<int, int, double> cost)
    {
        var (rowPrices, columnPrices) = (new double[rows + 1], new double[columns + 1]);
        var (rowOf, previous) = (new int[columns + 1], new int[columns + 1]);
        for (var row = 1; row <= rows; row++)
        {
            var (distances, done) = (new double[columns + 1], new bool[columns + 1]);
            Array.Fill(distances, double.PositiveInfinity);
            rowOf[0] = row;
            var column = 0;
            while (rowOf[column] != 0)
            {
                done[column] = true;
                var (i, step, next) = (rowOf[column], double.PositiveInfinity, 0);
                for (var j = 1; j <= columns; j++)
                {
                    if (done[j])
                    {
                        continue;
                    }

                    var reduced = cost(i - 1, j - 1) - rowPrices[i] - columnPrices[j];
                    (distances[j], previous[j]) = reduced < distances[j] ? (reduced, column) : (distances[j], previous[j]);
                    (step, next) = distances[j] < step ? (distances[j], j) : (step, next);
                }

                for (var j = 0; j <= columns; j++)
                {
                    rowPrices[rowOf[j]] += done[j] ? step : 0;
                    columnPrices[j] -= done[j] ? step : 0;
                    distances[j] -= done[j] ? 0 : step;
                }

                column = next;
            }

            for (; column != 0; column = previous[column])
            {
                rowOf[column] = rowOf[previous[column]];
            }
        }

        var pairs = new int[rows];
        for (var j = 1; j <= columns; j++)
        {
            if (rowOf[j] > 0)
            {
                pairs[rowOf[j] - 1] = j - 1;
            }
        }

        return pairs;
    }
}
