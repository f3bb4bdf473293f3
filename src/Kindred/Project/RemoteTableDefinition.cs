using System.ComponentModel;

namespace Kindred.Project;

/// <summary>A table in a database or warehouse, read from where the last pull ended.</summary>
public abstract record RemoteTableDefinition
{
    [Description("The table or view to read, such as orders or sales.orders.")]
    public string? Table { get; init; }

    [Description("A query to read instead of a table.")]
    public string? Query { get; init; }

    [Description("The column that grows with every new or changed row: a time or a number. A pull reads from where it stood on.")]
    public required string Mark { get; init; }

    [Description("How far before the mark a pull reads again, for rows that came late: a time such as 1h, or a number where the mark is one; 10m or 1000 where left out.")]
    [Overlap]
    public string? Overlap { get; init; }
}
