namespace Kindred.Numerics.Clustering.Quality;

/// <summary>The coarsest partition of which every one of several labelings is a union.</summary>
sealed class LabelCells
{
    readonly int[] _cells; // of each row
    readonly List<int> _first;

    LabelCells(int[] cells, List<int> first) => (_cells, _first) = (cells, first);

    /// <summary>How many cells there are.</summary>
    public int Count => _first.Count;

    /// <summary>Rows that agree in every labeling share a cell; cells are numbered by their first row.</summary>
    public static LabelCells Of(int rows, IReadOnlyList<int[]> labelings)
    {
        var (cells, first) = (new int[rows], new List<int> { 0 });
        foreach (var labels in labelings)
        {
            var known = new Dictionary<(int Cell, int Label), int>();
            first = [];
            for (var i = 0; i < rows; i++)
            {
                if (!known.TryGetValue((cells[i], labels[i]), out var cell))
                {
                    known[(cells[i], labels[i])] = cell = known.Count;
                    first.Add(i);
                }

                cells[i] = cell;
            }
        }

        return new(cells, first);
    }

    /// <summary>The first row of a cell, whose labels are those of the whole cell.</summary>
    public int First(int cell) => _first[cell];

    /// <summary>Rows cell after cell, each filled up with −1 to whole tiles, and the cell of each tile.</summary>
    public (int[] Order, int[] CellOfTile) InTiles(int width)
    {
        var sizes = new int[Count];
        foreach (var cell in _cells)
        {
            sizes[cell]++;
        }

        var (starts, cellOfTile) = (new int[Count], new List<int>());
        for (var cell = 0; cell < Count; cell++)
        {
            starts[cell] = cellOfTile.Count * width;
            cellOfTile.AddRange(Enumerable.Repeat(cell, (sizes[cell] + width - 1) / width));
        }

        var order = new int[cellOfTile.Count * width];
        Array.Fill(order, -1);
        for (var i = 0; i < _cells.Length; i++)
        {
            order[starts[_cells[i]]++] = i;
        }

        return (order, [.. cellOfTile]);
    }
}
