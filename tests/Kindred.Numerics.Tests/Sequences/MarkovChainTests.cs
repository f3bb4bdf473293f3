using Kindred.Numerics.Sequences;

namespace Kindred.Numerics.Tests.Sequences;

public sealed class MarkovChainTests
{
    [Fact]
    public void Probabilities_are_the_shares_counted()
    {
        var chain = MarkovChain.Fit([[0, 1, 0, 1, 1], [1, 0]], 2);

        Assert.Equal(2, chain.Count([0], 1)); // 0→1 twice, 1→0 twice, 1→1 once
        Assert.Equal(1, chain.Probability([0], 1));
        Assert.Equal(2.0 / 3, chain.Probability([1], 0));
        Assert.Equal(Math.Sqrt(2.0 / 27), chain.StandardError([1], 0), 1e-15);
        Assert.Equal((2 * Math.Log(2.0 / 3)) + Math.Log(1.0 / 3), chain.LogLikelihood, 1e-14);
    }

    [Fact]
    public void Order_two_remembers_two_states()
    {
        var chain = MarkovChain.Fit([[0, 1, 2], [2, 1, 0], [0, 1, 2]], 3, 2);

        Assert.Equal(1, chain.Probability([0, 1], 2));
        Assert.Equal(1, chain.Probability([2, 1], 0));
        Assert.Equal((2, 3), (chain.Contexts, chain.Transitions));
    }

    [Fact]
    public void Transitions_of_the_clothing_shop_are_the_known_ones()
    {
        var chain = MarkovChain.Fit(Journeys.Shop(), 4);

        long[][] known = [[34598, 3153, 3206, 2114], [2027, 25645, 2997, 1683], [2252, 1723, 26326, 2734], [1618, 1415, 1603, 28354]];
        for (var from = 0; from < 4; from++)
        {
            Assert.Equal(known[from], Enumerable.Range(0, 4).Select(to => chain.Count([from], to)));
        }

        Assert.Equal([0.8033, 0.0732, 0.0744, 0.0491], Enumerable.Range(0, 4).Select(to => Math.Round(chain.Probability([0], to), 4)));
    }

    [Fact]
    public void Probabilities_and_errors_agree_with_NumPy()
    {
        var chain = MarkovChain.Fit(Journeys.Simulated.Paths, Journeys.States);

        Journeys.Reference.Agree("transitions", 1e-13, Table((from, to) => chain.Probability([from], to)));
        Journeys.Reference.Agree("errors", 1e-13, Table((from, to) => chain.StandardError([from], to)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_follows_a_context_sums_to_one(int order)
    {
        var chain = MarkovChain.Fit(Journeys.Simulated.Paths, Journeys.States, order);
        var seen = 0;

        for (var code = 0; code < Math.Pow(Journeys.States, order); code++)
        {
            int[] context = [.. Enumerable.Range(0, order).Select(i => code / (int)Math.Pow(Journeys.States, i) % Journeys.States)];
            if (chain.Visits(context) > 0)
            {
                seen++;
                Assert.Equal(1, Enumerable.Range(0, Journeys.States).Sum(next => chain.Probability(context, next)), 1e-12);
            }
        }

        Assert.Equal(seen, chain.Contexts);
    }

    [Fact]
    public void Counts_from_a_query_make_the_same_chain()
    {
        var chain = MarkovChain.FromCounts(new long[,] { { 0, 2 }, { 2, 1 } });

        Assert.Equal(MarkovChain.Fit([[0, 1, 0, 1, 1], [1, 0]], 2).LogLikelihood, chain.LogLikelihood);
    }

    [Fact]
    public void A_state_that_nothing_followed_stays_in_the_matrix_but_has_no_probabilities()
    {
        var chain = MarkovChain.Fit([[0, 1]], 2);

        Assert.Equal(1, chain.TransitionMatrix()[1, 1]);
        Assert.Throws<ArgumentException>(() => chain.Probability([1], 0));
    }

    [Fact]
    public void Sequences_and_tables_that_make_no_chain_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MarkovChain.Fit([], 2));
        Assert.Throws<ArgumentException>(() => MarkovChain.Fit([[0], [1]], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MarkovChain.Fit([[0, 2]], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MarkovChain.Fit([[0, 1]], 2, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => MarkovChain.Fit([[0, 1, 2, 3]], 1000, 3));
        Assert.Throws<ArgumentException>(() => MarkovChain.FromCounts(new long[1, 2]));
        Assert.Throws<ArgumentException>(() => MarkovChain.FromCounts(new long[2, 2]));
        Assert.Throws<ArgumentException>(() => MarkovChain.Fit([[0, 1]], 2).Count([0, 1], 1));
        Assert.Throws<InvalidOperationException>(() => MarkovChain.Fit([[0, 1, 0]], 2, 2).TransitionMatrix());
    }

    static double[] Table(Func<int, int, double> cell) =>
        [.. from i in Enumerable.Range(0, Journeys.States) from j in Enumerable.Range(0, Journeys.States) select cell(i, j)];
}
