using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Learners;

/// <summary>Grows one tree after the other, always splitting the leaf that gains most, with the same buffers.</summary>
/// <remarks>A node's rows are one range in rising order, with their derivatives in the same places. Of two children only the smaller is counted; the other's histogram is
/// the parent's less that. A column of both is counted and searched by one thread.</remarks>
sealed class BoostedTreeGrowth
{
    const int BlockRows = 1 << 13;
    const int ParallelCells = 1 << 13;

    readonly FeatureBins _bins;
    readonly BoostedTreesOptions _options;
    readonly SplitSearch _search;
    readonly int[] _training, _rows;
    readonly Parts _left, _right;
    readonly Stack<GradientHistogram> _spare = new();
    readonly List<BoostedNode> _nodes = [];
    readonly PriorityQueue<Leaf, (double LessGain, int Node)> _splittable = new();
    readonly List<(int Node, int From, int Until)> _leaves = [];
    readonly CancellationToken _cancellation;

    internal BoostedTreeGrowth(FeatureBins bins, int[] training, BoostedTreesOptions options, CancellationToken cancellation)
    {
        (_bins, _options, _training, _cancellation) = (bins, options, training, cancellation);
        _search = new(bins, options);
        (_rows, Derivatives) = (new int[training.Length], new Vector128<float>[training.Length]);
        (_left, _right) = (new(training.Length), new(training.Length));
    }

    /// <summary>Slope, curvature, 1 and 0 of each training row, to be set before each tree; they are moved about while it grows.</summary>
    internal Vector128<float>[] Derivatives { get; }

    /// <summary>Where rows and their derivatives are put while a node is parted.</summary>
    sealed class Parts(int rows)
    {
        internal readonly int[] Rows = new int[rows];
        internal readonly Vector128<float>[] Derivatives = new Vector128<float>[rows];
    }

    sealed record Leaf(int Node, int From, int Until, int Depth, GradientSums Sums)
    {
        internal GradientHistogram? Histogram { get; set; }

        internal BoostedSplit Split { get; set; }

        internal int Rows => Until - From;
    }

    /// <summary>The nodes of the tree for <see cref="Derivatives"/>, each before its children.</summary>
    /// <param name="all">Their sums.</param>
    internal BoostedNode[] Grow(GradientSums all)
    {
        _training.CopyTo(_rows, 0);
        _nodes.Clear();
        _leaves.Clear();
        var root = Add(0, _rows.Length, 0, all);
        if (root.Rows >= 2 * _options.MinLeafRows)
        {
            Count(root, null);
        }

        Offer(root);
        while (_splittable.TryDequeue(out var leaf, out _))
        {
            if (_leaves.Count + _splittable.Count + 2 > _options.MaxLeaves)
            {
                Close(leaf);
            }
            else
            {
                Part(leaf);
            }
        }

        return [.. _nodes];
    }

    /// <summary>Adds each leaf's answer to the rows that came to it.</summary>
    internal void AddAnswers(double[] predictions) =>
        RowBlocks.Each(_leaves.Count, i =>
        {
            var (node, from, until) = _leaves[i];
            var answer = _nodes[node].Answer;
            foreach (var row in _rows.AsSpan(from..until))
            {
                predictions[row] += answer;
            }
        }, _cancellation);

    Leaf Add(int from, int until, int depth, GradientSums sums)
    {
        _nodes.Add(new() { Column = -1, Answer = _options.LearningRate * _search.Answer(sums) });
        return new(_nodes.Count - 1, from, until, depth, sums);
    }

    /// <summary>Queues a leaf that can be split; closes one that cannot.</summary>
    void Offer(Leaf leaf)
    {
        if (leaf.Split.Gain > 0)
        {
            _splittable.Enqueue(leaf, (-leaf.Split.Gain, leaf.Node));
        }
        else
        {
            Close(leaf);
        }
    }

    void Close(Leaf leaf)
    {
        _leaves.Add((leaf.Node, leaf.From, leaf.Until));
        Release(leaf.Histogram);
    }

    void Part(Leaf leaf)
    {
        _cancellation.ThrowIfCancellationRequested();
        var split = leaf.Split;
        var middle = leaf.From + Partition(leaf);
        var left = Add(leaf.From, middle, leaf.Depth + 1, split.Left);
        var right = Add(middle, leaf.Until, leaf.Depth + 1, leaf.Sums - split.Left);
        _nodes[leaf.Node] = new()
        {
            Column = split.Column,
            Threshold = _bins.UpperEdge(split.Column, split.Bin),
            MissingLeft = _bins.HasMissing[split.Column] ? split.MissingLeft : left.Rows > right.Rows,
            Left = left.Node,
            Gain = split.Gain,
        };

        var last = _leaves.Count + _splittable.Count + 2 >= _options.MaxLeaves || leaf.Depth + 1 >= (_options.MaxDepth ?? int.MaxValue);
        var (small, large) = left.Rows < right.Rows ? (left, right) : (right, left);
        if (last || large.Rows < 2 * _options.MinLeafRows)
        {
            Release(leaf.Histogram);
        }
        else
        {
            large.Histogram = leaf.Histogram;
            Count(small, large);
        }

        Offer(left);
        Offer(right);
    }

