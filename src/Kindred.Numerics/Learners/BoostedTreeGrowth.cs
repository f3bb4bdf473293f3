namespace Kindred.Numerics.Learners;

/// <summary>Grows one tree after the other, always splitting the leaf that gains most, with the same buffers.</summary>
/// <remarks>A node's rows are one range in rising order. Of two children only the smaller is counted; the other's histogram is the parent's less that.</remarks>
sealed class BoostedTreeGrowth
{
    const int BlockRows = 1 << 15;

    readonly FeatureBins _bins;
    readonly BoostedTreesOptions _options;
    readonly SplitSearch _search;
    readonly int[] _training, _rows, _scratch;
    readonly GradientPair[] _pairs;
    readonly Stack<GradientHistogram> _spare = new();
    readonly List<BoostedNode> _nodes = [];
    readonly PriorityQueue<Leaf, (double LessGain, int Node)> _splittable = new();
    readonly List<(int Node, int From, int Until)> _leaves = [];
    readonly CancellationToken _cancellation;

    internal BoostedTreeGrowth(FeatureBins bins, int[] training, BoostedTreesOptions options, CancellationToken cancellation)
    {
        (_bins, _options, _training, _cancellation) = (bins, options, training, cancellation);
        _search = new(bins, options);
        (_rows, _scratch, _pairs) = (new int[training.Length], new int[training.Length], new GradientPair[training.Length]);
    }

    sealed record Leaf(int Node, int From, int Until, int Depth, GradientSums Sums)
    {
        internal GradientHistogram? Histogram { get; set; }

        internal BoostedSplit Split { get; set; }

        internal int Rows => Until - From;
    }

    /// <summary>The nodes of the tree for these derivatives, each before its children.</summary>
    internal BoostedNode[] Grow(GradientPair[] derivatives, GradientSums all)
    {
        _training.CopyTo(_rows, 0);
        _nodes.Clear();
        _leaves.Clear();
        var root = Add(0, _rows.Length, 0, all);
        if (root.Rows >= 2 * _options.MinLeafRows)
        {
            root.Histogram = Count(root, derivatives);
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
                Part(leaf, derivatives);
            }
        }

        return [.. _nodes];
    }

    /// <summary>Adds each leaf's answer to the rows that came to it.</summary>
    internal void AddAnswers(double[] predictions) =>
        RowBlocks.Each(_leaves.Count, i =>
        {
            var (node, from, until) = _leaves[i];
            foreach (var row in _rows.AsSpan(from..until))
            {
                predictions[row] += _nodes[node].Answer;
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
        leaf.Split = leaf.Histogram is null ? default : BestSplit(leaf);
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

    BoostedSplit BestSplit(Leaf leaf)
    {
        var best = default(BoostedSplit);
        for (var column = 0; column < _bins.Columns; column++)
        {
            var split = _search.Best(column, leaf.Histogram!, leaf.Sums);
            best = split.Gain > best.Gain ? split : best;
        }

        return best;
    }

    void Part(Leaf leaf, GradientPair[] derivatives)
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
            small.Histogram = Count(small, derivatives);
            leaf.Histogram!.Subtract(small.Histogram);
            large.Histogram = leaf.Histogram;
        }

        Offer(left);
        Offer(right);
    }

    GradientHistogram Count(Leaf leaf, GradientPair[] derivatives)
    {
        RowBlocks.For(leaf.Rows, BlockRows, (_, from, until) =>
        {
            for (var i = leaf.From + from; i < leaf.From + until; i++)
            {
                _pairs[i] = derivatives[_rows[i]];
            }
        }, _cancellation);
        var histogram = _spare.TryPop(out var used) ? used : new(_bins.Columns);
        histogram.Build(_bins, _rows.AsMemory(leaf.From..leaf.Until), _pairs.AsMemory(leaf.From..leaf.Until), _cancellation);
        return histogram;
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
        var (bins, split) = (_bins.Of(leaf.Split.Column), leaf.Split);
        var leftRows = new int[RowBlocks.Count(leaf.Rows, BlockRows) + 1];
        RowBlocks.For(leaf.Rows, BlockRows, (block, from, until) =>
        {
            var left = 0;
            foreach (var row in _rows.AsSpan(leaf.From + from, until - from))
            {
                left += GoesLeft(bins[row], split) ? 1 : 0;
            }

            leftRows[block + 1] = left;
        }, _cancellation);
        for (var block = 1; block < leftRows.Length; block++)
        {
            leftRows[block] += leftRows[block - 1];
        }

        RowBlocks.For(leaf.Rows, BlockRows, (block, from, until) =>
        {
            var left = leaf.From + leftRows[block];
            var right = leaf.From + leftRows[^1] + from - leftRows[block];
            foreach (var row in _rows.AsSpan(leaf.From + from, until - from))
            {
                var goesLeft = GoesLeft(bins[row], split);
                _scratch[goesLeft ? left : right] = row;
                left += goesLeft ? 1 : 0;
                right += goesLeft ? 0 : 1;
            }
        }, _cancellation);
        _scratch.AsSpan(leaf.From..leaf.Until).CopyTo(_rows.AsSpan(leaf.From));
        return leftRows[^1];
    }

    static bool GoesLeft(byte bin, BoostedSplit split) => bin == FeatureBins.Missing ? split.MissingLeft : bin <= split.Bin;
}
