namespace Kindred.Numerics.Sequences;

/// <summary>Betweenness: the share of shortest ways between other nodes that lead through a node.</summary>
/// <remarks>
/// Over directed edges whose weights are lengths. Not normalised: the sum over ordered pairs (s, t) of the share of shortest ways through
/// the node; divide by (n−1)(n−2) to compare graphs of different size, as networkx does by default. O(nodes · edges · log nodes).
/// Two ways are equally short when their lengths agree to 1e-12 relative.
/// U. Brandes, "A faster algorithm for betweenness centrality", J. Math. Sociol. 25 (2001).
/// </remarks>
public static class Betweenness
{
    const double SameLength = 1e-12;

    /// <summary>The betweenness of the nodes 0 to <paramref name="nodes"/> − 1.</summary>
    /// <param name="edges">Weights, from 10⁻¹⁰⁰ to 10¹⁰⁰, are lengths; of equal edges the shortest counts, and those from a node to itself do not.</param>
    /// <exception cref="ArgumentException">No node, or an edge out of range or without length.</exception>
    public static double[] Of(int nodes, ReadOnlySpan<Edge> edges, CancellationToken cancellation = default)
    {
        var graph = new JourneyGraph(nodes, edges, Math.Min);
        var search = new Search(graph);
        for (var source = 0; source < nodes; source++)
        {
            cancellation.ThrowIfCancellationRequested();
            search.From(source);
        }

        return search.Centrality;
    }

    sealed class Search(JourneyGraph graph)
    {
        readonly double[] _distance = new double[graph.Nodes];
        readonly double[] _ways = new double[graph.Nodes];
        readonly double[] _share = new double[graph.Nodes];
        readonly bool[] _settled = new bool[graph.Nodes];
        readonly List<int>[] _before = [.. Enumerable.Range(0, graph.Nodes).Select(_ => new List<int>())];
        readonly List<int> _order = [];
        readonly PriorityQueue<int, double> _open = new();

        public double[] Centrality { get; } = new double[graph.Nodes];

        public void From(int source)
        {
            Array.Fill(_distance, double.PositiveInfinity);
            Array.Clear(_ways);
            Array.Clear(_share);
            Array.Clear(_settled);
            _order.Clear();
            (_distance[source], _ways[source]) = (0, 1);
            _before[source].Clear();
            _open.Enqueue(source, 0);
            while (_open.TryDequeue(out var node, out _))
            {
                if (!_settled[node])
                {
                    Settle(node);
                }
            }

            for (var i = _order.Count - 1; i > 0; i--)
            {
                var node = _order[i];
                foreach (var before in _before[node])
                {
                    _share[before] += _ways[before] / _ways[node] * (1 + _share[node]);
                }

                Centrality[node] += _share[node];
            }
        }

        void Settle(int node)
        {
            _settled[node] = true;
            _order.Add(node);
            for (var edge = graph.Starts[node]; edge < graph.Starts[node + 1]; edge++)
            {
                var (target, length) = (graph.Targets[edge], _distance[node] + graph.Weights[edge]);
                if (_settled[target])
                {
                    continue;
                }

                if (length < _distance[target] * (1 - SameLength))
                {
                    (_distance[target], _ways[target]) = (length, 0);
                    _before[target].Clear();
                    _open.Enqueue(target, length);
                }

                if (length <= _distance[target] * (1 + SameLength))
                {
                    _ways[target] += _ways[node];
                    _before[target].Add(node);
                }
            }
        }
    }
}
