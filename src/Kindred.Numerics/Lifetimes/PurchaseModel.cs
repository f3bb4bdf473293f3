using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Lifetimes;

/// <summary>A model fitted by maximum likelihood.</summary>
/// <param name="LogLikelihood">Summed over all customers, at the model's parameters.</param>
/// <param name="StandardErrors">
/// One a parameter, in the model's order, from the observed information; null where the likelihood is flat in some direction, so that
/// the parameters are not to be relied on one by one.
/// </param>
/// <param name="Converged">Whether the search ended at a maximum inside the range of sensible parameters.</param>
public sealed record LifetimeFit<TModel>(
    TModel Model, double LogLikelihood, IReadOnlyList<double>? StandardErrors, bool Converged);

/// <summary>A fitted model of when customers buy and when they silently leave.</summary>
/// <remarks>Times are in the unit of the histories it was fitted on.</remarks>
public abstract record PurchaseModel
{
    private protected PurchaseModel()
    {
    }

    /// <summary>The probability that a customer with this history will still buy.</summary>
    /// <exception cref="ArgumentException">The history is impossible.</exception>
    public double PAlive(PurchaseHistory history)
    {
        Check(history, nameof(history));
        return 1 / (1 + Math.Exp(LogOddsGone(history)));
    }

    /// <summary>Expected purchases of a customer with this history, in the time <paramref name="duration"/> from now on.</summary>
    /// <exception cref="ArgumentException">The history is impossible, or the duration is below 0 or not finite.</exception>
    public double ExpectedPurchases(PurchaseHistory history, double duration) => ExpectedPurchases([history], duration)[0];

    /// <summary>Expected purchases of many customers in the time <paramref name="duration"/> from now on.</summary>
    /// <remarks>Customers alike in repeats and age share the costly part of the computation.</remarks>
    /// <exception cref="ArgumentException">A history is impossible, or the duration is below 0 or not finite.</exception>
    public double[] ExpectedPurchases(ReadOnlySpan<PurchaseHistory> histories, double duration)
    {
        CheckDuration(duration);
        var whileAlive = new Dictionary<(int, double), double>();
        var expected = new double[histories.Length];
        for (var i = 0; i < histories.Length; i++)
        {
            var (repeats, _, age) = histories[i];
            var alive = PAlive(histories[i]);
            if (!whileAlive.TryGetValue((repeats, age), out var purchases))
            {
                purchases = ExpectedIfAlive(repeats, age, duration);
                whileAlive.Add((repeats, age), purchases);
            }

            expected[i] = alive * purchases;
        }

        return expected;
    }

    /// <summary>Expected repeat purchases of a new customer in the time <paramref name="duration"/> after the first one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is below 0 or not finite.</exception>
    public double ExpectedPurchases(double duration)
    {
        CheckDuration(duration);
        return ExpectedIfNew(duration);
    }

    internal static void Check(PurchaseHistory history, string name)
    {
        var (repeats, recency, age) = history;
        if (repeats < 0 || !(age >= 0 && age <= 1e100) || !(recency >= 0 && recency <= age) || (repeats == 0 && recency > 0))
        {
            throw new ArgumentException(
                $"No customer has {repeats} repeats, recency {recency} and age {age}: recency lies between 0 and the age, which is finite (at most 1e100), "
                + "and is 0 without repeats.",
                name);
        }
    }

    /// <summary>log of P(gone) / P(alive); −∞ where the customer cannot have left.</summary>
    private protected abstract double LogOddsGone(PurchaseHistory history);

    /// <summary>Expected purchases over a duration, given that the customer is alive now.</summary>
    private protected abstract double ExpectedIfAlive(int repeats, double age, double duration);

    private protected abstract double ExpectedIfNew(double duration);

    static void CheckDuration(double duration)
    {
        Require.Finite(duration);
        ArgumentOutOfRangeException.ThrowIfNegative(duration);
    }
}
