namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>Rows in disjoint sets that can be united (union–find by size, with halved paths).</summary>
sealed class DisjointRows
{
    readonly int[] _parents; // of a root: minus the size of its set

    /// <summary>Every row alone.</summary>
    public DisjointRows(int rows)
    {
        _parents = new int[rows];
        Array.Fill(_parents, -1);
    }

    /// <summary>The row that stands for a row's set.</summary>
    public int Find(int row)
    {
        while (_parents[row] >= 0)
        {
            var parent = _parents[row];
            if (_parents[parent] >= 0)
            {
                _parents[row] = _parents[parent];
            }

            row = parent;
        }

        return row;
    }

    /// <summary>Unites two different sets, given by their roots, and returns the new root.</summary>
    public int Unite(int one, int other)
    {
        if (_parents[one] > _parents[other])
        {
            (one, other) = (other, one);
        }

        _parents[one] += _parents[other];
        _parents[other] = one;
        return one;
    }
}
