using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Clustering.Quality;

/// <summary>Sums of distances from each row to each cluster, for several labelings in one pass over all pairs.</summary>
/// <remarks>
/// Rows with the same label in every labeling form a cell. Cells lie side by side in tiles of eight, so a tile's distances go
/// into one sum; a cluster of any labeling is a union of cells.
/// </remarks>
sealed unsafe class SilhouetteSums
{
    const int BlockSize = 64;

    readonly Matrix _points;
    readonly IReadOnlyList<int[]> _labelings;
    readonly LabelCells _cells;
    readonly DistanceTiles _tiles;
    readonly int[] _cellOfTile;
    readonly int[][] _sizes; // of each cluster, a labeling

    SilhouetteSums(Matrix points, IReadOnlyList<int[]> labelings, LabelCells cells)
    {
        (_points, _labelings, _cells) = (points, labelings, cells);
        (var order, _cellOfTile) = cells.InTiles(DistanceTiles.Width);
        _tiles = new(points, order);
        _sizes = [.. labelings.Select(LabelCounts)];
    }

    /// <summary>The silhouette of each row, a labeling.</summary>
    public static double[][] Values(Matrix points, IReadOnlyList<int[]> labelings, IProgress<double>? progress, CancellationToken cancellation)
    {
        var cells = LabelCells.Of(points.Rows, labelings);
        if (labelings.Count > 1 && cells.Count > points.Rows / DistanceTiles.Width)
        {
            // Too unlike each other to share tiles.
            return [.. labelings.Select(labels => Values(points, [labels], null, cancellation)[0])];
        }

        var values = labelings.Select(_ => new double[points.Rows]).ToArray();
        new SilhouetteSums(points, labelings, cells).Fill(values, progress, cancellation);
        return values;
    }

    void Fill(double[][] values, IProgress<double>? progress, CancellationToken cancellation)
    {
        var (done, blocks) = (0, RowBlocks.Count(_points.Rows, BlockSize));
        RowBlocks.For(_points.Rows, BlockSize, (_, from, until) =>
        {
            var sums = new double[DistanceTiles.Width][];
            for (var r = 0; r < sums.Length; r++)
            {
                sums[r] = new double[_cells.Count];
            }

            for (var i = from; i < until; i += DistanceTiles.Width)
            {
                Sum(i, until - i, sums);
                for (var r = 0; r < Math.Min(DistanceTiles.Width, until - i); r++)
                {
                    for (var labeling = 0; labeling < values.Length; labeling++)
                    {
                        values[labeling][i + r] = Value(_labelings[labeling], _sizes[labeling], i + r, sums[r]);
                    }
                }
            }

            progress?.Report(Interlocked.Increment(ref done) / (double)blocks);
        }, cancellation);
    }

    /// <summary>Adds up the distances from eight rows to the rows of each cell.</summary>
    void Sum(int from, int left, double[][] sums)
    {
        const int width = DistanceTiles.Width;
        var rows = stackalloc int[width];
        var squares = stackalloc float[width * width];
        DistanceTiles.Neighbours(rows, from, left);
        foreach (var sum in sums)
        {
            Array.Clear(sum);
        }

        fixed (float* values = _points.Values)
        {
            // A cell's tiles lie one after the other: lanes are added up when its last is done.
            var lanes = stackalloc Vector256<double>[width];
            new Span<Vector256<double>>(lanes, width).Clear();
            for (var tile = 0; tile < _tiles.Tiles; tile++)
            {
                _tiles.Squares(values, rows, tile, squares);
                var cell = _cellOfTile[tile];
                var last = tile + 1 == _tiles.Tiles || _cellOfTile[tile + 1] != cell;
                for (var r = 0; r < width; r++)
                {
                    var found = Vector256.Load(squares + (r * width));
                    var present = Vector256.LessThan(found, Vector256.Create(float.PositiveInfinity));
                    var distances = Vector256.Sqrt(found) & present;
                    lanes[r] += Vector256.WidenLower(distances) + Vector256.WidenUpper(distances);
                    if (last)
                    {
                        sums[r][cell] += Vector256.Sum(lanes[r]);
                        lanes[r] = Vector256<double>.Zero;
                    }
                }
            }
        }
    }

    double Value(int[] labels, int[] sizes, int row, double[] cellSums)
    {
        var own = labels[row];
        if (own < 0)
        {
            return double.NaN;
        }

        var sums = sizes.Length <= 128 ? stackalloc double[sizes.Length] : new double[sizes.Length];
        for (var cell = 0; cell < cellSums.Length; cell++)
        {
            var label = labels[_cells.First(cell)];
            if (label >= 0)
            {
                sums[label] += cellSums[cell];
            }
        }

        var nearest = double.PositiveInfinity;
        for (var c = 0; c < sums.Length; c++)
        {
            if (c != own && sizes[c] > 0)
            {
                nearest = Math.Min(nearest, sums[c] / sizes[c]);
            }
        }

        var within = sums[own] / Math.Max(1, sizes[own] - 1);
        var greater = Math.Max(within, nearest);
        return sizes[own] == 1 || double.IsInfinity(nearest) || greater == 0 ? 0 : (nearest - within) / greater;
    }

    static int[] LabelCounts(int[] labels)
    {
        var counts = new int[Math.Max(0, labels.Max()) + 1];
        foreach (var label in labels)
        {
            if (label >= 0)
            {
                counts[label]++;
            }
        }

        return counts;
    }
}
