using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Clustering;

/// <summary>Greedy k-means++: each further centre is the best of a few rows drawn by their squared distance from the centres so far.</summary>
sealed class KMeansPlusPlus
{
    const int Chunk = 256;

    readonly Matrix _points;
    readonly int _blockSize;
    readonly float[] _closest; // squared distance of each row to the closest centre so far
    readonly double[] _blockSums; // of the former
    readonly CancellationToken _cancellation;

    KMeansPlusPlus(Matrix points, CancellationToken cancellation)
    {
        (_points, _blockSize, _cancellation) = (points, Lloyd.BlockSize(points), cancellation);
        _closest = new float[points.Rows];
        _blockSums = new double[RowBlocks.Count(points.Rows, _blockSize)];
        Array.Fill(_closest, float.PositiveInfinity);
    }

    /// <summary>Rows of <paramref name="points"/> as centres; they may repeat where there are fewer different rows than clusters.</summary>
    public static Matrix Choose(Matrix points, int clusters, Rng rng, CancellationToken cancellation)
    {
        var start = new KMeansPlusPlus(points, cancellation);
        var trials = Math.Min(DistanceTiles.Width, 2 + (int)Math.Log(clusters));
        var centres = new Matrix(clusters, points.Columns);
        points.Row(rng.NextInt32(points.Rows)).CopyTo(centres.Row(0));
        for (var c = 1; c < clusters; c++)
        {
            start.Add(new Matrix(1, points.Columns, [.. centres.Row(c - 1)]));
            points.Row(start.BestOf(start.Draw(trials, rng))).CopyTo(centres.Row(c));
        }

        return centres;
    }

    /// <summary>Takes a new centre into account.</summary>
    void Add(Matrix centre)
    {
        var tiles = new DistanceTiles(centre);
        RowBlocks.For(_points.Rows, _blockSize, (block, from, until) =>
        {
            var (labels, squares) = (new int[Chunk], new float[Chunk]);
            var sum = 0.0;
            for (var i = from; i < until; i += Chunk)
            {
                var closest = _closest.AsSpan(i, Math.Min(Chunk, until - i));
                tiles.Nearest(_points, i, labels.AsSpan(0, closest.Length), squares.AsSpan(0, closest.Length));
                TensorPrimitives.Min(closest, squares.AsSpan(0, closest.Length), closest);
                foreach (var square in closest)
                {
                    sum += square;
                }
            }

            _blockSums[block] = sum;
        }, _cancellation);
    }

    /// <summary>Draws rows with probability proportional to their squared distance; evenly when every row is a centre.</summary>
    int[] Draw(int count, Rng rng)
    {
        var (total, rows) = (_blockSums.Sum(), new int[count]);
        for (var t = 0; t < count; t++)
        {
            rows[t] = total > 0 && double.IsFinite(total) ? Find(rng.NextDouble() * total) : rng.NextInt32(_points.Rows);
        }

        return rows;
    }

    /// <summary>The row at which the running sum of squared distances passes <paramref name="target"/>.</summary>
    int Find(double target)
    {
        var block = 0;
        while (block < _blockSums.Length - 1 && target >= _blockSums[block])
        {
            target -= _blockSums[block++];
        }

        var last = Math.Min(_points.Rows, (block + 1) * _blockSize) - 1;
        for (var i = block * _blockSize; i < last; i++)
        {
            target -= _closest[i];
            if (target < 0)
            {
                return i;
            }
        }

        return last;
    }

    /// <summary>Which of the rows, as the next centre, leaves the least sum of squared distances; a tie goes to the first.</summary>
    int BestOf(int[] candidates)
    {
        var tiles = new DistanceTiles(RowSample.Take(_points, candidates));
        var blocks = new Vector512<double>[_blockSums.Length];
        RowBlocks.For(_points.Rows, _blockSize, (block, from, until) =>
        {
            var squares = new float[Chunk * DistanceTiles.Width];
            Vector256<double> low = default, high = default;
            for (var chunk = from; chunk < until; chunk += Chunk)
            {
                var count = Math.Min(Chunk, until - chunk);
                tiles.Squares(_points, chunk, count, 0, squares);
                ref var first = ref MemoryMarshal.GetArrayDataReference(squares);
                for (var i = 0; i < count; i++)
                {
                    var nearer = Vector256.MinNative(Vector256.LoadUnsafe(ref first, (nuint)(i * DistanceTiles.Width)), Vector256.Create(_closest[chunk + i]));
                    low += Vector256.WidenLower(nearer);
                    high += Vector256.WidenUpper(nearer);
                }
            }

            blocks[block] = Vector512.Create(low, high);
        }, _cancellation);

        var sums = blocks.Aggregate(Vector512<double>.Zero, (sum, block) => sum + block);
        return candidates[Enumerable.Range(0, candidates.Length).MinBy(t => sums[t])];
    }
}
