namespace Kindred.Numerics.Sequences;

/// <summary>What a step or channel contributes to conversion.</summary>
/// <param name="State">The step or channel.</param>
/// <param name="Effect">The share of conversions that would be lost without it, from 0 to 1.</param>
/// <param name="Share">Its part of all effects together: the share of conversions attributed to it.</param>
public sealed record StateContribution(int State, double Effect, double Share);

/// <summary>All contributions, and the conversion they are shares of.</summary>
/// <param name="Conversion">The probability that a journey converts, by the chain.</param>
public sealed record RemovalEffects(double Conversion, IReadOnlyList<StateContribution> States);

/// <summary>Attribution by removal: how much conversion would be lost if journeys ended where they meet a step or channel?</summary>
/// <remarks>
/// Journeys make a chain of order 1 with a start, a conversion and an exit. Removing a state sends whoever enters it to the exit, which
/// costs P(state is ever entered) · P(conversion from it) of the conversion probability: all effects follow from one fundamental matrix, O(states³).
/// E. Anderl, I. Becker, F. von Wangenheim and J. H. Schumann, "Mapping the customer journey", Int. J. Res. Marketing 33 (2016).
/// </remarks>
public static class RemovalEffect
{
    /// <summary>Attributes conversions to the states of journeys.</summary>
    /// <param name="journeys">States in order, each from 0 to <paramref name="states"/> − 1, none empty.</param>
    /// <param name="converted">Whether each journey ended in a conversion.</param>
    /// <exception cref="ArgumentException">Lengths differ, an empty journey, a state out of range, or no conversion at all.</exception>
    public static RemovalEffects Of(IReadOnlyList<int[]> journeys, IReadOnlyList<bool> converted, int states)
    {
        var (start, conversion, exit) = (states, states + 1, states + 2);
        var matrix = MarkovChain.FromCounts(Counts(journeys, converted, states)).TransitionMatrix();

        // A state that no journey meets would trap the chain; nobody enters it, so it may as well exit.
        for (var state = 0; state < states; state++)
        {
            if (matrix[state, state] == 1)
            {
                (matrix[state, state], matrix[state, exit]) = (0, 1);
            }
        }

        var chain = new AbsorbingChain(matrix, conversion, exit);
        var whole = chain.Probability(start, conversion);
        var effects = Enumerable.Range(0, states)
            .Select(state => Math.Min(1, chain.Reach(start, state) * chain.Probability(state, conversion) / whole))
            .ToArray();
        var total = effects.Sum();
        return new(whole, [.. effects.Select((effect, state) => new StateContribution(state, effect, effect / total))]);
    }

    static long[,] Counts(IReadOnlyList<int[]> journeys, IReadOnlyList<bool> converted, int states)
    {
        ArgumentNullException.ThrowIfNull(journeys);
        ArgumentNullException.ThrowIfNull(converted);
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        if (converted.Count != journeys.Count || !converted.Contains(true))
        {
            throw new ArgumentException(
                $"{journeys.Count} journeys need as many marks, at least one of them a conversion; found {converted.Count}.", nameof(converted));
        }

        var counts = new long[states + 3, states + 3];
        for (var i = 0; i < journeys.Count; i++)
        {
            var state = states;
            foreach (var next in journeys[i])
            {
                ArgumentOutOfRangeException.ThrowIfNegative(next, nameof(journeys));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(next, states, nameof(journeys));
                counts[state, next]++;
                state = next;
            }

            if (state == states)
            {
                throw new ArgumentException($"Journey {i} is empty.", nameof(journeys));
            }

            counts[state, converted[i] ? states + 1 : states + 2]++;
        }

        return counts;
    }
}
