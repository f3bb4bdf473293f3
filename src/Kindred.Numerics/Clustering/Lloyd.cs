using System.Numerics.Tensors;

namespace Kindred.Numerics.Clustering;

/// <summary>Lloyd's iterations from given centres: label each row with its nearest centre, move each centre to the mean of its rows.</summary>
/// <remarks>
/// Hamerly's bounds leave out rows that cannot change sides: a row keeps how far its own centre is at most and any other at least, and
/// both only loosen by how far centres have moved since. The labels are those of a full search.
/// G. Hamerly, "Making k-means even faster", SDM (2010).
/// </remarks>
sealed class Lloyd
{
    readonly Matrix _points;
    readonly int _clusters, _blockSize;
    readonly int[] _labels;
    readonly CentreDrift _drift;
    readonly LloydBlock[] _blocks;
    readonly CancellationToken _cancellation;

    Lloyd(Matrix points, int clusters, CancellationToken cancellation)
    {
        (_points, _clusters, _blockSize, _cancellation) = (points, clusters, BlockSize(points), cancellation);
        _blocks = new LloydBlock[RowBlocks.Count(points.Rows, _blockSize)];
        _labels = new int[points.Rows];
        _drift = new(clusters, points.Columns);
        Array.Fill(_labels, -1);
    }

    /// <summary>Rows a block: few rows are one block, whose caller has other starts to run beside it.</summary>
    public static int BlockSize(Matrix points) => points.Rows <= 16_384 ? Math.Max(1, points.Rows) : RowBlocks.Usual;

    /// <summary>Iterates until no label changes, or the centres' squared moves add up to at most <paramref name="tolerance"/>.</summary>
    public static KMeansFit Run(Matrix points, Matrix centres, int maxIterations, double tolerance, CancellationToken cancellation)
    {
        var lloyd = new Lloyd(points, centres.Rows, cancellation);
        var (iteration, converged, still) = (0, false, false);
        centres = centres.Copy();
        while (!converged && iteration < maxIterations)
        {
            iteration++;
            still = lloyd.Assign(centres) == 0;
            converged = still || lloyd.Move(centres) <= tolerance;
        }

        if (!still)
        {
            lloyd.Assign(centres);
        }

        return new(centres, lloyd._labels, lloyd.Inertia(centres), iteration, converged);
    }

    /// <summary>The nearest of given centres to each row, and the sum of squared distances to them, in single precision.</summary>
    public static (int[] Labels, double Inertia) Nearest(Matrix points, Matrix centres, CancellationToken cancellation)
    {
        var lloyd = new Lloyd(points, centres.Rows, cancellation);
        lloyd.Assign(centres);
        return (lloyd._labels, lloyd._blocks.Sum(block => block.Inertia()));
    }

    /// <summary>Labels the rows whose bounds do not tell, keeps each block's sums in step, and returns how many labels changed.</summary>
    int Assign(Matrix centres)
    {
        var tiles = new DistanceTiles(centres);
        RowBlocks.For(_points.Rows, _blockSize, (number, from, until) =>
        {
            var block = _blocks[number] ??= new(_points, from, _clusters);
            block.Assign(tiles, _drift, _labels.AsSpan(from, until - from));
        }, _cancellation);
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

        var farthest = counts.Contains(0) ? Farthest(centres, counts.Count(count => count == 0)) : [];
        var (moves, empties) = (new double[_clusters], 0);
        for (var c = 0; c < _clusters; c++)
        {
            if (counts[c] == 0 && empties == farthest.Count)
            {
                continue; // every row is at a centre already
            }

            var row = counts[c] == 0 ? _points.Row(farthest[empties++]) : default;
            for (var j = 0; j < _points.Columns; j++)
            {
                var place = counts[c] == 0 ? row[j] : (float)(sums[(c * _points.Columns) + j] / counts[c]);
                var move = (double)place - centres[c, j];
                moves[c] += move * move;
                centres[c, j] = place;
            }
        }

        _drift.Add(moves);
        return moves.Sum();
    }

    /// <summary>The rows farthest from their centres, at most <paramref name="count"/> and none that is at its centre.</summary>
    List<int> Farthest(Matrix centres, int count)
    {
        var squares = Squares(centres);
        return [.. Enumerable.Range(0, _points.Rows).Where(i => squares[i] > 0).OrderByDescending(i => squares[i]).Take(count)];
    }

    double Inertia(Matrix centres)
    {
        var (squares, sums) = (Squares(centres), new double[_blocks.Length]);
        for (var i = 0; i < squares.Length; i++)
        {
            sums[i / _blockSize] += squares[i];
        }

        return sums.Sum();
    }

    /// <summary>The squared distance of each row to its centre.</summary>
    double[] Squares(Matrix centres)
    {
        var (squares, places, d) = (new double[_points.Rows], new double[centres.Values.Length], centres.Columns);
        TensorPrimitives.ConvertTruncating<float, double>(centres.Values, places);
        RowBlocks.For(_points.Rows, _blockSize, (_, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                squares[i] = RowSums.SquaredDistance(_points.Row(i), places.AsSpan(_labels[i] * d, d));
            }
        }, _cancellation);
        return squares;
    }
}

/// <summary>How far each centre has moved since the first iteration, and how far any centre can have moved.</summary>
sealed class CentreDrift(int clusters, int columns)
{
    readonly float[] _each = new float[clusters];

    /// <summary>Each centre's moves, added up.</summary>
    public ReadOnlySpan<float> Each => _each;

    /// <summary>The greatest move of each iteration, added up.</summary>
    public float Greatest { get; private set; }

    /// <summary>By how much, relative to the distances, the bounds of single-precision numbers may be off.</summary>
    public float Slack { get; } = (columns + 16) * 2.4e-7f;

    public void Add(double[] squaredMoves)
    {
        for (var c = 0; c < _each.Length; c++)
        {
            _each[c] += (float)Math.Sqrt(squaredMoves[c]);
        }

        Greatest += (float)Math.Sqrt(squaredMoves.Max());
    }
}
