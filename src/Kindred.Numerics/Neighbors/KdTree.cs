using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Neighbors;

/// <summary>A k-d tree: exact nearest neighbours and neighbours within a radius, by Euclidean distance.</summary>
/// <remarks>
/// <para>A node is split at the median of the column that spreads most (judged on at most 256 of its rows), down to leaves of 24 to 48 rows, which
/// are compared eight at a time. Nodes keep the tight box around their rows, so a search skips a node by its true distance.</para>
/// <para>Building takes O(n·log n) time, the tree O(n·d) memory beside the points. A search takes about O(log n) in few dimensions; where the rows fill many
/// (some 15 or more) it comes near to O(n·d), as every exact search does.</para>
/// <para>Deterministic on any number of cores. Of rows at exactly the same distance the lower comes first. Distances are summed in single precision, column
/// by column (relative error about 10⁻⁷; infinite beyond 10¹⁹). A built tree may be searched from many threads at once.</para>
/// <para>Departures from scikit-learn's <c>KDTree</c>: single precision, Euclidean only, and ties have an order.</para>
/// <para>J. Friedman, J. Bentley and R. Finkel, "An algorithm for finding best matches in logarithmic expected time", ACM TOMS 3 (1977).</para>
/// </remarks>
public sealed class KdTree
{
    const int MostLeafRows = 48;
    const int Depth = 64; // more than the levels of any tree over int.MaxValue rows
    const float Slack = 1 - 1e-5f; // a bound is rounded otherwise than a distance: never skip for that

    readonly PointGroups _groups;
    readonly KdNode[] _nodes;
    readonly float[] _bounds;
    readonly int _width;

    KdTree(PointGroups groups, KdNode[] nodes, float[] bounds, int columns, int rows)
    {
        (_groups, _nodes, _bounds, Columns, Rows) = (groups, nodes, bounds, columns, rows);
        _width = bounds.Length / nodes.Length / 2;
    }

    /// <summary>Number of rows in the tree.</summary>
    public int Rows { get; }

    /// <summary>Number of columns of its rows.</summary>
    public int Columns { get; }

    /// <summary>The nodes, each parent before its children; the root is first.</summary>
    internal ReadOnlySpan<KdNode> Nodes => _nodes;

    /// <summary>The rows in the order of the leaves, by eight; see <see cref="KdNode"/>.</summary>
    internal PointGroups Groups => _groups;

