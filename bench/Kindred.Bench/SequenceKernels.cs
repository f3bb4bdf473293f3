using Kindred.Numerics.Sequences;

namespace Kindred.Bench;

static class SequenceKernels
{
    public static readonly Dictionary<string, Func<NpyArray, Work>> All = new()
    {
        ["betweenness"] = data =>
        {
            var (nodes, edges) = Graph(data);
            return Work.Of(() => Betweenness.Of(nodes, edges), found => new() { ["sum"] = found.Sum() });
        },
        ["pagerank"] = data =>
        {
            var (nodes, edges) = Graph(data);
            return Work.Of(() => PageRank.Of(nodes, edges), found => new() { ["largest"] = found.Ranks.Max() });
        },
    };

    static (int Nodes, Edge[] Edges) Graph(NpyArray data)
    {
        Edge[] edges = [.. Enumerable.Range(0, data.Rows).Select(i => new Edge((int)data.Row(i)[0], (int)data.Row(i)[1], data.Row(i)[2]))];
        return (1 + edges.Max(edge => Math.Max(edge.From, edge.To)), edges);
    }
}
