namespace Kindred.Numerics.Outliers;

/// <summary>One split: rows whose value in the column is above the threshold go right.</summary>
struct IsolationSplit
{
    internal float Threshold;
    internal int Column;
}

/// <summary>Grows one tree of the forest in its heap: node 1 is the root, the children of node i are 2·i and 2·i + 1.</summary>
/// <remarks>All paths have the same number of steps, which spares the search a test for leaves: a leaf met early is followed by
/// splits at infinity, that lead left.</remarks>
sealed class IsolationTree(Matrix points, int[] rows, Rng rng, IsolationForestFit forest, int tree)
{
    readonly int[] _columns = [.. Enumerable.Range(0, points.Columns)];

    internal void Grow() => Grow(node: 1, depth: 0, rows);

    void Grow(int node, int depth, Span<int> members)
    {
        var (column, low, high) = depth < forest.Depth && members.Length > 1 ? ChooseColumn(members) : (-1, 0, 0);
        if (column < 0)
        {
            Close(node, depth, depth + IsolationForest.ExpectedPath(members.Length), members.Length);
            return;
        }

        var threshold = (float)(low + (rng.NextDouble() * ((double)high - low)));
        if (threshold >= high) // rounded up: nothing would go right
        {
            threshold = low;
        }

        forest.Splits(tree)[node] = new() { Threshold = threshold, Column = column };
        forest.Expected(tree)[node] = (float)IsolationForest.ExpectedPath(members.Length);
        var left = Partition(members, column, threshold);
        Grow(2 * node, depth + 1, members[..left]);
        Grow((2 * node) + 1, depth + 1, members[left..]);
    }

    /// <summary>A column that varies among the members, each equally likely; −1 where none does.</summary>
    (int Column, float Low, float High) ChooseColumn(ReadOnlySpan<int> members)
    {
        for (var left = _columns.Length; left > 0; left--)
        {
            var pick = rng.NextInt32(left);
            var column = _columns[pick];
            var (low, high) = (points[members[0], column], points[members[0], column]);
            foreach (var row in members)
            {
                low = Math.Min(low, points[row, column]);
                high = Math.Max(high, points[row, column]);
            }

            if (high > low)
            {
                return (column, low, high);
            }

            (_columns[pick], _columns[left - 1]) = (_columns[left - 1], _columns[pick]);
        }

        return (-1, 0, 0);
    }

    int Partition(Span<int> members, int column, float threshold)
    {
        var left = 0;
        for (var i = 0; i < members.Length; i++)
        {
            if (points[members[i], column] <= threshold)
            {
                (members[left], members[i]) = (members[i], members[left]);
                left++;
            }
        }

        return left;
    }

    /// <summary>Makes a leaf of the node and of all below it.</summary>
    void Close(int node, int depth, double path, int members)
    {
        forest.Expected(tree)[node] = (float)IsolationForest.ExpectedPath(members);
        if (depth == forest.Depth)
        {
            forest.Paths(tree)[node - (1 << depth)] = (float)path;
            return;
        }

        forest.Splits(tree)[node] = new() { Threshold = float.PositiveInfinity };
        Close(2 * node, depth + 1, path, members);
        Close((2 * node) + 1, depth + 1, path, members);
    }
}
