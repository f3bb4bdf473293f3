using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Sequences;

/// <summary>How a PageRank walk goes and ends.</summary>
public sealed record PageRankOptions
{
    /// <summary>The probability of following an edge instead of jumping to any node; 0.85 unless told.</summary>
    public double Damping { get; init; } = 0.85;

    /// <summary>The walk has settled when ranks change by less than this in all; 1e-12 unless told.</summary>
    public double Tolerance { get; init; } = 1e-12;

    /// <summary>The most rounds; 1,000 unless told.</summary>
    public int MaxIterations { get; init; } = 1000;
}

/// <summary>Ranks that sum to 1, and whether they settled.</summary>
public sealed record PageRankResult(double[] Ranks, int Iterations, bool Converged);

/// <summary>PageRank: where a visitor who follows edges, and now and then jumps anywhere, spends the time.</summary>
/// <remarks>
/// Edges are followed in proportion to their weights; from a node without edges the visitor jumps anywhere, as in networkx. Each round takes
/// O(edges); the error falls by the damping in each.
/// L. Page, S. Brin, R. Motwani and T. Winograd, "The PageRank citation ranking: bringing order to the web" (1999).
/// </remarks>
public static class PageRank
{
    /// <summary>Ranks the nodes 0 to <paramref name="nodes"/> − 1.</summary>
    /// <param name="edges">Weights from 10⁻¹⁰⁰ to 10¹⁰⁰; those of equal edges add up.</param>
    /// <exception cref="ArgumentException">No node, an edge out of range or without weight, or an option out of range.</exception>
    public static PageRankResult Of(
        int nodes, ReadOnlySpan<Edge> edges, PageRankOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        Require.Probability(options.Damping, nameof(options));
        Require.Positive(options.Tolerance, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1, nameof(options));
        var graph = new JourneyGraph(nodes, edges, (one, other) => one + other);
        var totals = new double[nodes];
        for (var node = 0; node < nodes; node++)
        {
            totals[node] = graph.Weights[graph.Starts[node]..graph.Starts[node + 1]].Sum();
        }

        var (ranks, next) = (new double[nodes], new double[nodes]);
        Array.Fill(ranks, 1.0 / nodes);
        for (var iteration = 1; iteration <= options.MaxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var change = Walk(graph, totals, options.Damping, ranks, next);
            (ranks, next) = (next, ranks);
            if (change < options.Tolerance)
            {
                return new(ranks, iteration, true);
            }
        }

        return new(ranks, options.MaxIterations, false);
    }

    static double Walk(JourneyGraph graph, double[] totals, double damping, double[] ranks, double[] next)
    {
        var jumping = 1 - damping;
        for (var node = 0; node < ranks.Length; node++)
        {
            jumping += totals[node] == 0 ? damping * ranks[node] : 0;
        }

        Array.Fill(next, jumping / ranks.Length);
        for (var node = 0; node < ranks.Length; node++)
        {
            for (var edge = graph.Starts[node]; edge < graph.Starts[node + 1]; edge++)
            {
                next[graph.Targets[edge]] += damping * ranks[node] * graph.Weights[edge] / totals[node];
            }
        }

        var change = 0.0;
        for (var node = 0; node < ranks.Length; node++)
        {
            change += Math.Abs(next[node] - ranks[node]);
        }

        return change;
    }
}
