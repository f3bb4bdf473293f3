using Kindred.Numerics.Sequences;

namespace Kindred.Numerics.Tests.Sequences;

public sealed class MarkovOrderTests
{
    [Fact]
    public void Scores_agree_with_NumPy_and_SciPy()
    {
        var selection = MarkovOrder.Select(Journeys.Simulated.Paths, Journeys.States);

        foreach (var s in selection.Scores)
        {
            Journeys.Reference.Agree($"order {s.Order}", 1e-9, s.LogLikelihood, s.Parameters, s.Aic, s.Bic, s.LikelihoodRatio, s.PValue);
        }
    }

    [Fact]
    public void The_order_that_made_the_journeys_is_found()
    {
        var selection = MarkovOrder.Select(Journeys.Simulated.Paths, Journeys.States);

        Assert.Equal((2, 2), (selection.BestByAic, selection.BestByBic));
    }

    [Fact]
    public void Coin_tosses_have_no_memory()
    {
        var rng = new Rng(11);
        int[][] tosses = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 100).Select(_ => rng.NextInt32(2)).ToArray())];

        var selection = MarkovOrder.Select(tosses, 2);

        Assert.Equal(0, selection.BestByBic);
        Assert.All(selection.Scores, score => Assert.True(score.PValue > 0.01));
    }

    [Fact]
    public void Alternation_is_remembered_by_one_state()
    {
        var selection = MarkovOrder.Select([[0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]], 2);

        Assert.Equal((1, 1), (selection.BestByAic, selection.BestByBic));
        Assert.Equal(0, selection.Scores[1].LogLikelihood);
        Assert.Equal(1, selection.Scores[2].PValue); // order 2 has nothing to add
    }

    [Fact]
    public void Longer_memory_never_fits_worse() => Journeys.ForAll(paths =>
    {
        var scores = MarkovOrder.Select(paths, 4).Scores;

        Assert.All(scores.Zip(scores.Skip(1)), pair => Assert.True(pair.Second.LogLikelihood >= pair.First.LogLikelihood - 1e-9));
        Assert.All(scores.Skip(1), score => Assert.InRange(score.PValue, 0, 1));
    });

    [Fact]
    public void Journeys_too_short_and_single_states_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MarkovOrder.Select([[0, 1, 0]], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MarkovOrder.Select([[0, 0, 0, 0]], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MarkovOrder.Select([[0, 1, 0, 1]], 2, 0));
    }
}
