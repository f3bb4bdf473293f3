using Kindred.Numerics.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace Kindred.Numerics.Sequences;

/// <summary>A Markov chain with states that end the journey, such as conversion and exit: where journeys end, and how soon.</summary>
/// <remarks>
/// All answers come from the fundamental matrix N = (I − Q)⁻¹ of the transitions Q among the states that do not end the journey;
/// O(states³) once.
/// J. G. Kemeny and J. L. Snell, "Finite Markov Chains" (1960), chapter 3.
/// </remarks>
public sealed class AbsorbingChain
{
    readonly double[,] _transitions;
    readonly Matrix<double> _visits;
    readonly int[] _position;
    readonly int[] _transient;

    /// <summary>Makes the given states absorbing, whatever follows them in the matrix.</summary>
    /// <param name="transitions">Row-stochastic: from row to column.</param>
    /// <param name="ends">At least one state that ends the journey; not all of them.</param>
    /// <exception cref="ArgumentException">The matrix is not stochastic, an end is out of range, or from some state no end, or next to none, is ever reached.</exception>
    public AbsorbingChain(double[,] transitions, params ReadOnlySpan<int> ends)
    {
        var states = TransitionMatrix.Check(transitions, nameof(transitions));
        Require.Length(ends.Length, 1, nameof(ends));
        var ending = new bool[states];
        foreach (var end in ends)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(end, nameof(ends));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(end, states, nameof(ends));
            ending[end] = true;
        }

        _transitions = transitions;
        _transient = [.. Enumerable.Range(0, states).Where(state => !ending[state])];
        Require.Length(_transient.Length, 1, nameof(ends));
        _position = new int[states];
        Array.Fill(_position, -1);
        for (var i = 0; i < _transient.Length; i++)
        {
            _position[_transient[i]] = i;
        }

        var stuck = Array.IndexOf(TransitionMatrix.Reach(transitions, ends.ToArray(), backwards: true), false);
        if (stuck >= 0)
        {
            throw new ArgumentException($"From state {stuck} the journey never ends.", nameof(transitions));
        }

        _visits = Matrix<double>.Build.Dense(
            _transient.Length,
            _transient.Length,
            (i, j) => i == j ? Leaving(transitions, _transient[i]) : -transitions[_transient[i], _transient[j]]).Inverse();
        if (!_visits.ForAll(double.IsFinite))
        {
            throw new ArgumentException("Some journeys end so rarely that double precision cannot tell how often they are where.", nameof(transitions));
        }
    }

    /// <summary>The probability that a journey now in a state ends in an end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A state is out of range, or <paramref name="end"/> is not an end.</exception>
    public double Probability(int from, int end)
    {
        ThrowIfUnknown(from);
        ThrowIfUnknown(end);
        if (_position[end] >= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(end), end, "This state does not end the journey.");
        }

        return _position[from] < 0 ? (from == end ? 1 : 0) : Math.Min(1, SumVisits(from, state => _transitions[state, end]));
    }

    /// <summary>How many more steps a journey now in a state is expected to take until it ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The state is out of range.</exception>
    public double Steps(int from)
    {
        ThrowIfUnknown(from);
        return _position[from] < 0 ? 0 : SumVisits(from, _ => 1);
    }

    /// <summary>The variance of the number of steps until the journey ends; +∞ beyond 10³⁰⁸.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The state is out of range.</exception>
    public double StepsVariance(int from)
    {
        var steps = Steps(from);
        var variance = _position[from] < 0 ? 0 : SumVisits(from, state => (2 * Steps(state)) - 1) - (steps * steps);
        return double.IsFinite(variance) ? Math.Max(0, variance) : double.PositiveInfinity;
    }

    /// <summary>Expected steps until a journey now in a state ends, over those journeys only that end in <paramref name="end"/>.</summary>
    /// <exception cref="ArgumentException">A state is out of range, <paramref name="end"/> is not an end or never reached from there.</exception>
    public double StepsTo(int from, int end)
    {
        var probability = Probability(from, end);
        if (probability <= 0)
        {
            throw new ArgumentException($"No journey leads from state {from} to state {end}.", nameof(end));
        }

        return _position[from] < 0 ? 0 : SumVisits(from, state => Probability(state, end)) / probability;
    }

    /// <summary>How often a journey now in a state is expected to be in another before it ends, now included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A state is out of range.</exception>
    public double Visits(int from, int state)
    {
        ThrowIfUnknown(from);
        ThrowIfUnknown(state);
        return _position[from] < 0 || _position[state] < 0 ? 0 : _visits[_position[from], _position[state]];
    }

    /// <summary>The probability that a journey now in a state is ever in another before it ends, now included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A state is out of range.</exception>
    public double Reach(int from, int state) => Visits(from, state) is var visits && visits > 0 ? visits / Visits(state, state) : 0;

    /// <summary>Of journeys that begin in a state, the share that drops off from each state straight into an end.</summary>
    /// <returns>One share a state, 0 for ends; they sum to <see cref="Probability"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A state is out of range, or <paramref name="end"/> is not an end.</exception>
    public double[] DropOff(int from, int end)
    {
        _ = Probability(from, end);
        var shares = new double[_position.Length];
        foreach (var state in _transient)
        {
            shares[state] = Visits(from, state) * _transitions[state, end];
        }

        return shares;
    }

    /// <summary>The probability of going elsewhere: 1 − p(stay) would lose what is small.</summary>
    static double Leaving(double[,] transitions, int state)
    {
        var leaving = 0.0;
        for (var other = 0; other < transitions.GetLength(1); other++)
        {
            leaving += other == state ? 0 : transitions[state, other];
        }

        return leaving;
    }

    double SumVisits(int from, Func<int, double> value)
    {
        var sum = 0.0;
        for (var i = 0; i < _transient.Length; i++)
        {
            sum += _visits[_position[from], i] * value(_transient[i]);
        }

        return sum;
    }

    void ThrowIfUnknown(int state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(state);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(state, _position.Length);
    }
}
