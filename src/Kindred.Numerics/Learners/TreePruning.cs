namespace Kindred.Numerics.Learners;

/// <summary>Minimal cost-complexity pruning (Breiman et al., chapter 3): the weakest split falls first.</summary>
/// <remarks>The cost of a tree is the impurity of its leaves, each weighted by its share of the rows, plus α a leaf. A split at t is worth keeping up to
/// α(t) = (R(t) − R(leaves below t)) / (leaves below t − 1).</remarks>
static class TreePruning
{
    /// <summary>The nodes left when every split worth at most <paramref name="alpha"/> has fallen.</summary>
    internal static IReadOnlyList<TreeNode> Prune(List<TreeNode> nodes, double alpha)
    {
        var tree = new State(nodes);
        while (tree.Weakest() is var (node, worth) && node >= 0 && worth <= alpha && alpha > 0)
        {
            tree.Cut(node);
        }

        return tree.Remaining();
    }

    /// <summary>Each α at which a split falls, and the cost of the leaves without it, beginning with the full tree at 0.</summary>
    internal static IReadOnlyList<(double Alpha, double Impurity)> Path(IReadOnlyList<TreeNode> nodes)
    {
        var tree = new State(nodes);
        var path = new List<(double, double)> { (0, tree.BranchCost[0]) };
        while (tree.Weakest() is var (node, worth) && node >= 0)
        {
            tree.Cut(node);
            path.Add((worth, tree.BranchCost[0]));
        }

        return path;
    }

    sealed class State
    {
        readonly TreeNode[] _nodes;
        readonly double[] _cost;
        readonly int[] _leaves;
        readonly PriorityQueue<int, (double Worth, int Node)> _queue = new();

        internal State(IReadOnlyList<TreeNode> nodes)
        {
            _nodes = [.. nodes];
            _cost = [.. nodes.Select(node => (double)node.Rows / nodes[0].Rows * node.Impurity)];
            (BranchCost, _leaves) = ([.. _cost], new int[_nodes.Length]);
            for (var at = _nodes.Length - 1; at >= 0; at--)
            {
                Sum(at);
                if (!_nodes[at].IsLeaf)
                {
                    _queue.Enqueue(at, (Worth(at), at));
                }
            }
        }

        /// <summary>The summed cost of the leaves below each node.</summary>
        internal double[] BranchCost { get; }

        /// <summary>The split worth least, and its worth; the first in a tie; −1 when only the root is left.</summary>
        internal (int Node, double Worth) Weakest()
        {
            // An entry is out of date when its split fell, or when a fall below it changed its worth: it then has a newer entry.
            while (_queue.TryPeek(out var node, out var order))
            {
                if (!_nodes[node].IsLeaf && order.Worth == Worth(node))
                {
                    return (node, order.Worth);
                }

                _queue.Dequeue();
            }

            return (-1, 0);
        }

        internal void Cut(int node)
        {
            var above = _nodes[node].Parent;
            MakeLeaves(node);
            Sum(node);
            for (var at = above; at >= 0; at = _nodes[at].Parent)
            {
                Sum(at);
                _queue.Enqueue(at, (Worth(at), at));
            }
        }

        internal TreeNode[] Remaining()
        {
            var kept = new List<TreeNode>();
            var waiting = new Stack<(int Old, int Parent, bool IsLeft)>([(0, -1, false)]);
            while (waiting.TryPop(out var next))
            {
                var node = _nodes[next.Old];
                if (next.Parent >= 0)
                {
                    var parent = kept[next.Parent];
                    kept[next.Parent] = next.IsLeft ? parent with { Left = kept.Count } : parent with { Right = kept.Count };
                }

                if (!node.IsLeaf)
                {
                    waiting.Push((node.Right, kept.Count, false));
                    waiting.Push((node.Left, kept.Count, true));
                }

                kept.Add(node with { Parent = next.Parent });
            }

            return [.. kept];
        }

        double Worth(int node) => (_cost[node] - BranchCost[node]) / (_leaves[node] - 1);

        void MakeLeaves(int top)
        {
            var waiting = new Stack<int>([top]);
            while (waiting.TryPop(out var at))
            {
                if (!_nodes[at].IsLeaf)
                {
                    waiting.Push(_nodes[at].Left);
                    waiting.Push(_nodes[at].Right);
                    _nodes[at] = _nodes[at] with { Column = -1, Threshold = 0, Left = -1, Right = -1 };
                }
            }
        }

        void Sum(int at)
        {
            var node = _nodes[at];
            BranchCost[at] = node.IsLeaf ? _cost[at] : BranchCost[node.Left] + BranchCost[node.Right];
            _leaves[at] = node.IsLeaf ? 1 : _leaves[node.Left] + _leaves[node.Right];
        }
    }
}
