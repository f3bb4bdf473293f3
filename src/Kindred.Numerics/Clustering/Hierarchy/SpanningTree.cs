using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>The minimum spanning tree of all rows, by Borůvka's rounds: every component takes its shortest edge to another.</summary>
/// <remarks>
/// The length of an edge is the Euclidean distance of its rows, but at least the core distance of either. A row keeps the nearest row of another
/// component that it has found: components only grow, so that one stays the nearest until it is in the row's own component, and a
/// bound after that. A search passes over nodes of the k-d tree that lie in the row's component, or farther than the component's best edge.
/// </remarks>
sealed class SpanningTree
{
    const int BlockRows = 256;
    const int Depth = 64;

    readonly KdTree _tree;
    readonly Matrix _points;
    readonly float[] _cores; // squared; empty for none
    readonly float[] _nodeCores; // the least squared core distance in a node
    readonly int[] _components, _nodeComponents; // −1 for a node with rows of several
    readonly int[] _nearest; // −1 where none was found within the bound
    readonly float[] _bounds; // squared length of the edge to the nearest, or what any edge has at least
    readonly float[] _best; // by component: squared length of its shortest edge so far
    readonly int[] _bestRows;

    SpanningTree(Matrix points, float[] cores, CancellationToken cancellation)
    {
        var n = points.Rows;
        (_points, _tree) = (points, KdTree.Build(points, cancellation));
        _cores = Array.ConvertAll(cores, core => core * core);
        (_components, _nearest, _bounds, _best, _bestRows) = (new int[n], new int[n], new float[n], new float[n], new int[n]);
        (_nodeComponents, _nodeCores) = (new int[_tree.Nodes.Length], new float[_tree.Nodes.Length]);
        Array.Fill(_nearest, -1);
        FillNodes(_nodeCores, Core, Math.Min);
    }

    /// <summary>The n − 1 edges with their lengths.</summary>
    /// <param name="points">At least one row, of moderate size.</param>
    /// <param name="cores">The core distance of each row, or none.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    public static Join[] Of(Matrix points, float[] cores, CancellationToken cancellation)
    {
        var (tree, sets) = (new SpanningTree(points, cores, cancellation), new DisjointRows(points.Rows));
        var edges = new List<Join>(points.Rows - 1);
        while (edges.Count < points.Rows - 1)
        {
            tree.Name(sets);
            tree.Search(cancellation);
            tree.FindBest();
            foreach (var row in tree._bestRows)
            {
                if (row >= 0 && sets.Find(row) is var one && sets.Find(tree._nearest[row]) is var other && one != other)
                {
                    sets.Unite(one, other);
                    edges.Add(new(row, tree._nearest[row], tree.Length(row, tree._nearest[row], cores)));
                }
            }
        }

        return [.. edges];
    }

    /// <summary>Notes which component each row and each node is in, and the best edges known from before.</summary>
    void Name(DisjointRows sets)
    {
        for (var i = 0; i < _components.Length; i++)
        {
            _components[i] = sets.Find(i);
        }

        FillNodes(_nodeComponents, row => _components[row], (one, other) => one == other ? one : -1);
        FindBest();
    }

    /// <summary>The shortest known edge of each component; a tie goes to the lower row.</summary>
    void FindBest()
    {
        Array.Fill(_best, float.PositiveInfinity);
        Array.Fill(_bestRows, -1);
        for (var i = 0; i < _nearest.Length; i++)
        {
            if (Leaves(i) && _bounds[i] < _best[_components[i]])
            {
                (_best[_components[i]], _bestRows[_components[i]]) = (_bounds[i], i);
            }
        }
    }

    /// <summary>Searches for every row that has lost its nearest; blocks in the order of the tree share what they find for a component.</summary>
    void Search(CancellationToken cancellation) =>
        RowBlocks.For(_nearest.Length, BlockRows, (_, from, until) =>
        {
            var query = new float[_tree.QueryWidth];
            var (component, limit) = (-1, 0f);
            for (var slot = from; slot < until; slot++)
            {
                var row = _tree.Groups.Rows[slot];
                if (component != _components[row])
                {
                    (component, limit) = (_components[row], _best[_components[row]]);
                }

                if (Leaves(row))
                {
                    continue;
                }

                if (_bounds[row] < limit)
                {
                    _points.Row(row).CopyTo(query);
                    (_nearest[row], _bounds[row]) = Nearest(query, row, limit);
                    limit = _bounds[row];
                }
            }
        }, cancellation);

