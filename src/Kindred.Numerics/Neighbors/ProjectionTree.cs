using System.Numerics.Tensors;

namespace Kindred.Numerics.Neighbors;

/// <summary>Parts rows into small groups of rows that tend to be near each other.</summary>
static class ProjectionTree
{
    const int ParallelRows = 8192;
    const int LeastLeafRows = 32;

    /// <summary>Groups of more than half of <paramref name="mostRows"/> (or of 32) and at most as many: halved, again and again, along the line through two random rows.</summary>
    internal static int[][] Leaves(Matrix points, int mostRows, Rng rng, CancellationToken cancellation)
    {
        var order = new int[points.Rows];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        mostRows = Math.Max(LeastLeafRows, mostRows);
        var leaves = new List<Range>();
        var keys = new float[order.Length];
        Split(0, order.Length);
        return [.. leaves.Select(leaf => order[leaf])];

        void Split(int from, int until)
        {
            cancellation.ThrowIfCancellationRequested();
            if (until - from <= mostRows)
            {
                leaves.Add(from..until);
                return;
            }

            Project(points, order.AsMemory(from..until), keys.AsMemory(from..until), rng, cancellation);
            var middle = (from + until) / 2;
            Selection.Least(keys.AsSpan(from..until), order.AsSpan(from..until), middle - from);
            Split(from, middle);
            Split(middle, until);
        }
    }

    /// <summary>Where each row lies along the line through two of them.</summary>
    static void Project(Matrix points, Memory<int> rows, Memory<float> keys, Rng rng, CancellationToken cancellation)
    {
        var direction = new float[points.Columns];
        var (a, b) = (rows.Span[rng.NextInt32(rows.Length)], rows.Span[rng.NextInt32(rows.Length)]);
        TensorPrimitives.Subtract(points.Row(a), points.Row(b), direction);
        RowBlocks.For(rows.Length, ParallelRows, (_, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                keys.Span[i] = TensorPrimitives.Dot<float>(points.Row(rows.Span[i]), direction);
            }
        }, cancellation);
    }
}
