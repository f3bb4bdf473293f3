using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>Neighbours in either direction, row by row: those of row i stand at [Starts[i], Starts[i + 1]), in rising order.</summary>
/// <param name="Starts">Where each row's neighbours begin (n + 1).</param>
/// <param name="Targets">Row numbers of the neighbours.</param>
/// <param name="Forward">The weight that the row gives its neighbour, 0 if only the neighbour gives one.</param>
/// <param name="Backward">The weight that the neighbour gives the row.</param>
sealed record NeighborGraph(int[] Starts, int[] Targets, float[] Forward, float[] Backward)
{
    /// <summary>Joins each row's weighted neighbours with the rows it is a neighbour of.</summary>
    internal static NeighborGraph Join(Neighborhoods neighbors, float[] weights)
    {
        var k = neighbors.Count;
        var rows = weights.Length / k;
        var (sorted, sortedWeights) = SortByTarget(neighbors.Rows, weights, k);
        var (starts, sources, back) = Transpose(sorted, sortedWeights, rows, k);

        var joined = new int[rows + 1];
        for (var i = 0; i < rows; i++)
        {
            joined[i + 1] = joined[i] + CountUnion(sorted.AsSpan(i * k, k), sources.AsSpan(starts[i]..starts[i + 1]));
        }

        var graph = new NeighborGraph(joined, new int[joined[rows]], new float[joined[rows]], new float[joined[rows]]);
        for (var i = 0; i < rows; i++)
        {
            var (a, b) = (i * k, starts[i]);
            for (var at = joined[i]; at < joined[i + 1]; at++)
            {
                var forward = a < (i + 1) * k ? sorted[a] : int.MaxValue;
                var backward = b < starts[i + 1] ? sources[b] : int.MaxValue;
                graph.Targets[at] = Math.Min(forward, backward);
                graph.Forward[at] = forward <= backward ? sortedWeights[a++] : 0;
                graph.Backward[at] = backward <= forward ? back[b++] : 0;
            }
        }

        return graph;
    }

    static (int[] Targets, float[] Weights) SortByTarget(int[] targets, float[] weights, int k)
    {
        (targets, weights) = ([.. targets], [.. weights]);
        for (var at = 0; at < targets.Length; at += k)
        {
            targets.AsSpan(at, k).Sort(weights.AsSpan(at, k));
        }

        return (targets, weights);
    }

    static (int[] Starts, int[] Sources, float[] Weights) Transpose(int[] targets, float[] weights, int rows, int k)
    {
        var starts = new int[rows + 1];
        foreach (var target in targets)
        {
            starts[target + 1]++;
        }

        for (var i = 0; i < rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        var (next, sources, turned) = (starts[..rows], new int[targets.Length], new float[targets.Length]);
        for (var at = 0; at < targets.Length; at++)
        {
            var place = next[targets[at]]++;
            (sources[place], turned[place]) = (at / k, weights[at]);
        }

        return (starts, sources, turned);
    }

    static int CountUnion(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var (i, j, count) = (0, 0, 0);
        for (; i < a.Length && j < b.Length; count++)
        {
            var (left, right) = (a[i], b[j]);
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }

        return count + a.Length - i + b.Length - j;
    }
}
