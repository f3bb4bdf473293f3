namespace Kindred.Numerics.Clustering;

/// <summary>Lloyd's iterations from given centres: label each row with its nearest centre, move each centre to the mean of its rows.</summary>
sealed class Lloyd
{
    readonly Matrix _points;
    readonly int _clusters, _blockSize;
    readonly int[] _labels;
    readonly float[] _squares;
    readonly Block[] _blocks;

    Lloyd(Matrix points, int clusters)
    {
        (_points, _clusters, _blockSize) = (points, clusters, BlockSize(points));
        _blocks = new Block[RowBlocks.Count(points.Rows, _blockSize)];
        (_labels, _squares) = (new int[points.Rows], new float[points.Rows]);
        Array.Fill(_labels, -1);
    }

    /// <summary>Rows a block: few rows are one block, whose caller has other starts to run beside it.</summary>
    public static int BlockSize(Matrix points) => points.Rows <= 16384 ? Math.Max(1, points.Rows) : RowBlocks.Usual;

    /// <summary>Iterates until no label changes, or the centres' squared moves add up to at most <paramref name="tolerance"/>.</summary>
    public static KMeansFit Run(Matrix points, Matrix centres, int maxIterations, double tolerance, CancellationToken cancellation)
    {
        var lloyd = new Lloyd(points, centres.Rows);
        var (iteration, converged) = (0, false);
        centres = centres.Copy();
        while (!converged && iteration < maxIterations)
        {
            iteration++;
            if (lloyd.Assign(centres, cancellation) == 0)
            {
                return new(centres, lloyd._labels, lloyd.Inertia(), iteration, true);
            }

            converged = lloyd.Move(centres) <= tolerance;
        }

        lloyd.Assign(centres, cancellation);
        return new(centres, lloyd._labels, lloyd.Inertia(), iteration, converged);
    }

    double Inertia() => _blocks.Sum(block => block.Inertia);

    /// <summary>Labels every row and keeps each block's sums by cluster in step; returns how many labels changed.</summary>
    int Assign(Matrix centres, CancellationToken cancellation)
    {
        var tiles = new DistanceTiles(centres);
        RowBlocks.For(_points.Rows, _blockSize, (number, from, until) =>
        {
            var block = _blocks[number] ??= new(_clusters, _points.Columns);
            block.Assign(_points, tiles, from, _labels.AsSpan(from, until - from), _squares.AsSpan(from, until - from));
        }, cancellation);
        return _blocks.Sum(block => block.Changed);
    }

    /// <summary>Puts each centre at the mean of its rows and returns the sum of the squared moves.</summary>
    double Move(Matrix centres)
    {
        var (sums, counts) = (new double[_clusters * _points.Columns], new long[_clusters]);
        foreach (var block in _blocks)
        {
            block.AddTo(sums, counts);
        }

        var farthest = counts.Contains(0) ? Farthest(counts.Count(count => count == 0)) : [];
        var (moved, empties) = (0.0, 0);
        for (var c = 0; c < _clusters; c++)
        {
            if (counts[c] == 0 && empties == farthest.Count)
            {
                continue; // every row is a centre already
            }

            var row = counts[c] == 0 ? _points.Row(farthest[empties++]) : default;
            for (var j = 0; j < _points.Columns; j++)
            {
                var place = counts[c] == 0 ? row[j] : (float)(sums[(c * _points.Columns) + j] / counts[c]);
                var move = (double)place - centres[c, j];
                moved += move * move;
                centres[c, j] = place;
            }
        }

        return moved;
    }

    /// <summary>The rows farthest from their centres, at most <paramref name="count"/> and none that is at its centre.</summary>
    List<int> Farthest(int count) =>
        [.. Enumerable.Range(0, _points.Rows).Where(i => _squares[i] > 0).OrderByDescending(i => _squares[i]).Take(count)];

    /// <summary>The running sums of one block of rows.</summary>
    sealed class Block(int clusters, int columns)
    {
        const int Chunk = 256;

        readonly double[] _sums = new double[clusters * columns];
        readonly int[] _counts = new int[clusters];

        public int Changed { get; private set; }

        public double Inertia { get; private set; }

        public void Assign(Matrix points, DistanceTiles tiles, int from, Span<int> labels, Span<float> squares)
        {
            Span<int> nearest = stackalloc int[Chunk];
            (Changed, Inertia) = (0, 0);
            for (var chunk = 0; chunk < labels.Length; chunk += Chunk)
            {
                var count = Math.Min(Chunk, labels.Length - chunk);
                tiles.Nearest(points, from + chunk, nearest[..count], squares.Slice(chunk, count));
                for (var i = 0; i < count; i++)
                {
                    Inertia += squares[chunk + i];
                    if (nearest[i] != labels[chunk + i])
                    {
                        Relabel(points.Row(from + chunk + i), ref labels[chunk + i], nearest[i]);
                    }
                }
            }
        }

        public void AddTo(double[] sums, long[] counts)
        {
            for (var c = 0; c < counts.Length; c++)
            {
                counts[c] += _counts[c];
            }

            for (var j = 0; j < sums.Length; j++)
            {
                sums[j] += _sums[j];
            }
        }

        void Relabel(ReadOnlySpan<float> row, ref int label, int nearest)
        {
            Changed++;
            if (label >= 0)
            {
                _counts[label]--;
                Add(_sums.AsSpan(label * row.Length, row.Length), row, -1);
            }

            _counts[nearest]++;
            Add(_sums.AsSpan(nearest * row.Length, row.Length), row, 1);
            label = nearest;
        }

        static void Add(Span<double> sums, ReadOnlySpan<float> row, double sign)
        {
            for (var j = 0; j < row.Length; j++)
            {
                sums[j] += sign * row[j];
            }
        }
    }
}