    /// <summary>Builds the tree over the rows of <paramref name="points"/>, which are copied.</summary>
    /// <param name="points">n × d, at least one row, finite.</param>
    /// <exception cref="ArgumentException">There is no row, or a value is not finite.</exception>
    public static KdTree Build(Matrix points, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfFewerRows(1, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        var (order, nodes) = KdSplit.Split(points, MostLeafRows, cancellation);
        var groups = new PointGroups(points, order);
        return new(groups, nodes, KdSplit.Bounds(points, order, nodes), points.Columns, points.Rows);
    }

    /// <summary>Finds the rows nearest to <paramref name="query"/>, nearest first; as many as <paramref name="rows"/> has places.</summary>
    /// <param name="query">One value a column, finite.</param>
    /// <param name="rows">Receives row numbers; from 1 to <see cref="Rows"/> places.</param>
    /// <param name="distances">Receives Euclidean distances; as long as <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">A span has another length than it must, or the query is not finite.</exception>
    public void Nearest(ReadOnlySpan<float> query, Span<int> rows, Span<float> distances)
    {
        CheckQuery(query);
        if (rows.Length < 1 || rows.Length > Rows || distances.Length != rows.Length)
        {
            throw new ArgumentException(
                $"From 1 to {Rows} neighbours can be asked for, with a place for each distance; found {rows.Length} and {distances.Length} places.",
                nameof(rows));
        }

        var nearest = new NearestHeap(new ulong[rows.Length]);
        Span<float> padded = new float[_width];
        query.CopyTo(padded);
        Search(padded, except: -1, ref nearest);
        nearest.Drain(rows, distances);
    }

    /// <summary>Adds to <paramref name="found"/> every row at most <paramref name="radius"/> away from <paramref name="query"/>, in the tree's order.</summary>
    /// <param name="query">One value a column, finite.</param>
    /// <exception cref="ArgumentException">The query has another length than the columns, or is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or NaN.</exception>
    public void Within(ReadOnlySpan<float> query, float radius, List<int> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfEqual(radius, float.NaN);
        CheckQuery(query);
        var padded = _width <= 256 ? stackalloc float[_width] : new float[_width];
        padded.Clear();
        query.CopyTo(padded);
        var limit = radius * radius;
        Span<int> waiting = stackalloc int[Depth];
        var count = 0;
        waiting[count++] = 0;
        while (count > 0)
        {
            var node = waiting[--count];
            if (SquaredBound(padded, node) > limit)
            {
                continue;
            }

            if (_nodes[node].Right > 0)
            {
                (waiting[count], waiting[count + 1]) = (_nodes[node].Right, node + 1);
                count += 2;
                continue;
            }

            AddWithin(padded, _nodes[node], limit, found);
        }
    }

    /// <summary>How many rows are at most <paramref name="radius"/> away, counted from the nearest leaf on until there are <paramref name="enough"/>.</summary>
    /// <param name="query">The query, padded with zeros to <see cref="QueryWidth"/>.</param>
    /// <param name="radius">0 or more.</param>
    /// <param name="enough">At which to stop.</param>
    internal int CountWithin(ReadOnlySpan<float> query, float radius, int enough)
    {
        var limit = Math.Min(radius * radius, float.MaxValue); // padding slots are at infinity
        Span<(int Node, float Bound)> waiting = stackalloc (int, float)[Depth];
        var (count, found) = (0, 0);
        waiting[count++] = (0, 0);
        while (count > 0 && found < enough)
        {
            var (node, bound) = waiting[--count];
            while (bound <= limit && _nodes[node].Right > 0)
            {
                var (near, far) = (node + 1, _nodes[node].Right);
                (bound, var farBound) = (SquaredBound(query, near), SquaredBound(query, far));
                if (farBound < bound)
                {
                    (near, far, bound, farBound) = (far, near, farBound, bound);
                }

                waiting[count++] = (far, farBound);
                node = near;
            }

            for (var group = _nodes[node].From; bound <= limit && group < _nodes[node].Until; group++)
            {
                var distances = _groups.SquaredDistances(ref MemoryMarshal.GetReference(query), group);
                found += BitOperations.PopCount(Vector256.LessThanOrEqual(distances, Vector256.Create(limit)).ExtractMostSignificantBits());
            }
        }

        return found;
    }

    /// <summary>Offers to <paramref name="nearest"/> all rows that may belong to it, but for row <paramref name="except"/>.</summary>
    /// <param name="query">The query, padded with zeros to <see cref="QueryWidth"/>.</param>
    internal void Search(ReadOnlySpan<float> query, int except, ref NearestHeap nearest)
    {
        Span<(int Node, float Bound)> waiting = stackalloc (int, float)[Depth];
        var count = 0;
        waiting[count++] = (0, 0);
        while (count > 0)
        {
            var (node, bound) = waiting[--count];
            while (bound <= nearest.Worst && _nodes[node].Right > 0)
            {
                var (near, far) = (node + 1, _nodes[node].Right);
                (bound, var farBound) = (SquaredBound(query, near), SquaredBound(query, far));
                if (farBound < bound)
                {
                    (near, far, bound, farBound) = (far, near, farBound, bound);
                }

                waiting[count++] = (far, farBound);
                node = near;
            }

            if (bound <= nearest.Worst)
            {
                _groups.Offer(ref MemoryMarshal.GetReference(query), _nodes[node].From, _nodes[node].Until, except, ref nearest);
            }
        }
    }

    /// <summary>Length of a padded query: the columns rounded up to whole vectors.</summary>
    internal int QueryWidth => _width;

    /// <summary>A lower bound of the squared distance from a padded query to every row of a node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float SquaredBound(ReadOnlySpan<float> query, int node)
    {
        ref var at = ref MemoryMarshal.GetReference(query);
        ref var low = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bounds), 2 * node * _width);
        ref var high = ref Unsafe.Add(ref low, _width);
        var sum = Vector256<float>.Zero;
        for (nuint j = 0; j < (nuint)_width; j += 8)
        {
            var q = Vector256.LoadUnsafe(ref at, j);
            var outside = Vector256.MaxNative(
                Vector256.MaxNative(Vector256.LoadUnsafe(ref low, j) - q, q - Vector256.LoadUnsafe(ref high, j)),
                Vector256<float>.Zero);
            sum = Vector256.FusedMultiplyAdd(outside, outside, sum);
        }

        return Vector256.Sum(sum) * Slack;
    }

    void AddWithin(ReadOnlySpan<float> query, KdNode leaf, float limit, List<int> found)
    {
        for (var group = leaf.From; group < leaf.Until; group++)
        {
            var distances = _groups.SquaredDistances(ref MemoryMarshal.GetReference(query), group);
            var close = Vector256.LessThanOrEqual(distances, Vector256.Create(limit)).ExtractMostSignificantBits();
            while (close != 0)
            {
                var row = _groups.Rows[(group * PointGroups.Lanes) + BitOperations.TrailingZeroCount(close)];
                close &= close - 1;
                if (row != int.MaxValue) // a padding slot, which an infinite radius reaches
                {
                    found.Add(row);
                }
            }
        }
    }

    void CheckQuery(ReadOnlySpan<float> query)
    {
        if (query.Length != Columns || !System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(query))
        {
            throw new ArgumentException($"A query holds {Columns} finite values, one a column; found {query.Length} values.", nameof(query));
        }
    }
}