    /// <summary>Whether the nearest row known is in another component.</summary>
    bool Leaves(int row) => _nearest[row] >= 0 && _components[_nearest[row]] != _components[row];

    /// <summary>The nearest row of another component that is nearer than a limit, and its squared distance; else −1 and the limit.</summary>
    (int Row, float Square) Nearest(ReadOnlySpan<float> query, int row, float limit)
    {
        Span<(int Node, float Bound)> waiting = stackalloc (int, float)[Depth];
        var nodes = _tree.Nodes;
        var (nearest, count, component, core) = (-1, 1, _components[row], Core(row));
        waiting[0] = (0, core);
        while (count > 0)
        {
            var (node, bound) = waiting[--count];
            while (bound < limit && nodes[node].Right > 0)
            {
                var (near, far) = (node + 1, nodes[node].Right);
                bound = Bound(query, near, component, core);
                var farBound = Bound(query, far, component, core);
                if (farBound < bound)
                {
                    (near, far, bound, farBound) = (far, near, farBound, bound);
                }

                waiting[count++] = (far, farBound);
                node = near;
            }

            if (bound < limit)
            {
                Scan(query, nodes[node], component, core, ref nearest, ref limit);
            }
        }

        return (nearest, limit);
    }

    /// <summary>What an edge from a row into a node has at least; infinite where all of the node is in the row's component.</summary>
    float Bound(ReadOnlySpan<float> query, int node, int component, float core) =>
        _nodeComponents[node] == component
            ? float.PositiveInfinity
            : Math.Max(_tree.SquaredBound(query, node), Math.Max(core, _nodeCores[node]));

    void Scan(ReadOnlySpan<float> query, KdNode leaf, int component, float core, ref int nearest, ref float limit)
    {
        for (var group = leaf.From; group < leaf.Until; group++)
        {
            var squares = _tree.Groups.SquaredDistances(ref MemoryMarshal.GetReference(query), group);
            var close = Vector256.LessThan(squares, Vector256.Create(limit)).ExtractMostSignificantBits();
            for (; close != 0; close &= close - 1)
            {
                var lane = BitOperations.TrailingZeroCount(close);
                var other = _tree.Groups.Rows[(group * PointGroups.Lanes) + lane];
                if (_components[other] != component)
                {
                    var square = Math.Max(squares.GetElement(lane), Math.Max(core, Core(other)));
                    (nearest, limit) = square < limit ? (other, square) : (nearest, limit);
                }
            }
        }
    }

    double Length(int one, int other, float[] cores)
    {
        Span<float> first = _points.Row(one), second = _points.Row(other);
        var sum = 0.0;
        for (var j = 0; j < first.Length; j++)
        {
            var difference = (double)first[j] - second[j];
            sum += difference * difference;
        }

        return cores.Length == 0 ? Math.Sqrt(sum) : Math.Max(Math.Sqrt(sum), Math.Max(cores[one], cores[other]));
    }

    float Core(int row) => _cores.Length == 0 ? 0 : _cores[row];

    /// <summary>A value for each node, from its rows upwards.</summary>
    void FillNodes<T>(T[] values, Func<int, T> ofRow, Func<T, T, T> merge)
    {
        var nodes = _tree.Nodes;
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            if (nodes[node].Right > 0)
            {
                values[node] = merge(values[node + 1], values[nodes[node].Right]);
                continue;
            }

            var slots = _tree.Groups.Rows[(nodes[node].From * PointGroups.Lanes)..Math.Min(_nearest.Length, nodes[node].Until * PointGroups.Lanes)];
            values[node] = ofRow(slots[0]);
            foreach (var row in slots[1..])
            {
                values[node] = merge(values[node], ofRow(row));
            }
        }
    }
}
