using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Clustering;

/// <summary>Greedy k-means++: each further centre is the best of a few rows drawn by their squared distance from the centres so far.</summary>
/// <remarks>Holds 36 bytes a row while it chooses.</remarks>
sealed class KMeansPlusPlus
{
    const int Width = DistanceTiles.Width;
    const int Chunk = 256;

    readonly Matrix _points;
    readonly int _blockSize;
    readonly float[] _closest; // squared distance of each row to the closest centre so far
    readonly float[] _squares; // of each row to each of at most eight candidates
    readonly double[] _blockSums; // of the closest
    readonly CancellationToken _cancellation;

    KMeansPlusPlus(Matrix points, CancellationToken cancellation)
    {
        (_points, _blockSize, _cancellation) = (points, Lloyd.BlockSize(points), cancellation);
        _closest = new float[points.Rows];
        _squares = new float[RowBlocks.Count(points.Rows, Width) * Width * Width];
        _blockSums = new double[RowBlocks.Count(points.Rows, _blockSize)];
        Array.Fill(_closest, float.PositiveInfinity);
    }

    /// <summary>Rows of <paramref name="points"/> as centres; they may repeat where there are fewer different rows than clusters.</summary>
    public static Matrix Choose(Matrix points, int clusters, Rng rng, CancellationToken cancellation)
    {
        var start = new KMeansPlusPlus(points, cancellation);
        var trials = Math.Min(Width, 2 + (int)Math.Log(clusters));
        var centres = new Matrix(clusters, points.Columns);
        for (var c = 0; c < clusters; c++)
        {
            var candidates = c == 0 ? [rng.NextInt32(points.Rows)] : start.Draw(trials, rng);
            var best = start.BestOf(candidates);
            points.Row(candidates[best]).CopyTo(centres.Row(c));
            if (c < clusters - 1)
            {
                start.Add(best);
            }
        }

        return centres;
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

    /// <summary>Which candidate, as the next centre, leaves the least sum of squared distances; a tie goes to the first.</summary>
    int BestOf(int[] candidates)
    {
        var tiles = new DistanceTiles(RowSample.Take(_points, candidates));
        var blocks = new Vector512<double>[_blockSums.Length];
        RowBlocks.For(_points.Rows, _blockSize, (block, from, until) =>
        {
            var sum = Vector512<double>.Zero;
            for (var chunk = from; chunk < until; chunk += Chunk)
            {
                var count = Math.Min(Chunk, until - chunk);
                var squares = _squares.AsSpan(chunk * Width);
                tiles.Squares(_points, chunk, count, 0, squares);
                sum += SumOfClosest(squares, _closest.AsSpan(chunk, count));
            }

            blocks[block] = sum;
        }, _cancellation);

        var sums = blocks.Aggregate(Vector512<double>.Zero, (sum, block) => sum + block);
        return Enumerable.Range(0, candidates.Length).MinBy(t => sums[t]);
    }

    /// <summary>For each candidate the sum over rows of the squared distance to it or the closest centre, whichever is less.</summary>
    static Vector512<double> SumOfClosest(ReadOnlySpan<float> squares, ReadOnlySpan<float> closest)
    {
        ref var first = ref MemoryMarshal.GetReference(squares);
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var i = 0; i < closest.Length; i += Width)
        {
            // Eight rows in single precision, then into the doubles.
            var eight = Vector256<float>.Zero;
            for (var r = i; r < Math.Min(i + Width, closest.Length); r++)
            {
                eight += Vector256.MinNative(Vector256.LoadUnsafe(ref first, (nuint)(r * Width)), Vector256.Create(closest[r]));
            }

            low += Vector256.WidenLower(eight);
            high += Vector256.WidenUpper(eight);
        }

        return Vector512.Create(low, high);
    }

    /// <summary>Takes a candidate as a centre.</summary>
    void Add(int candidate) =>
        RowBlocks.For(_points.Rows, _blockSize, (block, from, until) =>
        {
            var sum = 0.0;
            for (var i = from; i < until; i++)
            {
                var square = _squares[(i * Width) + candidate];
                var closest = _closest[i];
                closest = square < closest ? square : closest;
                _closest[i] = closest;
                sum += closest;
            }

            _blockSums[block] = sum;
        }, _cancellation);
}