    /// <summary>Counts the rows of a leaf, takes them out of the histogram of the other, and finds the best cut of both.</summary>
    void Count(Leaf leaf, Leaf? other)
    {
        var counted = leaf.Histogram = _spare.TryPop(out var used) ? used : new(_bins.Columns);
        var (splits, others) = (new BoostedSplit[_bins.Columns], new BoostedSplit[_bins.Columns]);
        if (((long)leaf.Rows + FeatureBins.Slots) * _bins.Columns < ParallelCells)
        {
            for (var column = 0; column < _bins.Columns; column++)
            {
                Measure(column);
            }
        }
        else
        {
            RowBlocks.Each(_bins.Columns, Measure, _cancellation);
        }

        leaf.Split = Best(splits);
        if (other is not null)
        {
            other.Split = Best(others);
        }

        void Measure(int column)
        {
            counted.Build(column, _bins.Of(column), _rows.AsSpan(leaf.From..leaf.Until), Derivatives.AsSpan(leaf.From..leaf.Until));
            splits[column] = _search.Best(column, counted, leaf.Sums);
            if (other is { Histogram: { } whole })
            {
                whole.Subtract(counted, column);
                others[column] = _search.Best(column, whole, other.Sums);
            }
        }
    }

    static BoostedSplit Best(BoostedSplit[] splits)
    {
        var best = default(BoostedSplit);
        foreach (var split in splits)
        {
            best = split.Gain > best.Gain ? split : best;
        }

        return best;
    }

    void Release(GradientHistogram? histogram)
    {
        if (histogram is not null)
        {
            _spare.Push(histogram);
        }
    }

    /// <summary>Parts the rows of a leaf, keeping their order on either side; returns how many went left.</summary>
    int Partition(Leaf leaf)
    {
        var (bins, goesLeft) = (_bins.Of(leaf.Split.Column), GoesLeft(leaf.Split));
        var leftRows = new int[RowBlocks.Count(leaf.Rows, BlockRows) + 1];
        RowBlocks.For(
            leaf.Rows, BlockRows, (block, from, until) => leftRows[block + 1] = Sort(bins, goesLeft, leaf.From + from, leaf.From + until), _cancellation);
        for (var block = 1; block < leftRows.Length; block++)
        {
            leftRows[block] += leftRows[block - 1];
        }

        RowBlocks.For(leaf.Rows, BlockRows, (block, from, until) =>
        {
            var left = leftRows[block + 1] - leftRows[block];
            Move(_left, leaf.From + from, left, leaf.From + leftRows[block]);
            Move(_right, leaf.From + from, until - from - left, leaf.From + leftRows[^1] + from - leftRows[block]);
        }, _cancellation);
        return leftRows[^1];
    }

    /// <summary>Copies rows [from, until) to the parts they belong to, from the same place on; every row is written to both and counted in one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    unsafe int Sort(byte[] bins, byte[] goesLeft, int from, int until)
    {
        fixed (int* rows = _rows, leftRows = _left.Rows, rightRows = _right.Rows)
        fixed (Vector128<float>* all = Derivatives, lefts = _left.Derivatives, rights = _right.Derivatives)
        fixed (byte* bin = bins, isLeft = goesLeft)
        {
            nint left = from, right = from;
            for (nint i = from; i < until; i++)
            {
                var (row, derivatives) = (rows[i], all[i]);
                (leftRows[left], lefts[left]) = (row, derivatives);
                (rightRows[right], rights[right]) = (row, derivatives);
                nint goes = isLeft[bin[row]];
                left += goes;
                right += 1 - goes;
            }

            return (int)(left - from);
        }
    }

    void Move(Parts parts, int from, int count, int to)
    {
        parts.Rows.AsSpan(from, count).CopyTo(_rows.AsSpan(to));
        parts.Derivatives.AsSpan(from, count).CopyTo(Derivatives.AsSpan(to));
    }

    /// <summary>1 for the bins that go left, 0 for the others.</summary>
    static byte[] GoesLeft(BoostedSplit split)
    {
        var goesLeft = new byte[FeatureBins.Slots];
        goesLeft.AsSpan(0, split.Bin + 1).Fill(1);
        goesLeft[FeatureBins.Missing] = (byte)(split.MissingLeft ? 1 : 0);
        return goesLeft;
    }
}
