using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>Sums over all pairs of points in the plane, by Barnes and Hut's tree: Σ q², as a force, and Σ q, with q = 1 / (1 + distance²).</summary>
/// <remarks>
/// The tree halves the points at the median of the longer side, down to groups of sixteen. A group meets each distant node as one mass at its centre, where the node's
/// side is below θ times its distance from the group's nearest edge (so no point is treated worse than it would be alone), and every point of the nodes left. All
/// sixteen are served by the same instructions. Between two splittings only boxes and masses are renewed, which stays exact: the test looks at the true box.
/// </remarks>
sealed class RepulsionTree
{
    const int Lanes = 16;
    const int BlockGroups = 16;
    const int MetAtOnce = 512;

    readonly int _points;
    readonly int _groups;
    readonly float _sharpness;
    readonly int[] _order;
    readonly float[] _x;
    readonly float[] _y;
    readonly Node[] _nodes;
    readonly Box[] _boxes;
    readonly int[] _leaves;
    readonly float[] _keys;
    readonly Mass[][] _met;

    /// <param name="points">Number of points.</param>
    /// <param name="angle">θ, above 0: the greater, the faster and coarser.</param>
    internal RepulsionTree(int points, double angle)
    {
        (_points, _sharpness) = (points, (float)(1 / (angle * angle)));
        _groups = RowBlocks.Count(points, Lanes);
        _order = new int[_groups * Lanes];
        for (var i = 0; i < _order.Length; i++)
        {
            _order[i] = Math.Min(i, points - 1); // the last group is filled with its last point, which no sum counts
        }

        (_x, _y) = (new float[_order.Length], new float[_order.Length]);
        (_nodes, _boxes) = (new Node[(2 * _groups) - 1], new Box[(2 * _groups) - 1]);
        (_leaves, _keys) = (new int[_groups], new float[points]);
        _met = new Mass[RowBlocks.Count(_groups, BlockGroups)][];
        for (var block = 0; block < _met.Length; block++)
        {
            _met[block] = new Mass[MetAtOnce];
        }
    }

    /// <summary>A node's weight and centre; Reach is (side / θ)², Skip the next node that is not below it, Group its group or −1.</summary>
    struct Node
    {
        internal float X, Y, Weight, Reach;
        internal int Skip, Group;
    }

    struct Box
    {
        internal float Left, Right, Bottom, Top;
    }

    /// <summary>Splits the points anew; call <see cref="Refresh"/> afterwards.</summary>
    internal void Split(float[] x, float[] y) => Split(x, y, 0, 0, _groups);

    /// <summary>Takes over where the points now are.</summary>
    internal void Refresh(float[] x, float[] y)
    {
        for (var slot = 0; slot < _order.Length; slot++)
        {
            (_x[slot], _y[slot]) = (x[_order[slot]], y[_order[slot]]);
        }

        for (var node = _nodes.Length - 1; node >= 0; node--)
        {
            Renew(node);
        }
    }

    /// <summary>Writes Σⱼ q²·(yᵢ − yⱼ) for each point and returns Σ q over all ordered pairs of two points.</summary>
    internal double Repel(float[] forceX, float[] forceY, CancellationToken cancellation)
    {
        var sums = new double[RowBlocks.Count(_groups, BlockGroups)];
        RowBlocks.For(_groups, BlockGroups, (block, from, until) =>
        {
            for (var group = from; group < until; group++)
            {
                sums[block] += RepelGroup(group, _met[block], forceX, forceY);
            }
        }, cancellation);
        var total = 0.0;
        foreach (var sum in sums)
        {
            total += sum;
        }

        return total - _points; // each point met itself, at q = 1
    }

