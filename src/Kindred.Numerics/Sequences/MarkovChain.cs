namespace Kindred.Numerics.Sequences;

/// <summary>A Markov chain of order 1 to 3: what comes next depends on the last one, two or three states only.</summary>
/// <remarks>
/// <para>Transition probabilities are the shares counted, the maximum likelihood estimate, without smoothing; their standard errors are
/// √(p(1−p)/n) with n the visits to the context. A context never followed by anything has no probabilities: they are refused.</para>
/// <para>Counts are kept densely: states to the power of order + 1 of them.</para>
/// <para>T. W. Anderson and L. A. Goodman, "Statistical inference about Markov chains", Ann. Math. Statist. 28 (1957).</para>
/// </remarks>
public sealed class MarkovChain
{
    /// <summary>The highest order.</summary>
    public const int MaxOrder = 3;

    const long MostCounts = 100_000_000;
    readonly long[] _counts;
    readonly long[] _visits;

    MarkovChain(int states, int order, long[] counts)
    {
        (States, Order, _counts) = (states, order, counts);
        _visits = new long[counts.Length / states];
        for (var context = 0; context < _visits.Length; context++)
        {
            foreach (var count in Row(context))
            {
                _visits[context] += count;
                LogLikelihood += count > 0 ? count * Math.Log(count) : 0;
            }

            LogLikelihood -= _visits[context] > 0 ? _visits[context] * Math.Log(_visits[context]) : 0;
            Contexts += _visits[context] > 0 ? 1 : 0;
            Transitions += _visits[context];
        }
    }

    /// <summary>How many states there are, numbered from 0.</summary>
    public int States { get; }

    /// <summary>How many states back the chain remembers, 1 to 3 (0 within order selection).</summary>
    public int Order { get; }

    /// <summary>Transitions counted.</summary>
    public long Transitions { get; }

    /// <summary>Contexts that were followed by something at least once.</summary>
    public int Contexts { get; }

    /// <summary>Free probabilities: contexts seen × (states − 1).</summary>
    public long Parameters => (long)Contexts * (States - 1);

    /// <summary>Of the transitions, given each sequence's first states.</summary>
    public double LogLikelihood { get; }

    /// <summary>Counts the transitions of sequences.</summary>
    /// <param name="sequences">States in order, each from 0 to <paramref name="states"/> − 1; those too short for a transition add nothing.</param>
    /// <param name="order">1, 2 or 3.</param>
    /// <exception cref="ArgumentException">A state out of range, no transition at all, or too many states for the order.</exception>
    public static MarkovChain Fit(IReadOnlyList<int[]> sequences, int states, int order = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, MaxOrder);
        var chain = Count(sequences, states, order, order);
        return chain.Transitions > 0
            ? chain
            : throw new ArgumentException($"No sequence is longer than {order}, so there is no transition to count.", nameof(sequences));
    }

    /// <summary>A chain of order 1 from a table of transition counts, rows being where from.</summary>
    /// <exception cref="ArgumentException">The table is not square, has a negative count, or no count at all.</exception>
    public static MarkovChain FromCounts(long[,] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var states = counts.GetLength(0);
        if (counts.GetLength(1) != states || states == 0)
        {
            throw new ArgumentException($"A square table is needed, found {states} × {counts.GetLength(1)}.", nameof(counts));
        }

        var flat = new long[states * states];
        for (var i = 0; i < flat.Length; i++)
        {
            flat[i] = counts[i / states, i % states];
            ArgumentOutOfRangeException.ThrowIfNegative(flat[i], nameof(counts));
        }

        return flat.Any(count => count > 0)
            ? new(states, 1, flat)
            : throw new ArgumentException("The table holds no transition.", nameof(counts));
    }

    /// <summary>How often <paramref name="next"/> followed the context.</summary>
    /// <param name="context">The last states, oldest first, as many as the order.</param>
    /// <exception cref="ArgumentException">The context has another length, or a state is out of range.</exception>
    public long Count(ReadOnlySpan<int> context, int next)
    {
        CheckState(next, States, nameof(next));
        return Row(Index(context))[next];
    }

    /// <summary>How often the context was followed by anything.</summary>
    /// <exception cref="ArgumentException">The context has another length, or a state is out of range.</exception>
    public long Visits(ReadOnlySpan<int> context) => _visits[Index(context)];

    /// <summary>The probability that <paramref name="next"/> follows the context.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Count(ReadOnlySpan{int}, int)"/>, or the context was never followed by anything.</exception>
    public double Probability(ReadOnlySpan<int> context, int next)
    {
        var visits = Visits(context);
        return visits > 0
            ? Count(context, next) / (double)visits
            : throw new ArgumentException($"Nothing ever followed {string.Join(" → ", context.ToArray())}: ask Visits first.", nameof(context));
    }

    /// <summary>The standard error of <see cref="Probability"/>.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Probability"/>.</exception>
    public double StandardError(ReadOnlySpan<int> context, int next)
    {
        var p = Probability(context, next);
        return Math.Sqrt(p * (1 - p) / Visits(context));
    }

    /// <summary>The transition matrix of a chain of order 1; a state that nothing followed stays where it is.</summary>
    /// <exception cref="InvalidOperationException">The order is not 1.</exception>
    public double[,] TransitionMatrix()
    {
        if (Order != 1)
        {
            throw new InvalidOperationException($"Only a chain of order 1 has a transition matrix between states; this one is of order {Order}.");
        }

        var matrix = new double[States, States];
        for (var i = 0; i < States; i++)
        {
            for (var j = 0; j < States; j++)
            {
                matrix[i, j] = _visits[i] > 0 ? Row(i)[j] / (double)_visits[i] : i == j ? 1 : 0;
            }
        }

        return matrix;
    }

    /// <summary>Counts transitions into every position from <paramref name="from"/> on, so that orders can be held against each other.</summary>
    internal static MarkovChain Count(IReadOnlyList<int[]> sequences, int states, int order, int from)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        if (Math.Pow(states, order + 1) > MostCounts)
        {
            throw new ArgumentOutOfRangeException(
                nameof(states), states, $"A chain of order {order} over {states} states keeps more than {MostCounts} counts: merge rare states.");
        }

        var counts = new long[(int)Math.Pow(states, order + 1)];
        foreach (var sequence in sequences)
        {
            var window = 0;
            for (var i = 0; i < sequence.Length; i++)
            {
                CheckState(sequence[i], states, nameof(sequences));
                window = (int)((((long)window * states) + sequence[i]) % counts.Length);
                counts[window] += i >= from ? 1 : 0;
            }
        }

        return new(states, order, counts);
    }

    static void CheckState(int state, int states, string name)
    {
        if ((uint)state >= (uint)states)
        {
            throw new ArgumentOutOfRangeException(name, state, $"States run from 0 to {states - 1}.");
        }
    }

    ReadOnlySpan<long> Row(int context) => _counts.AsSpan(context * States, States);

    int Index(ReadOnlySpan<int> context)
    {
        if (context.Length != Order)
        {
            throw new ArgumentException($"A context of {Order} state(s) is needed, found {context.Length}.", nameof(context));
        }

        var index = 0;
        foreach (var state in context)
        {
            CheckState(state, States, nameof(context));
            index = (index * States) + state;
        }

        return index;
    }
}
