namespace Kindred.Numerics.Sequences;

/// <summary>The shares of time that a Markov chain spends in its states in the long run: π with π = πP.</summary>
/// <remarks>
/// By the elimination of Grassmann, Taksar and Heyman, which subtracts nothing and so keeps full relative precision even for states visited
/// once in a billion steps; O(states³). States that the chain leaves for good get 0.
/// W. K. Grassmann, M. I. Taksar and D. P. Heyman, "Regenerative analysis and steady state distributions for Markov chains",
/// Oper. Res. 33 (1985).
/// </remarks>
public static class StationaryDistribution
{
    /// <summary>The stationary distribution, which is unique where the chain ends up in one set of states whatever the start.</summary>
    /// <param name="transitions">Row-stochastic: from row to column.</param>
    /// <exception cref="ArgumentException">The matrix is not stochastic, or the chain can end up in separate sets of states.</exception>
    public static double[] Of(double[,] transitions)
    {
        var states = TransitionMatrix.Check(transitions, nameof(transitions));
        var recurrent = Recurrent(transitions, states);
        var shares = Eliminate(transitions, recurrent);
        var distribution = new double[states];
        for (var i = 0; i < recurrent.Length; i++)
        {
            distribution[recurrent[i]] = shares[i];
        }

        return distribution;
    }

    /// <summary>The one set of states that is never left.</summary>
    static int[] Recurrent(double[,] transitions, int states)
    {
        // Where everything leads back, or nowhere else: walk on until the set that can be reached no longer shrinks.
        var state = 0;
        var reached = TransitionMatrix.Reach(transitions, [state]);
        for (var i = 0; i < states; i++)
        {
            if (reached[i] && !TransitionMatrix.Reach(transitions, [i])[state])
            {
                (state, i) = (i, -1);
                reached = TransitionMatrix.Reach(transitions, [state]);
            }
        }

        var home = TransitionMatrix.Reach(transitions, [state], backwards: true);
        var stray = Array.IndexOf(home, false);
        return stray < 0
            ? [.. Enumerable.Range(0, states).Where(i => reached[i])]
            : throw new ArgumentException(
                $"State {stray} never leads to state {state}, which is never left for good: where the chain ends up depends on its start.",
                nameof(transitions));
    }

    static double[] Eliminate(double[,] transitions, int[] states)
    {
        var n = states.Length;
        var p = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                p[i, j] = transitions[states[i], states[j]];
            }
        }

        for (var k = n - 1; k > 0; k--)
        {
            var leaving = 0.0;
            for (var j = 0; j < k; j++)
            {
                leaving += p[k, j];
            }

            for (var i = 0; i < k; i++)
            {
                p[i, k] /= leaving;
                for (var j = 0; j < k; j++)
                {
                    p[i, j] += p[i, k] * p[k, j];
                }
            }
        }

        return Substitute(p, n);
    }

    static double[] Substitute(double[,] p, int n)
    {
        var shares = new double[n];
        (shares[0], var total) = (1, 1.0);
        for (var k = 1; k < n; k++)
        {
            for (var i = 0; i < k; i++)
            {
                shares[k] += shares[i] * p[i, k];
            }

            total += shares[k];
        }

        return Array.ConvertAll(shares, share => share / total);
    }
}
