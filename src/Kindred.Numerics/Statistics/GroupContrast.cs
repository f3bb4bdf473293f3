namespace Kindred.Numerics.Statistics;

/// <summary>One group held against all the others together, on one column.</summary>
/// <param name="Group">The group's label.</param>
/// <param name="Present">How many of its values are present.</param>
/// <param name="Missing">How many are missing (NaN).</param>
/// <param name="Mean">Its mean; 0 where it has no value.</param>
/// <param name="RestMean">The mean of all values outside it; 0 where there is none.</param>
/// <param name="CohenD">(Mean − RestMean) over the pooled standard deviation.</param>
/// <param name="CliffDelta">P(greater than one of the rest) − P(smaller), from −1 to 1.</param>
/// <param name="PValue">Mann–Whitney, two-sided, normal approximation; not adjusted for the number of groups.</param>
public sealed record GroupContrast(
    int Group, int Present, int Missing, double Mean, double RestMean, double CohenD, double CliffDelta, double PValue);

/// <summary>How far one column sets groups apart.</summary>
/// <param name="EtaSquared">Share of the variance between groups, from 0 to 1.</param>
/// <param name="EpsilonSquared">Share of the ranks' variance between groups (Kruskal–Wallis), from 0 to 1.</param>
/// <param name="PValue">Of the Kruskal–Wallis test.</param>
public sealed record ColumnContrast(IReadOnlyList<GroupContrast> Groups, double EtaSquared, double EpsilonSquared, double PValue);

/// <summary>What sets each group of customers apart on a column: every group against the rest, from one sort.</summary>
/// <remarks>
/// O(n log n + groups) for all groups together. Missing values take no part. A group without values, or one that holds them all, gets
/// effect sizes of 0 and a p-value of 1, and so does a constant column: nothing sets it apart.
/// </remarks>
public static class GroupContrasts
{
    /// <summary>Contrasts the groups on one column.</summary>
    /// <param name="values">One a row; NaN where missing, no value infinite.</param>
    /// <param name="labels">One a row, from 0 to <paramref name="groups"/> − 1; −1 for rows in no group, which are left out.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is infinite, or a label is out of range.</exception>
    public static ColumnContrast Of(ReadOnlySpan<double> values, ReadOnlySpan<int> labels, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (labels.Length != values.Length)
        {
            throw new ArgumentException($"{values.Length} values need as many labels, found {labels.Length}.", nameof(labels));
        }

        var members = new List<double>[groups];
        for (var g = 0; g < groups; g++)
        {
            members[g] = [];
        }

        var missing = new int[groups];
        for (var i = 0; i < values.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(labels[i], -1, nameof(labels));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(labels[i], groups, nameof(labels));
            if (labels[i] >= 0 && double.IsNaN(values[i]))
            {
                missing[labels[i]]++;
            }
            else if (labels[i] >= 0)
            {
                members[labels[i]].Add(values[i]);
            }
        }

        return Contrast([.. members.Select(member => member.ToArray())], missing);
    }

    static ColumnContrast Contrast(double[][] members, int[] missing)
    {
        double[] all = [.. members.SelectMany(member => member)];
        Require.Finite(all, 0, "values");
        var (ranks, ties) = Ranks.Of(all);
        var (whole, between, offset) = (Squares.Of(all), 0.0, 0);
        var contrasts = new GroupContrast[members.Length];
        for (var g = 0; g < members.Length; g++)
        {
            var sum = 0.0;
            foreach (var rank in ranks.AsSpan(offset, members[g].Length))
            {
                sum += rank - (0.5 * (all.Length + 1));
            }

            offset += members[g].Length;
            between += members[g].Length == 0 ? 0 : sum * sum / members[g].Length;
            contrasts[g] = Against(g, Squares.Of(members[g]), whole, sum, ties) with { Missing = missing[g] };
        }

        var filled = members.Where(member => member.Length > 0).Select(member => SampleMoments.OfFinite(member)).ToArray();
        if (filled.Length < 2 || all.Length <= filled.Length)
        {
            return new(contrasts, 0, 0, 1);
        }

        var kruskal = KruskalWallisTest.FromRanks(between, ties, all.Length, filled.Length);
        return new(contrasts, Anova.OneWay(filled).EtaSquared, kruskal.EpsilonSquared, kruskal.PValue);
    }

    static GroupContrast Against(int group, Squares own, Squares whole, double centredRanks, double ties)
    {
        var rest = whole.Without(own);
        if (own.Count == 0 || rest.Count == 0)
        {
            return new(group, (int)own.Count, 0, own.Mean, rest.Mean, 0, 0, 1);
        }

        // Of n₁ values ranked among n, U = Σ(rank − (n + 1) / 2) + n₁n₂ / 2.
        var pairs = own.Count * rest.Count;
        var p = MannWhitneyTest.NormalPValue(centredRanks + (pairs / 2), pairs, whole.Count, ties, Alternative.TwoSided);
        var pooled = whole.Count > 2 ? (own.Sum + rest.Sum) / (whole.Count - 2) : 0;
        var d = pooled > 0 ? (own.Mean - rest.Mean) / Math.Sqrt(pooled) : 0;
        return new(group, (int)own.Count, 0, own.Mean, rest.Mean, d, 2 * centredRanks / pairs, p);
    }

    /// <summary>A count, a mean and the sum of squared distances to it, from which a part can be taken out.</summary>
    readonly record struct Squares(double Count, double Mean, double Sum)
    {
        public static Squares Of(ReadOnlySpan<double> values)
        {
            if (values.IsEmpty)
            {
                return default;
            }

            var moments = SampleMoments.OfFinite(values);
            return new(values.Length, moments.Mean, moments.Variance * (values.Length - 1));
        }

        public Squares Without(Squares part)
        {
            var count = Count - part.Count;
            if (count == 0)
            {
                return default;
            }

            var mean = Mean - ((part.Mean - Mean) * part.Count / count);
            var sum = Sum - part.Sum - (part.Count * count / Count * (part.Mean - mean) * (part.Mean - mean));
            return new(count, mean, Math.Max(0, sum));
        }
    }
}
