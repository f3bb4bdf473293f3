using Kindred.Numerics.Sequences;

namespace Kindred.Numerics.Tests.Sequences;

public sealed class BetweennessTests
{
    [Fact]
    public void The_middle_of_a_path_is_on_the_way() => // 0→2, 0→3 pass 1; 0→3, 1→3 pass 2
        Assert.Equal([0, 2, 2, 0], Betweenness.Of(4, [new(0, 1), new(1, 2), new(2, 3)]));

    [Fact]
    public void Equally_short_ways_share_the_credit() =>
        Assert.Equal([0, 0.5, 0.5, 0], Betweenness.Of(4, [new(0, 1), new(0, 2), new(1, 3), new(2, 3)]));

    [Fact]
    public void Longer_ways_get_none() =>
        Assert.Equal([0, 1, 0, 0], Betweenness.Of(4, [new(0, 1), new(0, 2), new(1, 3), new(2, 3, 1.5)]));

    [Fact]
    public void Centralities_agree_with_networkx()
    {
        var edges = PageRankTests.Edges;

        Journeys.Reference.Agree("betweenness", 1e-12, Betweenness.Of(24, edges));
        Journeys.Reference.Agree("hops", 1e-12, Betweenness.Of(24, [.. edges.Select(edge => edge with { Weight = 1 })]));
    }

    [Fact]
    public void Turning_all_edges_round_changes_nothing()
    {
        var edges = PageRankTests.Edges;

        References.Agree(
            "turned", Betweenness.Of(24, edges), Betweenness.Of(24, [.. edges.Select(edge => new Edge(edge.To, edge.From, edge.Weight))]), 1e-12);
    }

    [Fact]
    public void Loops_and_longer_twins_do_not_count() =>
        Assert.Equal([0, 1, 0], Betweenness.Of(3, [new(0, 1), new(1, 2), new(1, 1), new(0, 1, 9)]));

    [Fact]
    public void All_credit_together_is_the_nodes_between_on_shortest_ways() => Journeys.ForAll(paths =>
    {
        var edges = Journeys.Steps(paths);
        var hops = new double[4, 4];
        for (var pair = 0; pair < 16; pair++)
        {
            hops[pair / 4, pair % 4] = pair / 4 == pair % 4 ? 0 : edges.Contains(new(pair / 4, pair % 4)) ? 1 : double.PositiveInfinity;
        }

        for (var step = 0; step < 64; step++)
        {
            var (middle, from, to) = (step / 16, step / 4 % 4, step % 4);
            hops[from, to] = Math.Min(hops[from, to], hops[from, middle] + hops[middle, to]);
        }

        Assert.Equal(hops.Cast<double>().Where(count => count is > 0 and < 4).Sum(count => count - 1), Betweenness.Of(4, edges).Sum(), 1e-9);
    });

    [Fact]
    public void Graphs_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Betweenness.Of(0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Betweenness.Of(2, [new(-1, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Betweenness.Of(2, [new(0, 1, -1)]));
    }
}
