using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Sequences;

/// <summary>A way from one node to another.</summary>
/// <param name="Weight">Above 0: how often it is taken for PageRank, how long it is for betweenness.</param>
public readonly record struct Edge(int From, int To, double Weight = 1);

/// <summary>Edges by the node they leave, parallel ones merged.</summary>
sealed class JourneyGraph
{
    /// <param name="merge">What becomes of two edges between the same nodes.</param>
    public JourneyGraph(int nodes, ReadOnlySpan<Edge> edges, Func<double, double, double> merge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        var weights = new SortedDictionary<(int From, int To), double>();
        foreach (var (from, to, weight) in edges)
        {
            ThrowIfUnknown(from, nodes, nameof(edges));
            ThrowIfUnknown(to, nodes, nameof(edges));
            Require.Scale(weight, nameof(edges));
            weights[(from, to)] = weights.TryGetValue((from, to), out var other) ? merge(other, weight) : weight;
        }

        Starts = new int[nodes + 1];
        (Targets, Weights) = (new int[weights.Count], new double[weights.Count]);
        var i = 0;
        foreach (var ((from, to), weight) in weights)
        {
            (Targets[i], Weights[i]) = (to, weight);
            Starts[from + 1] = ++i;
        }

        for (var node = 0; node < nodes; node++)
        {
            Starts[node + 1] = Math.Max(Starts[node + 1], Starts[node]);
        }
    }

    public int Nodes => Starts.Length - 1;

    /// <summary>Where a node's edges begin in <see cref="Targets"/>; the next entry is where they end.</summary>
    public int[] Starts { get; }

    public int[] Targets { get; }

    public double[] Weights { get; }

    static void ThrowIfUnknown(int node, int nodes, string name)
    {
        if ((uint)node >= (uint)nodes)
        {
            throw new ArgumentOutOfRangeException(name, node, $"Nodes run from 0 to {nodes - 1}.");
        }
    }
}
