namespace Kindred.Numerics.Neighbors;

/// <summary>What <see cref="NeighborDescent.Among"/> is asked for.</summary>
public sealed record NeighborDescentOptions
{
    /// <summary>Random trees whose leaves give the first guess, at least 2 (the leaves of one know nothing of each other); more cost time and find more.</summary>
    public int Trees { get; init; } = 4;

    /// <summary>Rounds of asking neighbours for theirs, at least 0; fewer are taken where lists hardly change any more.</summary>
    public int MaxRounds { get; init; } = 10;

    /// <summary>Seed of trees and samples.</summary>
    public ulong Seed { get; init; }
}

/// <summary>NN-descent: most of the k nearest neighbours of every row, where rows have too many columns for an exact search to be fast.</summary>
/// <remarks>
/// <para>A neighbour of a neighbour is likely a neighbour. The first lists come from the leaves of random trees, which cut at the median along the line through two
/// random rows. Then, round by round, the acquaintances of every row meet each other: the rows on its list and up to 4·k, by chance, of those that list it; pairs that
/// have met around it before are passed over. Both rows of a pair learn of each other. The end is where fewer than one entry in a thousand changes.</para>
/// <para>About O(n·k²·d) a round and few rounds, whatever the number of columns; O(n·(k + d)) memory. Of the true neighbours a few are missed; fewer with more trees, and
/// where rows fill few dimensions however many columns they have. In few columns (up to some 15) use the exact <see cref="NearestNeighbors"/>, which is faster there.</para>
/// <para>Departures from the paper and from PyNNDescent: acquaintances are those of before the round, and lists those of before a batch of 8,192 rows, so the same seed
/// gives the same bits on any number of cores. Euclidean distances in single precision; equally near rows are listed by number.</para>
/// <para>W. Dong, M. Charikar and K. Li, "Efficient k-nearest neighbor graph construction for generic similarity measures", WWW (2011); S. Dasgupta and Y. Freund, "Random
/// projection trees and low dimensional manifolds", STOC (2008).</para>
/// </remarks>
public static class NeighborDescent
{
    const double FewChanges = 0.001;

    /// <summary>The <paramref name="count"/> rows found nearest to each row of <paramref name="points"/>, itself left out.</summary>
    /// <param name="points">n × d, finite.</param>
    /// <param name="count">k, from 1 to n − 1.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are too few other rows, or an option is out of range.</exception>
    public static Neighborhoods Among(
        Matrix points, int count, NeighborDescentOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Trees, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRounds, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, points.Rows - 1);
        points.ThrowIfNotSquarable(nameof(points));

        // Rows of a leaf beside each other in memory: most of what a row meets is near it then.
        var order = Leaves(points, 0).SelectMany(leaf => leaf).ToArray();
        var sorted = RowSample.Take(points, order);
        var lists = new NeighborLists(sorted, count);
        var leaves = new int[options.Trees][][];
        RowBlocks.Each(options.Trees, tree => leaves[tree] = Leaves(sorted, tree), cancellation);
        Array.ForEach(leaves, tree => lists.Join(tree, cancellation));

        var (join, changes) = (new NeighborJoin(lists), long.MaxValue);
        for (var round = 0; round < options.MaxRounds && changes > FewChanges * points.Rows * count; round++)
        {
            changes = join.Run(options.Seed + (ulong)(options.Trees + round), cancellation);
        }

        return lists.Drain(order, cancellation);

        int[][] Leaves(Matrix rows, int tree) => ProjectionTree.Leaves(rows, (2 * count) + 2, new(options.Seed + (ulong)tree), cancellation);
    }
}
