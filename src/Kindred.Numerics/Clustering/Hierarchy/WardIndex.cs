using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>A cluster and what joining it costs: n₁·n₂ / (n₁ + n₂) times the squared distance of the means.</summary>
readonly record struct WardNeighbor(float Cost, int Cluster);

/// <summary>The clusters of a <see cref="WardChain"/>, to find the one that costs least to join.</summary>
/// <remarks>
/// A k-d tree over the clusters there were, whose nodes know the least size in them, and a list of those made since. Clusters can be
/// removed; when the list is full, the index is to be made anew.
/// </remarks>
sealed class WardIndex
{
    const int FewClusters = 1024; // for which a tree does not pay
    const int LeastRoom = 512;
    const int Depth = 64;

    readonly KdTree? _tree;
    readonly PointGroups _recent;
    readonly int[] _treeClusters, _recentClusters; // by slot
    readonly float[] _treeSizes, _recentSizes; // by slot; NaN, which is never less, where there is no cluster
    readonly float[] _nodeSizes;
    readonly int[] _slots; // by cluster: a slot of the tree, or the complement of one of the list
    int _added;

    /// <summary>All clusters with a size above 0.</summary>
    public WardIndex(Matrix places, int[] sizes, CancellationToken cancellation)
    {
        int[] clusters = [.. Enumerable.Range(0, sizes.Length).Where(i => sizes[i] > 0)];
        var many = clusters.Length > FewClusters;
        _tree = many ? KdTree.Build(RowSample.Take(places, clusters), cancellation) : null;
        _slots = new int[sizes.Length];
        _treeClusters = new int[_tree?.Groups.Rows.Length ?? 0];
        _treeSizes = new float[_treeClusters.Length];
        for (var slot = 0; slot < _treeSizes.Length; slot++)
        {
            var place = _tree!.Groups.Rows[slot];
            _treeSizes[slot] = float.NaN;
            if (place != int.MaxValue)
            {
                (_treeClusters[slot], _treeSizes[slot]) = (clusters[place], sizes[clusters[place]]);
                _slots[clusters[place]] = slot;
            }
        }

        _nodeSizes = NodeSizes();
        var room = many ? Math.Max(LeastRoom, clusters.Length / 16) : clusters.Length + LeastRoom;
        _recent = new(room, places.Columns);
        (_recentClusters, _recentSizes) = (new int[_recent.Rows.Length], new float[_recent.Rows.Length]);
        Array.Fill(_recentSizes, float.NaN);
        Array.ForEach(many ? [] : clusters, cluster => TryAdd(cluster, places.Row(cluster), sizes[cluster]));
    }

    /// <summary>Values a query needs room for.</summary>
    public int QueryWidth => _tree?.QueryWidth ?? _recent.Columns;

    /// <summary>Takes a new cluster, or returns false when there is no room.</summary>
    public bool TryAdd(int cluster, ReadOnlySpan<float> place, int size)
    {
        if (_added == _recentSizes.Length)
        {
            return false;
        }

        _recent.Set(_added, place);
        (_recentClusters[_added], _recentSizes[_added], _slots[cluster]) = (cluster, size, ~_added);
        _added++;
        return true;
    }

    /// <summary>Takes a cluster out.</summary>
    public void Remove(int cluster)
    {
        var slot = _slots[cluster];
        (slot < 0 ? ref _recentSizes[~slot] : ref _treeSizes[slot]) = float.NaN;
    }

