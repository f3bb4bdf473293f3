using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Sequences;

/// <summary>How well a chain of one order describes the sequences.</summary>
/// <param name="Order">0, where states do not depend on the past, to 3.</param>
/// <param name="Parameters">Contexts seen × (states − 1).</param>
/// <param name="Aic">2·parameters − 2·log-likelihood; smaller is better.</param>
/// <param name="Bic">parameters·log(transitions) − 2·log-likelihood; smaller is better.</param>
/// <param name="LikelihoodRatio">2 × the gain of log-likelihood over the order below; 0 at order 0.</param>
/// <param name="PValue">Of that gain if the order below were true, by χ²; 1 at order 0.</param>
public sealed record MarkovOrderScore(
    int Order, double LogLikelihood, long Parameters, double Aic, double Bic, double LikelihoodRatio, double PValue);

/// <summary>The orders tried.</summary>
/// <param name="Scores">By order, from 0.</param>
/// <param name="BestByAic">The order with the least AIC, which errs towards memory.</param>
/// <param name="BestByBic">The order with the least BIC, which finds the true one as data grow.</param>
public sealed record MarkovOrderSelection(IReadOnlyList<MarkovOrderScore> Scores, int BestByAic, int BestByBic);

/// <summary>How far back do journeys remember?</summary>
/// <remarks>
/// All orders are fitted to the same transitions, those that have as many states before them as the highest order needs, so that their
/// likelihoods can be compared. Parameters are counted over contexts that occur, not over all that could, which departs from the
/// s^k(s−1) of textbooks wherever contexts are impossible; the test of one order against the one below has the difference as its degrees of freedom.
/// R. W. Katz, "On some criteria for estimating the order of a Markov chain", Technometrics 23 (1981).
/// </remarks>
public static class MarkovOrder
{
    /// <summary>Scores the orders from 0 to <paramref name="highest"/>.</summary>
    /// <param name="sequences">States in order, each from 0 to <paramref name="states"/> − 1.</param>
    /// <param name="highest">1 to 3.</param>
    /// <exception cref="ArgumentException">A state out of range, fewer than 2 states, no sequence long enough, or too many states.</exception>
    public static MarkovOrderSelection Select(IReadOnlyList<int[]> sequences, int states, int highest = MarkovChain.MaxOrder)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(highest, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(highest, MarkovChain.MaxOrder);
        var scores = new List<MarkovOrderScore>();
        for (var order = 0; order <= highest; order++)
        {
            var chain = MarkovChain.Count(sequences, states, order, highest);
            if (chain.Transitions == 0)
            {
                throw new ArgumentException($"No sequence is longer than {highest}, so the orders cannot be compared.", nameof(sequences));
            }

            scores.Add(Score(chain, scores.Count > 0 ? scores[^1] : null));
        }

        return new(scores, scores.MinBy(score => score.Aic)!.Order, scores.MinBy(score => score.Bic)!.Order);
    }

    static MarkovOrderScore Score(MarkovChain chain, MarkovOrderScore? below)
    {
        var (gain, freedom) = below is null
            ? (0, 0)
            : (Math.Max(0, 2 * (chain.LogLikelihood - below.LogLikelihood)), chain.Parameters - below.Parameters);
        return new(
            chain.Order,
            chain.LogLikelihood,
            chain.Parameters,
            (2 * chain.Parameters) - (2 * chain.LogLikelihood),
            (chain.Parameters * Math.Log(chain.Transitions)) - (2 * chain.LogLikelihood),
            gain,
            freedom > 0 ? Distributions.ChiSquaredSurvival(gain, freedom) : 1);
    }
}
