using Kindred.History;

namespace Kindred.Tests.History;

public sealed class SuccessionTests
{
    static readonly NamedSegment[] Old = [new("m_1", "Regulars"), new("m_2", "Lapsed")];
    static readonly NamedSegment[] Fresh = [new("n_1", "A"), new("n_2", "B"), new("n_3", "C")];

    [Fact]
    public void Segments_go_on_from_those_they_share_most_customers_with()
    {
        long[,] shared = { { 5, 90 }, { 95, 10 } };

        Assert.Equal([1, 0], Succession.Of(shared));
    }

    [Fact]
    public void As_many_customers_as_possible_stay_where_they_were()
    {
        // Taking the best pair first (60) would leave 10 for the rest: 70. The other way round it is 55 + 50.
        long[,] shared = { { 60, 55 }, { 50, 10 } };

        Assert.Equal([1, 0], Succession.Of(shared));
    }

    [Fact]
    public void A_pair_that_shares_less_than_half_is_not_the_same_segment()
    {
        // 2 · 40 < 100 + 70: of the old 100, 40 went here; the new one has 30 from elsewhere.
        long[,] shared = { { 40, 30 }, { 60, 170 } };

        Assert.Equal([-1, 1], Succession.Of(shared));
    }

    [Fact]
    public void Without_an_earlier_run_nothing_goes_on() => Assert.Equal([-1, -1], Succession.Of(new long[2, 0]));

    [Fact]
    public void A_segment_that_falls_apart_is_told_as_split_and_its_largest_piece_goes_on()
    {
        long[,] shared = { { 60, 0 }, { 40, 0 }, { 0, 50 } };

        var turns = Turns(shared, Fresh);

        Assert.Equal([TurnKind.Continued, TurnKind.Continued, TurnKind.Split, TurnKind.Born], turns.Select(turn => turn.Kind));
        Assert.Equal("“Regulars” split into “A” (60) and “B” (40).", turns[2].Sentence);
        Assert.Equal("“B” is new; it comes from “Regulars” (40).", turns[3].Sentence);
    }

    [Fact]
    public void Segments_that_come_together_are_told_as_merged_and_the_smaller_as_gone()
    {
        long[,] shared = { { 60, 50 } };

        var turns = Turns(shared, Fresh[..1]);

        Assert.Equal([TurnKind.Continued, TurnKind.Merged, TurnKind.Died], turns.Select(turn => turn.Kind));
        Assert.Equal("“A” now holds “Regulars” (60) and “Lapsed” (50).", turns[1].Sentence);
        Assert.Equal("“Lapsed” is gone; its customers are now in “A” (50).", turns[2].Sentence);
    }

    [Fact]
    public void A_segment_of_new_customers_is_born_from_nothing()
    {
        long[,] shared = { { 100, 0 }, { 0, 100 }, { 0, 0 } };

        Assert.Equal("“C” is new.", Turns(shared, Fresh)[^1].Sentence);
    }

    static IReadOnlyList<SegmentTurn> Turns(long[,] shared, NamedSegment[] fresh) => Succession.Turns(shared, Succession.Of(shared), fresh, Old);
}
