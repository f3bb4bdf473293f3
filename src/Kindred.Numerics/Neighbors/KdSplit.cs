namespace Kindred.Numerics.Neighbors;

/// <summary>A node of a <see cref="KdTree"/>: the groups [From, Until) of eight rows; its left child follows it, Right is 0 in a leaf.</summary>
readonly record struct KdNode(int From, int Until, int Right);

/// <summary>Builds the nodes of a <see cref="KdTree"/>. A node starts at a whole group, so only the last group of all is not full.</summary>
static class KdSplit
{
    const int SampledRows = 256;
    const int ParallelRows = 32_768;

    /// <summary>The rows in leaf order, and the nodes, each before its children.</summary>
    internal static (int[] Order, KdNode[] Nodes) Split(Matrix points, int mostLeafRows, CancellationToken cancellation)
    {
        var order = new int[points.Rows];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var sizes = new Dictionary<int, int>();
        var nodes = new KdNode[CountNodes(points.Rows, mostLeafRows, sizes)];
        var work = new Work(points, order, new float[points.Rows], nodes, sizes, cancellation);
        Split(work, 0, 0, points.Rows);
        return (order, nodes);
    }

    /// <summary>The box of each node: its least values, then its greatest, each padded with zeros to whole vectors.</summary>
    internal static float[] Bounds(Matrix points, int[] order, KdNode[] nodes)
    {
        var (d, width) = (points.Columns, (points.Columns + 7) & ~7);
        var bounds = new float[checked(nodes.Length * 2 * width)];
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            var low = bounds.AsSpan(2 * node * width, d);
            var high = bounds.AsSpan(((2 * node) + 1) * width, d);
            var right = nodes[node].Right;
            if (right > 0)
            {
                var left = node + 1;
                bounds.AsSpan(2 * left * width, d).CopyTo(low);
                bounds.AsSpan(((2 * left) + 1) * width, d).CopyTo(high);
                Widen(low, high, bounds.AsSpan(2 * right * width, d));
                Widen(low, high, bounds.AsSpan(((2 * right) + 1) * width, d));
                continue;
            }

            var rows = order.AsSpan()[(nodes[node].From * PointGroups.Lanes)..Math.Min(order.Length, nodes[node].Until * PointGroups.Lanes)];
            points.Row(rows[0]).CopyTo(low);
            points.Row(rows[0]).CopyTo(high);
            foreach (var row in rows)
            {
                Widen(low, high, points.Row(row));
            }
        }

        return bounds;
    }

    sealed record Work(
        Matrix Points, int[] Order, float[] Keys, KdNode[] Nodes, Dictionary<int, int> NodeCounts, CancellationToken Cancellation);

    /// <summary>Nodes needed for a number of rows; every size met is kept in <paramref name="known"/>.</summary>
    static int CountNodes(int rows, int mostLeafRows, Dictionary<int, int> known)
    {
        if (!known.TryGetValue(rows, out var count))
        {
            count = rows <= mostLeafRows
                ? 1
                : 1 + CountNodes(LeftRows(rows), mostLeafRows, known) + CountNodes(rows - LeftRows(rows), mostLeafRows, known);
            known[rows] = count;
        }

        return count;
    }

    static int LeftRows(int rows) => ((rows / 2) + 7) & ~7;

    static void Split(Work work, int node, int from, int until)
    {
        work.Cancellation.ThrowIfCancellationRequested();
        var rows = until - from;
        if (work.NodeCounts[rows] == 1)
        {
            work.Nodes[node] = new(from / PointGroups.Lanes, RowBlocks.Count(until, PointGroups.Lanes), 0);
            return;
        }

        var order = work.Order.AsSpan(from, rows);
        var keys = work.Keys.AsSpan(from, rows);
        var column = WidestColumn(work.Points, order);
        for (var i = 0; i < rows; i++)
        {
            keys[i] = work.Points[order[i], column];
        }

        var middle = from + LeftRows(rows);
        Selection.Least(keys, order, middle - from);
        var right = node + 1 + work.NodeCounts[middle - from];
        work.Nodes[node] = new(from / PointGroups.Lanes, RowBlocks.Count(until, PointGroups.Lanes), right);
        if (rows >= ParallelRows)
        {
            Parallel.Invoke(() => Split(work, node + 1, from, middle), () => Split(work, right, middle, until));
        }
        else
        {
            Split(work, node + 1, from, middle);
            Split(work, right, middle, until);
        }
    }

    static int WidestColumn(Matrix points, ReadOnlySpan<int> order)
    {
        var step = Math.Max(1, order.Length / SampledRows);
        Span<float> low = points.Row(order[0]).ToArray();
        Span<float> high = points.Row(order[0]).ToArray();
        for (var i = step; i < order.Length; i += step)
        {
            Widen(low, high, points.Row(order[i]));
        }

        var widest = 0;
        for (var j = 1; j < low.Length; j++)
        {
            if (high[j] - low[j] > high[widest] - low[widest])
            {
                widest = j;
            }
        }

        return widest;
    }

    static void Widen(Span<float> low, Span<float> high, ReadOnlySpan<float> row)
    {
        for (var j = 0; j < row.Length; j++)
        {
            low[j] = Math.Min(low[j], row[j]);
            high[j] = Math.Max(high[j], row[j]);
        }
    }
}
