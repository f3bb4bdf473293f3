using Kindred.Numerics.Sequences;

namespace Kindred.Numerics.Tests.Sequences;

public sealed class PageRankTests
{
    internal static Edge[] Edges =>
        [.. Journeys.Reference["edges"].Chunk(3).Select(edge => new Edge((int)edge[0], (int)edge[1], edge[2]))];

    [Fact]
    public void A_page_that_two_others_point_to_by_hand()
    {
        // x = rank of 0 and 1, y = of 2, which points nowhere: x = (0.15 + 0.85 y)/3, y = x + 1.7 x, so x = 1/4.7.
        var result = PageRank.Of(3, [new(0, 2), new(1, 2)]);

        Assert.True(result.Converged);
        Assert.Equal([1 / 4.7, 1 / 4.7, 2.7 / 4.7], result.Ranks, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Ranks_agree_with_networkx() =>
        Journeys.Reference.Agree("pagerank", 1e-10, PageRank.Of(24, Edges).Ranks);

    [Fact]
    public void Ranks_sum_to_one_and_ignore_the_scale_of_weights()
    {
        var (one, other) = (PageRank.Of(24, Edges), PageRank.Of(24, [.. Edges.Select(edge => edge with { Weight = 7 * edge.Weight })]));

        Assert.Equal(1, one.Ranks.Sum(), 1e-12);
        References.Agree("scaled", one.Ranks, other.Ranks, 1e-12);
    }

    [Fact]
    public void Two_equal_edges_count_as_one_of_both_weights() =>
        Assert.Equal(
            PageRank.Of(3, [new(0, 1, 2), new(0, 2)]).Ranks, PageRank.Of(3, [new(0, 1), new(0, 2), new(0, 1)]).Ranks);

    [Fact]
    public void Without_edges_all_are_equal() =>
        Assert.Equal([0.25, 0.25, 0.25, 0.25], PageRank.Of(4, []).Ranks, (a, b) => Math.Abs(a - b) < 1e-15);

    [Fact]
    public void Stopping_early_is_told() =>
        Assert.False(PageRank.Of(24, Edges, new() { MaxIterations = 2 }).Converged);

    [Fact]
    public void Ranks_follow_their_nodes_when_these_are_renamed() => Journeys.ForAll(paths =>
    {
        var edges = Journeys.Steps(paths);

        var ranks = PageRank.Of(4, edges).Ranks;
        var turned = PageRank.Of(4, [.. edges.Select(edge => new Edge(3 - edge.From, 3 - edge.To))]).Ranks;

        Assert.Equal(1, ranks.Sum(), 1e-12);
        Assert.All(ranks, rank => Assert.True(rank >= (0.15 / 4) - 1e-12));
        References.Agree("renamed", ranks, [.. turned.Reverse()], 1e-9);
    });

    [Fact]
    public void Graphs_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PageRank.Of(0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => PageRank.Of(2, [new(0, 2)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PageRank.Of(2, [new(0, 1, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PageRank.Of(2, [new(0, 1, double.NaN)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PageRank.Of(2, [], new() { Damping = 2 }));
    }
}