    double RepelGroup(int group, Span<Mass> met, float[] forceX, float[] forceY)
    {
        var slot = group * Lanes;
        var targets = new SixteenPoints(_x.AsSpan(slot, Lanes), _y.AsSpan(slot, Lanes));
        var box = _boxes[_leaves[group]];
        var (centreX, centreY) = ((box.Left + box.Right) / 2, (box.Bottom + box.Top) / 2);
        var (halfX, halfY) = ((box.Right - box.Left) / 2, (box.Top - box.Bottom) / 2);
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        var count = 0;
        for (var at = 0; at < _nodes.Length;)
        {
            if (count > met.Length - Lanes)
            {
                targets.Meet(met[..count]);
                count = 0;
            }

            ref var node = ref Unsafe.Add(ref nodes, at);
            var dx = Math.Max(0, Math.Abs(node.X - centreX) - halfX);
            var dy = Math.Max(0, Math.Abs(node.Y - centreY) - halfY);
            if (node.Reach < (dx * dx) + (dy * dy))
            {
                met[count++] = new(node.X, node.Y, node.Weight);
                at = node.Skip;
                continue;
            }

            at++;
            if (node.Group >= 0)
            {
                var until = Math.Min((node.Group + 1) * Lanes, _points);
                for (var source = node.Group * Lanes; source < until; source++)
                {
                    met[count++] = new(_x[source], _y[source], 1);
                }
            }
        }

        targets.Meet(met[..count]);
        return targets.Write(_order.AsSpan(slot, Math.Min(Lanes, _points - slot)), forceX, forceY);
    }

    void Renew(int at)
    {
        ref var node = ref _nodes[at];
        ref var box = ref _boxes[at];
        if (node.Group >= 0)
        {
            RenewLeaf(node.Group, ref node, ref box);
        }
        else
        {
            ref readonly var left = ref _nodes[at + 1];
            ref readonly var right = ref _nodes[left.Skip];
            ref readonly var one = ref _boxes[at + 1];
            ref readonly var other = ref _boxes[left.Skip];
            node.Weight = left.Weight + right.Weight;
            node.X = ((left.X * left.Weight) + (right.X * right.Weight)) / node.Weight;
            node.Y = ((left.Y * left.Weight) + (right.Y * right.Weight)) / node.Weight;
            box.Left = Math.Min(one.Left, other.Left);
            box.Right = Math.Max(one.Right, other.Right);
            box.Bottom = Math.Min(one.Bottom, other.Bottom);
            box.Top = Math.Max(one.Top, other.Top);
        }

        var side = Math.Max(box.Right - box.Left, box.Top - box.Bottom);
        node.Reach = side * side * _sharpness;
    }

    void RenewLeaf(int group, ref Node node, ref Box box)
    {
        var (from, until) = (group * Lanes, Math.Min((group + 1) * Lanes, _points));
        var (sumX, sumY) = (0f, 0f);
        box = new() { Left = _x[from], Right = _x[from], Bottom = _y[from], Top = _y[from] };
        for (var slot = from; slot < until; slot++)
        {
            var (x, y) = (_x[slot], _y[slot]);
            (sumX, sumY) = (sumX + x, sumY + y);
            (box.Left, box.Right) = (Math.Min(box.Left, x), Math.Max(box.Right, x));
            (box.Bottom, box.Top) = (Math.Min(box.Bottom, y), Math.Max(box.Top, y));
        }

        node.Weight = until - from;
        (node.X, node.Y) = (sumX / node.Weight, sumY / node.Weight);
    }

    /// <summary>Makes a node of groups [from, until), halving its points at the median of the longer side.</summary>
    void Split(float[] x, float[] y, int node, int from, int until)
    {
        ref var made = ref _nodes[node];
        (made.Skip, made.Group) = (node + (2 * (until - from)) - 1, until - from == 1 ? from : -1);
        if (made.Group >= 0)
        {
            _leaves[from] = node;
            return;
        }

        var (first, last) = (from * Lanes, Math.Min(until * Lanes, _points));
        var rows = _order.AsSpan(first..last);
        var keys = _keys.AsSpan(first..last);
        var along = Spread(x, rows) >= Spread(y, rows) ? x : y;
        for (var i = 0; i < rows.Length; i++)
        {
            keys[i] = along[rows[i]];
        }

        var middle = from + ((until - from) / 2);
        Selection.Least(keys, rows, (middle - from) * Lanes);
        Split(x, y, node + 1, from, middle);
        Split(x, y, node + (2 * (middle - from)), middle, until);
    }

    static float Spread(float[] values, ReadOnlySpan<int> rows)
    {
        var (low, high) = (values[rows[0]], values[rows[0]]);
        foreach (var row in rows)
        {
            (low, high) = (Math.Min(low, values[row]), Math.Max(high, values[row]));
        }

        return high - low;
    }
}
