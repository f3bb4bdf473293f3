using Kindred.Numerics.Clustering.Hierarchy;

namespace Kindred.Numerics.Clustering.Density;

/// <summary>A dendrogram without the branches too small to be clusters: their rows leave the cluster they branch off from.</summary>
sealed class CondensedTree
{
    readonly Dendrogram _tree;
    readonly int _leastRows;
    readonly double _leastHeight;
    readonly List<Branch> _branches = []; // each after its parent; the first holds all rows
    readonly int[] _branchOfRow;
    readonly double[] _lambdaOfRow; // at which a row leaves its branch

    public CondensedTree(Dendrogram tree, int leastRows)
    {
        (_tree, _leastRows) = (tree, leastRows);
        (_branchOfRow, _lambdaOfRow) = (new int[tree.Rows], new double[tree.Rows]);
        _leastHeight = tree.Merges.Select(merge => merge.Height).FirstOrDefault(height => height > 0, 2) / 2;
        _branches.Add(new(-1, 0));
        var waiting = new Stack<(int Node, int Branch)>([(tree.Rows + tree.Merges.Count - 1, 0)]);
        while (waiting.TryPop(out var next))
        {
            Follow(next.Node, next.Branch, waiting);
        }
    }

    /// <summary>Takes branches for clusters, and labels the rows.</summary>
    public HdbscanFit Select(ClusterSelection selection)
    {
        var chosen = selection == ClusterSelection.Leaves ? Leaves() : MostMass();
        var clusters = new int[_branches.Count]; // the chosen branch that a branch is in, or −1
        for (var b = 0; b < clusters.Length; b++)
        {
            clusters[b] = chosen[b] ? b : b == 0 ? -1 : clusters[_branches[b].Parent];
        }

        var (labels, strengths) = (new int[_tree.Rows], new double[_tree.Rows]);
        var (numbers, stabilities) = (new Dictionary<int, int>(), new List<double>());
        for (var i = 0; i < labels.Length; i++)
        {
            var cluster = clusters[_branchOfRow[i]];
            if (cluster < 0)
            {
                labels[i] = -1;
                continue;
            }

            if (numbers.TryAdd(cluster, numbers.Count))
            {
                stabilities.Add(_branches[cluster].Stability);
            }

            labels[i] = numbers[cluster];
            strengths[i] = Math.Min(1, _lambdaOfRow[i] / _branches[cluster].End);
        }

        return new(labels, strengths, stabilities, _tree);
    }

    /// <summary>Goes down a branch from a node of the tree until it splits in two that are large enough, or ends.</summary>
    void Follow(int node, int number, Stack<(int Node, int Branch)> waiting)
    {
        var branch = _branches[number];
        while (node >= _tree.Rows)
        {
            var merge = _tree.Merges[node - _tree.Rows];
            var lambda = 1 / Math.Max(merge.Height, _leastHeight);
            var (oneLarge, otherLarge) = (Rows(merge.One) >= _leastRows, Rows(merge.Other) >= _leastRows);
            if (oneLarge && otherLarge)
            {
                branch.Lose(merge.Rows, lambda);
                foreach (var part in (int[])[merge.One, merge.Other])
                {
                    waiting.Push((part, _branches.Count));
                    _branches.Add(new(number, lambda));
                }

                return;
            }

            if (!oneLarge)
            {
                Leave(merge.One, number, lambda);
            }

            if (!otherLarge)
            {
                Leave(merge.Other, number, lambda);
            }

            if (!oneLarge && !otherLarge)
            {
                return;
            }

            node = oneLarge ? merge.One : merge.Other;
        }
    }

    /// <summary>All rows below a node leave a branch.</summary>
    void Leave(int node, int number, double lambda)
    {
        _branches[number].Lose(Rows(node), lambda);
        var waiting = new Stack<int>([node]);
        while (waiting.TryPop(out var next))
        {
            if (next < _tree.Rows)
            {
                (_branchOfRow[next], _lambdaOfRow[next]) = (number, lambda);
                continue;
            }

            waiting.Push(_tree.Merges[next - _tree.Rows].One);
            waiting.Push(_tree.Merges[next - _tree.Rows].Other);
        }
    }

    int Rows(int node) => node < _tree.Rows ? 1 : _tree.Merges[node - _tree.Rows].Rows;

    bool[] Leaves()
    {
        var leaves = new bool[_branches.Count];
        Array.Fill(leaves, true);
        leaves[0] = false;
        foreach (var branch in _branches[1..])
        {
            leaves[branch.Parent] = false;
        }

        return leaves;
    }

    /// <summary>The branches, none within another and none of all rows, with the greatest sum of stabilities; the larger wins a tie.</summary>
    bool[] MostMass()
    {
        var (chosen, below) = (new bool[_branches.Count], new double[_branches.Count]);
        for (var b = _branches.Count - 1; b > 0; b--)
        {
            var branch = _branches[b];
            chosen[b] = branch.Stability >= below[b];
            below[branch.Parent] += Math.Max(branch.Stability, below[b]);
        }

        for (var b = 1; b < chosen.Length; b++)
        {
            _branches[b].Covered = _branches[_branches[b].Parent].Covered || (_branches[b].Parent > 0 && chosen[_branches[b].Parent]);
            chosen[b] &= !_branches[b].Covered;
        }

        return chosen;
    }

    sealed class Branch(int parent, double start)
    {
        public int Parent { get; } = parent;

        public double Stability { get; private set; }

        /// <summary>The greatest λ at which it loses rows.</summary>
        public double End { get; private set; }

        /// <summary>Whether a branch above is chosen.</summary>
        public bool Covered { get; set; }

        public void Lose(int rows, double lambda)
        {
            Stability += rows * (lambda - start);
            End = Math.Max(End, lambda);
        }
    }
}
