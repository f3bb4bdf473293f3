using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Lifetimes;

/// <summary>How far ahead lifetime value looks and what later money is worth.</summary>
public sealed record LifetimeValueOptions
{
    /// <summary>How many periods ahead; 12 unless told.</summary>
    public int Periods { get; init; } = 12;

    /// <summary>How long a period is, in the unit of the histories.</summary>
    public required double PeriodLength { get; init; }

    /// <summary>Discount a period: money after k periods counts 1 / (1 + rate)ᵏ; 0 for none.</summary>
    public required double DiscountRate { get; init; }
}

/// <summary>Customer lifetime value: expected purchases to come times their expected value, discounted.</summary>
/// <remarks>
/// Purchases expected within a period count at its end, as lifetimes' <c>customer_lifetime_value</c> has it. The horizon is finite: what
/// comes after <see cref="LifetimeValueOptions.Periods"/> is left out. Value is revenue: multiply by a margin for profit.
/// </remarks>
public static class LifetimeValue
{
    /// <summary>The discounted value to come of each customer.</summary>
    /// <param name="values">Expected value of a purchase, one a customer, such as <see cref="GammaGamma.ExpectedValue"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, a history is impossible, a value is not finite, or an option out of range.</exception>
    public static double[] Of(
        PurchaseModel model,
        ReadOnlySpan<PurchaseHistory> histories,
        ReadOnlySpan<double> values,
        LifetimeValueOptions options,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Periods, 1, nameof(options));
        Require.Positive(options.PeriodLength, nameof(options));
        Require.Finite(options.DiscountRate, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.DiscountRate, nameof(options));
        Require.Finite(values, 0);
        if (values.Length != histories.Length)
        {
            throw new ArgumentException($"{histories.Length} customers need as many values, found {values.Length}.", nameof(values));
        }

        var (worth, before) = (new double[histories.Length], new double[histories.Length]);
        for (var period = 1; period <= options.Periods; period++)
        {
            cancellation.ThrowIfCancellationRequested();
            var discount = Math.Pow(1 + options.DiscountRate, -period);
            var purchases = model.ExpectedPurchases(histories, period * options.PeriodLength);
            for (var i = 0; i < worth.Length; i++)
            {
                worth[i] += discount * values[i] * (purchases[i] - before[i]);
            }

            before = purchases;
        }

        return worth;
    }
}
