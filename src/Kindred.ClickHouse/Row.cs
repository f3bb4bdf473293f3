namespace Kindred.ClickHouse;

/// <summary>One row of a block.</summary>
public readonly record struct Row(Block Block, int Index)
{
    /// <summary>The value of a column, numbers widened as <see cref="Column.Values{T}"/> does.</summary>
    public T Get<T>(string column) => Block[column].Value<T>(Index);

    /// <summary>The value of a column by its position.</summary>
    public T Get<T>(int column) => Block.Columns[column].Value<T>(Index);

    /// <summary>True where the column has no value here.</summary>
    public bool IsMissing(string column) => Block[column].IsMissing(Index);
}