    /// <summary>What joining two clusters costs: the same bits as in a search, from both sides.</summary>
    public static float Cost(Matrix places, int[] sizes, int one, int other)
    {
        Span<float> first = places.Row(one), second = places.Row(other);
        var sum = 0f;
        for (var j = 0; j < first.Length; j++)
        {
            var difference = first[j] - second[j];
            sum = MathF.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum * Weight(sizes[one], sizes[other]);
    }

    /// <summary>The cheapest cluster to join but for <paramref name="cluster"/> itself, where one is cheaper than <paramref name="best"/>.</summary>
    /// <remarks>Among others that cost the same the lowest number wins.</remarks>
    /// <param name="place">The mean of the cluster.</param>
    /// <param name="size">Its size.</param>
    /// <param name="cluster">Its number.</param>
    /// <param name="best">What is to be beaten.</param>
    /// <param name="query">Room for <see cref="QueryWidth"/> values.</param>
    public WardNeighbor Nearest(ReadOnlySpan<float> place, int size, int cluster, WardNeighbor best, Span<float> query)
    {
        query.Clear();
        place.CopyTo(query);
        var search = new Search(size, cluster, best);
        search.Scan(_recent, _recentSizes, _recentClusters, 0, RowBlocks.Count(_added, PointGroups.Lanes), query);
        if (_tree is not null)
        {
            SearchTree(_tree, query, ref search);
        }

        return search.Best;
    }

    void SearchTree(KdTree tree, ReadOnlySpan<float> query, ref Search search)
    {
        Span<(int Node, float Bound)> waiting = stackalloc (int, float)[Depth];
        var nodes = tree.Nodes;
        var count = 1;
        waiting[0] = default;
        while (count > 0)
        {
            var (node, bound) = waiting[--count];
            while (bound <= search.Best.Cost && nodes[node].Right > 0)
            {
                var (near, far) = (node + 1, nodes[node].Right);
                bound = tree.SquaredBound(query, near) * Weight(search.Size, _nodeSizes[near]);
                var farBound = tree.SquaredBound(query, far) * Weight(search.Size, _nodeSizes[far]);
                if (farBound < bound)
                {
                    (near, far, bound, farBound) = (far, near, farBound, bound);
                }

                waiting[count++] = (far, farBound);
                node = near;
            }

            if (bound <= search.Best.Cost)
            {
                search.Scan(tree.Groups, _treeSizes, _treeClusters, nodes[node].From, nodes[node].Until, query);
            }
        }
    }

    /// <summary>The least size in each node.</summary>
    float[] NodeSizes()
    {
        var nodes = _tree is null ? [] : _tree.Nodes;
        var least = new float[nodes.Length];
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            least[node] = float.PositiveInfinity;
            if (nodes[node].Right > 0)
            {
                least[node] = Math.Min(least[node + 1], least[nodes[node].Right]);
                continue;
            }

            foreach (var size in _treeSizes.AsSpan()[(nodes[node].From * PointGroups.Lanes)..(nodes[node].Until * PointGroups.Lanes)])
            {
                least[node] = size < least[node] ? size : least[node];
            }
        }

        return least;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float Weight(float one, float other) => one * other / (one + other);

    /// <summary>One cluster's search: the best so far.</summary>
    ref struct Search(float size, int cluster, WardNeighbor best)
    {
        readonly int _former = best.Cluster;

        public float Size { get; } = size;

        public WardNeighbor Best { get; private set; } = best;

        public void Scan(PointGroups groups, float[] sizes, int[] clusters, int from, int until, ReadOnlySpan<float> query)
        {
            ref var first = ref MemoryMarshal.GetReference(query);
            var own = Vector256.Create(Size);
            for (var group = from; group < until; group++)
            {
                var others = Vector256.LoadUnsafe(ref sizes[0], (nuint)(group * PointGroups.Lanes));
                var costs = groups.SquaredDistances(ref first, group) * (own * others / (own + others));
                var close = Vector256.LessThanOrEqual(costs, Vector256.Create(Best.Cost)).ExtractMostSignificantBits();
                for (; close != 0; close &= close - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(close);
                    Offer(costs.GetElement(lane), clusters[(group * PointGroups.Lanes) + lane]);
                }
            }
        }

        void Offer(float cost, int other)
        {
            if (other != cluster && (cost < Best.Cost || (cost == Best.Cost && Best.Cluster != _former && other < Best.Cluster)))
            {
                Best = new(cost, other);
            }
        }
    }
}
