namespace Kindred.ClickHouse;

/// <summary>Rows as typed columns.</summary>
/// <remarks>An engine tells nothing about the columns of a result without rows, so there are none; each reads as empty.</remarks>
public sealed class Block
{
    /// <summary>A block of columns of equal length.</summary>
    /// <exception cref="ArgumentException">Columns differ in length.</exception>
    public Block(params IReadOnlyList<Column> columns)
    {
        Columns = columns;
        Rows = columns.Count == 0 ? 0 : columns[0].Rows;
        var odd = columns.FirstOrDefault(c => c.Rows != Rows);
        if (odd is not null)
        {
            throw new ArgumentException($"Column {odd.Name} has {odd.Rows} rows where {columns[0].Name} has {Rows}.", nameof(columns));
        }
    }

    /// <summary>The columns, in the order of the query.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>The column of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Column this[string name] => Columns.FirstOrDefault(c => c.Name == name)
        ?? throw new KeyNotFoundException($"There is no column {name}; there are {string.Join(", ", Columns.Select(c => c.Name))}.");

    /// <summary>The values of a column; see <see cref="Column.Values{T}"/>.</summary>
    public T[] Column<T>(string name) => Columns.Count == 0 ? [] : this[name].Values<T>();

    /// <summary>One block of the rows of many. Columns are joined one after the other, so that little is held twice.</summary>
    internal static Block Join(List<Block> blocks)
    {
        if (blocks.Count > 1)
        {
            blocks.RemoveAll(b => b.Rows == 0 && b != blocks[0]);
        }

        if (blocks.Count <= 1)
        {
            return blocks.Count == 0 ? new Block() : blocks[0];
        }

        var parts = blocks.ConvertAll(b => b.Columns.ToArray());
        blocks.Clear();
        var joined = new Column[parts[0].Length];
        for (var c = 0; c < joined.Length; c++)
        {
            joined[c] = parts[0][c].Join(parts.ConvertAll(p => p[c]));
            parts.ForEach(p => p[c] = null!);
        }

        return new(joined);
    }
}
