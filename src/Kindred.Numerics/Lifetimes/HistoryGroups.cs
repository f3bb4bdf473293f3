using System.Numerics;
using System.Runtime.InteropServices;

namespace Kindred.Numerics.Lifetimes;

/// <summary>Purchase histories with equal ones merged and weighed, in columns padded to whole vectors.</summary>
/// <remarks>A likelihood depends on a customer only through (x, tₓ, T), and in whole days few of these differ.</remarks>
sealed class HistoryGroups
{
    const int LeastSampled = 1000;
    const int MostSampled = 10_000;

    /// <param name="counts">Of customers; 1 each where empty.</param>
    HistoryGroups(ReadOnlySpan<PurchaseHistory> distinct, ReadOnlySpan<int> counts)
    {
        var width = Vector<double>.Count;
        Count = (distinct.Length + width - 1) / width * width;
        (Repeats, Recencies, Ages, Weights) = (new double[Count], new double[Count], new double[Count], new double[Count]);
        Ages.AsSpan(distinct.Length).Fill(1); // an age that every formula takes, in the padding of weight 0
        var byRepeats = new Dictionary<int, double>();
        for (var i = 0; i < distinct.Length; i++)
        {
            var ((repeats, recency, age), count) = (distinct[i], counts.IsEmpty ? 1 : counts[i]);
            (Repeats[i], Recencies[i], Ages[i], Weights[i]) = (repeats, recency, age, count);
            CollectionsMarshal.GetValueRefOrAddDefault(byRepeats, repeats, out _) += count;
            Customers += count;
            Purchases += (double)repeats * count;
            Exposure += age * count;
        }

        ByRepeats = [.. byRepeats.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key)];
    }

    /// <summary>Groups, those of weight 0 at the end included.</summary>
    public int Count { get; }

    public double[] Repeats { get; }

    public double[] Recencies { get; }

    public double[] Ages { get; }

    /// <summary>Customers a group.</summary>
    public double[] Weights { get; }

    /// <summary>Each number of repeats that occurs, and how many customers have it.</summary>
    public (int Repeats, double Weight)[] ByRepeats { get; }

    /// <summary>Customers in all.</summary>
    public double Customers { get; }

    /// <summary>Repeat purchases of all customers together.</summary>
    public double Purchases { get; }

    /// <summary>Ages of all customers together.</summary>
    public double Exposure { get; }

    /// <summary>Every so many of the customers, 1,000 to 10,000, enough to find where the maximum lies; all of them where they are few.</summary>
    public static HistoryGroups Sample(ReadOnlySpan<PurchaseHistory> histories, HistoryGroups all)
    {
        var size = Math.Clamp(all.Count / 4, LeastSampled, MostSampled);
        if (all.Count <= size)
        {
            return all;
        }

        var sample = Spread(histories, size);
        return Array.Exists(sample, history => history.Repeats > 0) ? Of(sample) : all;
    }

    /// <exception cref="ArgumentException">A history is impossible, or nobody bought again.</exception>
    public static HistoryGroups Of(ReadOnlySpan<PurchaseHistory> histories)
    {
        foreach (var history in histories)
        {
            PurchaseModel.Check(history, nameof(histories));
        }

        var groups = AreMostlyDifferent(histories) ? new(histories, []) : Merge(histories);
        return groups.Purchases > 0 && groups.Exposure > 0
            ? groups
            : throw new ArgumentException(
                $"None of the {histories.Length} customers bought again over time, so there is no rate to estimate.", nameof(histories));
    }

    /// <summary>Whether looking for equal histories among many is not worth its time: next to none are equal among 10,000 of them.</summary>
    static bool AreMostlyDifferent(ReadOnlySpan<PurchaseHistory> histories) =>
        histories.Length > 2 * MostSampled && Spread(histories, MostSampled).ToHashSet().Count > 0.99 * MostSampled;

    /// <summary>So many of the histories, from first to last.</summary>
    static PurchaseHistory[] Spread(ReadOnlySpan<PurchaseHistory> histories, int count)
    {
        var some = new PurchaseHistory[count];
        for (var i = 0; i < count; i++)
        {
            some[i] = histories[(int)((long)i * histories.Length / count)];
        }

        return some;
    }

    static HistoryGroups Merge(ReadOnlySpan<PurchaseHistory> histories)
    {
        var slots = new Dictionary<PurchaseHistory, int>();
        var (distinct, counts) = (new List<PurchaseHistory>(), new List<int>());
        foreach (var history in histories)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(slots, history, out var known);
            if (!known)
            {
                slot = distinct.Count;
                distinct.Add(history);
                counts.Add(0);
            }

            counts[slot]++;
        }

        return new(CollectionsMarshal.AsSpan(distinct), CollectionsMarshal.AsSpan(counts));
    }
}
