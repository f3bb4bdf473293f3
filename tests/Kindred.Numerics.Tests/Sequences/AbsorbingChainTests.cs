using Kindred.Numerics.Sequences;

namespace Kindred.Numerics.Tests.Sequences;

public sealed class AbsorbingChainTests
{
    /// <summary>A walk over 0 to 4 that steps up or down evenly and ends at either edge.</summary>
    static readonly AbsorbingChain Walk = new(
        new[,] { { 1, 0, 0, 0, 0 }, { 0.5, 0, 0.5, 0, 0 }, { 0, 0.5, 0, 0.5, 0 }, { 0, 0, 0.5, 0, 0.5 }, { 0, 0, 0, 0, 1 } }, 0, 4);

    [Fact]
    public void A_fair_game_is_won_in_proportion_to_the_stake()
    {
        for (var stake = 0; stake <= 4; stake++)
        {
            Assert.Equal(stake / 4.0, Walk.Probability(stake, 4), 1e-14);
            Assert.Equal(stake * (4 - stake), Walk.Steps(stake), 1e-13);
        }
    }

    [Fact]
    public void Winning_takes_as_long_as_the_conditional_walk() // (n² − i²) / 3 steps
    {
        Assert.Equal(5, Walk.StepsTo(1, 4), 1e-13);
        Assert.Equal(4, Walk.StepsTo(2, 4), 1e-13);
    }

    [Fact]
    public void All_answers_agree_with_NumPy()
    {
        var chain = new AbsorbingChain(Journeys.Matrix("journey matrix"), 6, 7);
        var reference = Journeys.Reference;

        reference.Agree("journey probability", 1e-12, Each(state => chain.Probability(state, 6)));
        reference.Agree("journey steps", 1e-12, Each(chain.Steps));
        reference.Agree("journey variance", 1e-11, Each(chain.StepsVariance));
        reference.Agree("journey visits", 1e-12, Each(state => chain.Visits(5, state)));
        reference.Agree("journey dropoff", 1e-12, chain.DropOff(5, 7)[..6]);
        reference.Agree("conversion steps", 1e-12, Each(state => chain.StepsTo(state, 6)));
    }

    [Fact]
    public void Every_journey_ends_somewhere_and_drops_off_somewhere()
    {
        var chain = new AbsorbingChain(Journeys.Matrix("journey matrix"), 6, 7);

        for (var state = 0; state < 8; state++)
        {
            Assert.Equal(1, chain.Probability(state, 6) + chain.Probability(state, 7), 1e-12);
            Assert.Equal(state < 6 ? chain.Probability(state, 7) : 0, chain.DropOff(state, 7).Sum(), 1e-12);
            Assert.InRange(chain.Reach(5, state), 0, 1 + 1e-12);
        }
    }

    [Fact]
    public void An_ended_journey_stays_ended()
    {
        Assert.Equal((0, 0, 0), (Walk.Steps(4), Walk.StepsVariance(4), Walk.Visits(4, 2)));
        Assert.Equal(0, Walk.Probability(4, 0));
    }

    [Fact]
    public void What_holds_at_a_step_holds_for_the_steps_after_it() => Journeys.ForAll(paths =>
    {
        var transitions = Ending(paths);
        var chain = new AbsorbingChain(transitions, 4, 5);

        for (var state = 0; state < 4; state++)
        {
            double After(Func<int, double> answer) => Enumerable.Range(0, 6).Sum(next => transitions[state, next] * answer(next));
            Assert.Equal(1 + After(chain.Steps), chain.Steps(state), 1e-8);
            Assert.Equal(After(next => chain.Probability(next, 4)), chain.Probability(state, 4), 1e-10);
            Assert.Equal(1, chain.Probability(state, 4) + chain.Probability(state, 5), 1e-10);
            Assert.Equal(chain.Steps(state), Enumerable.Range(0, 4).Sum(other => chain.Visits(state, other)), 1e-8);
        }
    });

    [Fact]
    public void Journeys_that_cannot_be_analysed_are_refused()
    {
        var trap = new double[,] { { 0, 1, 0 }, { 1, 0, 0 }, { 0, 0, 1 } };

        Assert.Throws<ArgumentException>(() => new AbsorbingChain(trap, 2));
        Assert.Throws<ArgumentException>(() => new AbsorbingChain(trap));
        Assert.Throws<ArgumentException>(() => new AbsorbingChain(trap, 0, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AbsorbingChain(trap, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Walk.Probability(1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Walk.Steps(5));
        Assert.Throws<ArgumentException>(() => Walk.StepsTo(0, 4));
    }

    /// <summary>Shares of steps between four states; every other journey ends in 4, the rest, and states never seen, in 5.</summary>
    static double[,] Ending(int[][] paths)
    {
        var transitions = new double[6, 6];
        foreach (var (i, path) in paths.Index())
        {
            int[] whole = [.. path, 4 + (i % 2)];
            for (var step = 1; step < whole.Length; step++)
            {
                transitions[whole[step - 1], whole[step]]++;
            }
        }

        for (var from = 0; from < 6; from++)
        {
            var all = Enumerable.Range(0, 6).Sum(to => transitions[from, to]);
            transitions[from, from > 3 ? from : 5] += all == 0 ? 1 : 0;
            for (var to = 0; to < 6; to++)
            {
                transitions[from, to] /= Math.Max(all, 1);
            }
        }

        return transitions;
    }

    static double[] Each(Func<int, double> answer) => [.. Enumerable.Range(0, 6).Select(answer)];
}
