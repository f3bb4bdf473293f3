using Kindred.Features;
using Kindred.Numerics.Statistics;

namespace Kindred.Validation;

/// <summary>A number that a business is run by.</summary>
public enum KeyIndicator
{
    /// <summary>Sessions with an order, as a share of sessions.</summary>
    Conversion,

    /// <summary>Revenue divided by orders.</summary>
    OrderValue,

    /// <summary>Of the customers active from 60 to 30 days before the moment, the share active in the 30 days before it.</summary>
    Retention,

    /// <summary>Of the customers known for over 90 days, the share without an event in the last 90.</summary>
    Churn,
}

/// <summary>A key indicator of some customers.</summary>
/// <param name="Value">The estimate; NaN where there is nothing to divide by.</param>
/// <param name="Interval">95 %: Wilson's for shares of customers, a bootstrap over customers for ratios of sums.</param>
/// <param name="Base">How many customers it rests on.</param>
public sealed record Indication(KeyIndicator Indicator, double Value, Interval Interval, int Base);

/// <summary>Key indicators of groups of customers, from their features.</summary>
public static class KeyIndicators
{
    const double ChurnDays = 90;

    /// <summary>Customers are drawn together in so many parts, whose sums vary as those of customers do.</summary>
    const int Parts = 400;

    static readonly BootstrapOptions Drawn = new() { Replicates = 1000, Method = BootstrapMethod.Percentile, Seed = 1 };

    /// <summary>Whether a share of customers stands behind it, from 0 to 1.</summary>
    public static bool IsShare(KeyIndicator indicator) => indicator is not KeyIndicator.OrderValue;

    /// <summary>The features that an indicator is made of: a model that clusters by one of them has it by construction.</summary>
    public static IReadOnlyList<string> Features(KeyIndicator indicator) => indicator switch
    {
        KeyIndicator.Conversion => ["conversion", "orders", "sessions"],
        KeyIndicator.OrderValue => ["average_order_value", "revenue", "orders"],
        KeyIndicator.Retention => ["events_30d", "activity_trend", "inactive_days"],
        _ => ["inactive_days", "session_recency_days", "recency_days", "tenure_days"],
    };

    /// <summary>The indicators of each group.</summary>
    /// <param name="groups">The places in the snapshot of the customers of each.</param>
    public static IReadOnlyList<IReadOnlyList<Indication>> Of(Snapshot snapshot, IReadOnlyList<int[]> groups) =>
        [.. groups.Select(group => (IReadOnlyList<Indication>)[Conversion(snapshot, group), OrderValue(snapshot, group), Retention(snapshot, group), Churn(snapshot, group)])];

    static Indication Conversion(Snapshot snapshot, int[] group)
    {
        var (share, sessions) = (snapshot["conversion"], snapshot["sessions"]);
        return Ratio(KeyIndicator.Conversion, group, row => share[row] * (double)sessions[row], row => sessions[row]);
    }

    static Indication OrderValue(Snapshot snapshot, int[] group)
    {
        var (revenue, orders) = (snapshot["revenue"], snapshot["orders"]);
        return Ratio(KeyIndicator.OrderValue, [.. group.Where(row => orders[row] > 0)], row => revenue[row], row => orders[row]);
    }

    /// <summary>The trend, (now − before) / (now + before), tells whether there was something before.</summary>
    static Indication Retention(Snapshot snapshot, int[] group)
    {
        var (now, trend) = (snapshot["events_30d"], snapshot["activity_trend"]);
        var active = Array.FindAll(group, row => now[row] > 0 ? trend[row] < 1 : trend[row] < 0);
        return Share(KeyIndicator.Retention, active, row => now[row] > 0);
    }

    static Indication Churn(Snapshot snapshot, int[] group)
    {
        var (silent, known) = (snapshot["inactive_days"], snapshot["tenure_days"]);
        return Share(KeyIndicator.Churn, Array.FindAll(group, row => known[row] > ChurnDays), row => silent[row] > ChurnDays);
    }

    static Indication Share(KeyIndicator indicator, int[] of, Predicate<int> counts)
    {
        var successes = of.Count(row => counts(row));
        return of.Length == 0
            ? new(indicator, double.NaN, new(double.NaN, double.NaN), 0)
            : new(indicator, successes / (double)of.Length, Proportion.Wilson(successes, of.Length), of.Length);
    }

    static Indication Ratio(KeyIndicator indicator, int[] group, Func<int, double> above, Func<int, double> below)
    {
        var parts = Math.Min(Parts, group.Length);
        var (over, under) = (new double[parts], new double[parts]);
        for (var i = 0; i < group.Length; i++)
        {
            over[i % parts] += above(group[i]);
            under[i % parts] += below(group[i]);
        }

        var whole = under.Sum();
        if (whole <= 0)
        {
            return new(indicator, double.NaN, new(double.NaN, double.NaN), 0);
        }

        double[] places = [.. Enumerable.Range(0, parts)];
        var drawn = parts < 2 ? new Interval(double.NaN, double.NaN) : Bootstrap.Interval(places, drawn => Quotient(drawn, over, under), Drawn).Interval;
        return new(indicator, over.Sum() / whole, drawn, group.Length);
    }

    static double Quotient(ReadOnlySpan<double> places, double[] over, double[] under)
    {
        var (above, below) = (0.0, 0.0);
        foreach (var place in places)
        {
            above += over[(int)place];
            below += under[(int)place];
        }

        return below > 0 ? above / below : 0;
    }
}
