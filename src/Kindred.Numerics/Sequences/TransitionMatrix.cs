namespace Kindred.Numerics.Sequences;

/// <summary>What analyses of a transition matrix share.</summary>
static class TransitionMatrix
{
    const double RowTolerance = 1e-9;

    /// <summary>Refuses a matrix that is not square or has a row that is no probability distribution; returns the number of states.</summary>
    public static int Check(double[,] transitions, string name)
    {
        ArgumentNullException.ThrowIfNull(transitions, name);
        var states = transitions.GetLength(0);
        if (states == 0 || transitions.GetLength(1) != states)
        {
            throw new ArgumentException($"A square matrix is needed, found {states} × {transitions.GetLength(1)}.", name);
        }

        for (var i = 0; i < states; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < states; j++)
            {
                sum += transitions[i, j] >= 0 ? transitions[i, j] : double.NaN;
            }

            if (!(Math.Abs(sum - 1) <= RowTolerance))
            {
                throw new ArgumentException($"Row {i} of the matrix sums to {sum} or has a negative entry; probabilities sum to 1.", name);
            }
        }

        return states;
    }

    /// <summary>Which states can be reached from a state, or, <paramref name="backwards"/>, from which it can be reached; itself included.</summary>
    public static bool[] Reach(double[,] transitions, IEnumerable<int> from, bool backwards = false)
    {
        var reached = new bool[transitions.GetLength(0)];
        var open = new Stack<int>();
        foreach (var state in from)
        {
            reached[state] = true;
            open.Push(state);
        }

        while (open.TryPop(out var state))
        {
            for (var other = 0; other < reached.Length; other++)
            {
                if (!reached[other] && (backwards ? transitions[other, state] : transitions[state, other]) > 0)
                {
                    reached[other] = true;
                    open.Push(other);
                }
            }
        }

        return reached;
    }
}
