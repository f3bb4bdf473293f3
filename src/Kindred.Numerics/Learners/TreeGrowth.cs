namespace Kindred.Numerics.Learners;

/// <summary>Grows a full tree. The rows of a node are one range, the same in every column's order.</summary>
sealed class TreeGrowth
{
    const int ParallelCells = 1 << 16;

    readonly Matrix _points;
    readonly int[] _labels;
    readonly int _classes;
    readonly DecisionTreeOptions _options;
    readonly CancellationToken _cancellation;
    readonly int[][] _orders;
    readonly int[][] _scratch;
    readonly bool[] _left;
    readonly Split[] _splits;

    internal TreeGrowth(Matrix points, int[] labels, int classes, DecisionTreeOptions options, CancellationToken cancellation)
    {
        (_points, _labels, _classes, _options, _cancellation) = (points, labels, classes, options, cancellation);
        _orders = new int[points.Columns][];
        _scratch = new int[points.Columns][];
        _left = new bool[points.Rows];
        _splits = new Split[points.Columns];
    }

    readonly record struct Split(double Score, double Threshold, int LeftRows);

    readonly record struct Task(int From, int Until, int Depth, int Parent, bool IsLeft);

    /// <summary>The nodes in depth-first order.</summary>
    internal List<TreeNode> Grow()
    {
        ForColumns(_points.Rows, Sort);
        var nodes = new List<TreeNode>();
        var waiting = new Stack<Task>([new Task(0, _points.Rows, 0, -1, false)]);
        while (waiting.TryPop(out var task))
        {
            _cancellation.ThrowIfCancellationRequested();
            var index = nodes.Count;
            if (task.Parent >= 0)
            {
                var parent = nodes[task.Parent];
                nodes[task.Parent] = task.IsLeft ? parent with { Left = index } : parent with { Right = index };
            }

            var node = Describe(task);
            var (column, split) = BestSplit(task, node);
            if (column < 0)
            {
                nodes.Add(node);
                continue;
            }

            nodes.Add(node with { Column = column, Threshold = split.Threshold });
            Divide(task, column, split.LeftRows);
            var middle = task.From + split.LeftRows;
            waiting.Push(new(middle, task.Until, task.Depth + 1, index, false));
            waiting.Push(new(task.From, middle, task.Depth + 1, index, true));
        }

        return nodes;
    }

    TreeNode Describe(Task task)
    {
        var counts = new int[_classes];
        foreach (var row in _orders[0].AsSpan(task.From..task.Until))
        {
            counts[_labels[row]]++;
        }

        double rows = task.Until - task.From;
        var impurity = 1 - counts.Sum(count => count / rows * (count / rows));
        return new()
        {
            Column = -1,
            Threshold = 0,
            Parent = task.Parent,
            Left = -1,
            Right = -1,
            Counts = counts,
            Impurity = counts.Max() == rows ? 0 : impurity,
        };
    }

    (int Column, Split Split) BestSplit(Task task, TreeNode node)
    {
        if (task.Depth >= _options.MaxDepth || node.Impurity == 0 || task.Until - task.From < 2L * _options.MinLeafRows)
        {
            return (-1, default);
        }

        ForColumns(task.Until - task.From, column => _splits[column] = BestThreshold(task, column, node.Counts));
        var best = -1;
        for (var column = 0; column < _splits.Length; column++)
        {
            if (_splits[column].LeftRows > 0 && (best < 0 || _splits[column].Score > _splits[best].Score))
            {
                best = column;
            }
        }

        return (best, best < 0 ? default : _splits[best]);
    }

    /// <summary>The threshold with the greatest Σ lᵢ²/l + Σ rᵢ²/r, that is with the least impurity; no left rows where there is none.</summary>
    Split BestThreshold(Task task, int column, IReadOnlyList<int> counts)
    {
        var order = _orders[column].AsSpan(task.From..task.Until);
        var (least, best) = (_options.MinLeafRows, default(Split));
        int[] right = [.. counts], left = new int[counts.Count];
        var (leftSquares, rightSquares) = (0L, right.Sum(count => (long)count * count));
        var value = _points[order[0], column];
        for (var i = 1; i < order.Length; i++)
        {
            var label = _labels[order[i - 1]];
            leftSquares += (2L * left[label]++) + 1;
            rightSquares -= (2L * right[label]--) - 1;
            var (before, rest) = (value, order.Length - i);
            value = _points[order[i], column];
            if (value > before && i >= least && rest >= least)
            {
                var score = ((double)leftSquares / i) + ((double)rightSquares / rest);
                if (score > best.Score)
                {
                    best = new(score, (before / 2.0) + (value / 2.0), i);
                }
            }
        }

        return best;
    }

    /// <summary>Parts every column's order, keeping it within the halves.</summary>
    void Divide(Task task, int column, int leftRows)
    {
        var order = _orders[column].AsSpan(task.From..task.Until);
        for (var i = 0; i < order.Length; i++)
        {
            _left[order[i]] = i < leftRows;
        }

        ForColumns(order.Length, other =>
        {
            var rows = _orders[other].AsSpan(task.From..task.Until);
            var (kept, moved) = (0, 0);
            foreach (var row in rows)
            {
                if (_left[row])
                {
                    rows[kept++] = row;
                }
                else
                {
                    _scratch[other][moved++] = row;
                }
            }

            _scratch[other].AsSpan(0, moved).CopyTo(rows[kept..]);
        });
    }

    void Sort(int column)
    {
        var (keys, rows) = (new float[_points.Rows], new int[_points.Rows]);
        for (var i = 0; i < rows.Length; i++)
        {
            (keys[i], rows[i]) = (_points[i, column], i);
        }

        Array.Sort(keys, rows);
        (_orders[column], _scratch[column]) = (rows, new int[rows.Length]);
    }

    void ForColumns(int rows, Action<int> body)
    {
        if ((long)rows * _points.Columns < ParallelCells)
        {
            for (var column = 0; column < _points.Columns; column++)
            {
                body(column);
            }
        }
        else
        {
            RowBlocks.For(_points.Columns, 1, (column, _, _) => body(column), _cancellation);
        }
    }
}
