using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Clustering.Density;

/// <summary>The three passes of <see cref="Dbscan"/> over the neighbours of every row, each in the order of the tree, which keeps leaves in cache.</summary>
sealed class RadiusSearch(Matrix points, float radius, CancellationToken cancellation)
{
    const int BlockRows = 256;

    readonly KdTree _tree = KdTree.Build(points, cancellation);

    /// <summary>Which rows have so many neighbours, themselves among them.</summary>
    public bool[] Cores(int leastNeighbors)
    {
        var cores = new bool[points.Rows];
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            var query = new float[_tree.QueryWidth];
            foreach (var row in _tree.Groups.Rows[from..until])
            {
                points.Row(row).CopyTo(query);
                cores[row] = _tree.CountWithin(query, radius, leastNeighbors) >= leastNeighbors;
            }
        }, cancellation);
        return cores;
    }

    /// <summary>The sets of cores that reach each other.</summary>
    public SharedSets Connected(bool[] cores)
    {
        var sets = new SharedSets(points.Rows);
        Each(
            (row, neighbors) =>
            {
                var root = sets.Find(row);
                foreach (var other in neighbors)
                {
                    if (other < row && cores[other] && sets.Find(other) != root)
                    {
                        root = sets.Unite(row, other);
                    }
                }
            },
            row => cores[row]);
        return sets;
    }

    /// <summary>Gives each row that is no core the lowest label of the cores around it.</summary>
    public void Reach(bool[] cores, int[] labels) =>
        Each(
            (row, neighbors) =>
            {
                var lowest = int.MaxValue;
                foreach (var other in neighbors)
                {
                    lowest = cores[other] ? Math.Min(lowest, labels[other]) : lowest;
                }

                labels[row] = lowest == int.MaxValue ? -1 : lowest;
            },
            row => !cores[row]);

    void Each(Action<int, List<int>> visit, Func<int, bool> matters) =>
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            var neighbors = new List<int>();
            foreach (var row in _tree.Groups.Rows[from..until])
            {
                if (matters(row))
                {
                    neighbors.Clear();
                    _tree.Within(points.Row(row), radius, neighbors);
                    visit(row, neighbors);
                }
            }
        }, cancellation);
}
