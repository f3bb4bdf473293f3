using Kindred.Numerics.Clustering.Quality;

namespace Kindred.History;

/// <summary>Which segments of a run go on from which of an earlier one, by the customers that both have.</summary>
/// <remarks>
/// Segments are paired so that as many customers as possible stay where they were (optimal assignment). A pair counts as one and the same
/// segment when at least half of their customers are shared: 2·shared ≥ old + new, sizes counted over customers whom both runs segmented.
/// Splits and merges follow M. Spiliopoulou et al., "MONIC: modeling and monitoring cluster transitions", KDD (2006), with thresholds of a
/// half for what a piece mostly is and a quarter for what a piece is worth.
/// </remarks>
public static class Succession
{
    const double Same = 0.5, Mostly = 0.5, Worth = 0.25;

    /// <summary>For each new segment the old one that it goes on from, or −1.</summary>
    /// <param name="shared">New × old: customers whom both runs segmented.</param>
    public static int[] Of(long[,] shared)
    {
        var (fresh, old) = (Sums(shared, ofRows: true), Sums(shared, ofRows: false));
        if (old.Length == 0)
        {
            return [.. fresh.Select(_ => -1)];
        }

        var costs = new double[fresh.Length, old.Length];
        for (var i = 0; i < fresh.Length; i++)
        {
            for (var j = 0; j < old.Length; j++)
            {
                costs[i, j] = shared[i, j] > 0 && shared[i, j] >= Same * (fresh[i] + old[j]) / 2 ? -shared[i, j] : 0;
            }
        }

        var pairs = Assignment.Solve(costs);
        return [.. pairs.Select((j, i) => j >= 0 && costs[i, j] < 0 ? j : -1)];
    }

    /// <summary>What became of the old segments and where the new ones come from; segments that simply went on are told first.</summary>
    public static IReadOnlyList<SegmentTurn> Turns(long[,] shared, int[] predecessors, IReadOnlyList<NamedSegment> fresh, IReadOnlyList<NamedSegment> old)
    {
        var (rows, columns) = (Sums(shared, ofRows: true), Sums(shared, ofRows: false));
        var turns = new List<SegmentTurn>();
        for (var i = 0; i < fresh.Count; i++)
        {
            if (predecessors[i] >= 0)
            {
                turns.Add(new(TurnKind.Continued, fresh[i], [new(old[predecessors[i]], shared[i, predecessors[i]])]));
            }
        }

        for (var j = 0; j < old.Count; j++)
        {
            var pieces = Parts(fresh, i => shared[i, j], i => shared[i, j] >= Worth * columns[j] && shared[i, j] >= Mostly * rows[i]);
            if (pieces.Count > 1)
            {
                turns.Add(new(TurnKind.Split, old[j], pieces));
            }
        }

        for (var i = 0; i < fresh.Count; i++)
        {
            var pieces = Parts(old, j => shared[i, j], j => shared[i, j] >= Worth * rows[i] && shared[i, j] >= Mostly * columns[j]);
            if (pieces.Count > 1)
            {
                turns.Add(new(TurnKind.Merged, fresh[i], pieces));
            }
        }

        turns.AddRange(Enumerable.Range(0, fresh.Count).Where(i => predecessors[i] < 0)
            .Select(i => new SegmentTurn(TurnKind.Born, fresh[i], Parts(old, j => shared[i, j], j => shared[i, j] >= Worth * rows[i]))));
        turns.AddRange(Enumerable.Range(0, old.Count).Where(j => !predecessors.Contains(j))
            .Select(j => new SegmentTurn(TurnKind.Died, old[j], Parts(fresh, i => shared[i, j], i => shared[i, j] >= Worth * columns[j]))));
        return turns;
    }

    static List<SegmentPart> Parts(IReadOnlyList<NamedSegment> segments, Func<int, long> customers, Func<int, bool> counts) =>
    [
        .. Enumerable.Range(0, segments.Count).Where(i => customers(i) > 0 && counts(i))
            .Select(i => new SegmentPart(segments[i], customers(i))).OrderByDescending(part => part.Customers),
    ];

    static long[] Sums(long[,] table, bool ofRows)
    {
        var sums = new long[table.GetLength(ofRows ? 0 : 1)];
        for (var i = 0; i < table.GetLength(0); i++)
        {
            for (var j = 0; j < table.GetLength(1); j++)
            {
                sums[ofRows ? i : j] += table[i, j];
            }
        }

        return sums;
    }
}
