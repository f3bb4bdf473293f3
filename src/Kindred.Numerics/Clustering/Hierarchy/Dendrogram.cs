namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>Two clusters that become one.</summary>
/// <param name="One">The lower number of the two: a row, or n + m for the cluster that merge m made.</param>
/// <param name="Other">The higher number of the two.</param>
/// <param name="Height">How far apart they are.</param>
/// <param name="Rows">Rows in the new cluster.</param>
public readonly record struct Merge(int One, int Other, double Height, int Rows);

/// <summary>The tree of all merges from single rows to one cluster, in ascending order of height.</summary>
/// <remarks>
/// The numbers are those of SciPy's linkage matrix, as are the heights and the order of leaves. Labels count from 0 in the order of the
/// clusters' first rows (SciPy's count from 1 in the order of the tree). A cut takes O(n) time.
/// </remarks>
public sealed class Dendrogram
{
    readonly Merge[] _merges;

    Dendrogram(int rows, Merge[] merges) => (Rows, _merges) = (rows, merges);

    /// <summary>Number of rows at the bottom, n.</summary>
    public int Rows { get; }

    /// <summary>The n − 1 merges, lowest first.</summary>
    public IReadOnlyList<Merge> Merges => _merges;

    /// <summary>The merges as a table: the two numbers, the height and the rows of the new cluster, a merge a row.</summary>
    public double[,] LinkageMatrix()
    {
        var table = new double[_merges.Length, 4];
        for (var m = 0; m < _merges.Length; m++)
        {
            (table[m, 0], table[m, 1], table[m, 2], table[m, 3]) = (_merges[m].One, _merges[m].Other, _merges[m].Height, _merges[m].Rows);
        }

        return table;
    }

    /// <summary>The label of each row when the tree is cut into exactly so many clusters.</summary>
    /// <remarks>Where merges of the same height could be undone, the later one is (SciPy's <c>maxclust</c> then gives fewer clusters).</remarks>
    /// <param name="clusters">From 1 to the number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer rows, or no cluster is asked for.</exception>
    public int[] CutInto(int clusters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clusters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, Rows);
        return Labels(Rows - clusters);
    }

    /// <summary>The label of each row when all merges up to a height are made.</summary>
    /// <param name="height">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The height is negative or not a number.</exception>
    public int[] CutAt(double height)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(height, double.NaN);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        var above = Array.FindIndex(_merges, merge => merge.Height > height);
        return Labels(above < 0 ? _merges.Length : above);
    }

    /// <summary>The rows in the order in which a drawing shows them, so that no branches cross.</summary>
    public int[] LeafOrder()
    {
        var (order, found, waiting) = (new int[Rows], 0, new Stack<int>());
        waiting.Push(Rows + _merges.Length - 1);
        while (waiting.TryPop(out var node))
        {
            if (node < Rows)
            {
                order[found++] = node;
                continue;
            }

            waiting.Push(_merges[node - Rows].Other);
            waiting.Push(_merges[node - Rows].One);
        }

        return order;
    }

    /// <summary>The tree of joins that name clusters by any of their rows, in any order.</summary>
    internal static Dendrogram Of(ReadOnlySpan<int> sizes, Join[] joins)
    {
        var (roots, merges) = (new DisjointRows(sizes.Length), new Merge[joins.Length]);
        var (numbers, rows) = (new int[sizes.Length], sizes.ToArray());
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i;
        }

        var order = joins.Index().OrderBy(join => join.Item.Height).ThenBy(join => join.Index).Select(join => join.Item);
        foreach (var (m, join) in order.Index())
        {
            var (one, other) = (roots.Find(join.One), roots.Find(join.Other));
            var (low, high) = (Math.Min(numbers[one], numbers[other]), Math.Max(numbers[one], numbers[other]));
            var count = rows[one] + rows[other];
            merges[m] = new(low, high, join.Height, count);
            var root = roots.Unite(one, other);
            (numbers[root], rows[root]) = (sizes.Length + m, count);
        }

        return new(sizes.Length, merges);
    }

    /// <summary>The clusters after the first <paramref name="made"/> merges.</summary>
    int[] Labels(int made)
    {
        var groups = new int[Rows + made]; // the highest node above, as one more than its number; 0 for none
        for (var node = Rows + made - 1; node >= 0; node--)
        {
            var group = groups[node] == 0 ? node + 1 : groups[node];
            groups[node] = group;
            if (node >= Rows)
            {
                (groups[_merges[node - Rows].One], groups[_merges[node - Rows].Other]) = (group, group);
            }
        }

        var (labels, numbers) = (new int[Rows], new Dictionary<int, int>());
        for (var i = 0; i < Rows; i++)
        {
            numbers.TryAdd(groups[i], numbers.Count);
            labels[i] = numbers[groups[i]];
        }

        return labels;
    }
}

/// <summary>Two clusters, each named by one of its rows, that become one at a height.</summary>
readonly record struct Join(int One, int Other, double Height);
