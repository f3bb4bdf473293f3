namespace Kindred.Report;

/// <summary>Customers with an order by quintile of recency and of frequency.</summary>
/// <param name="Cells">The cells that hold customers; a missing one is empty.</param>
public sealed record RfmGrid(IReadOnlyList<RfmCell> Cells)
{
    /// <summary>Days since the last order in each recency quintile that holds customers.</summary>
    public IReadOnlyList<QuintileRange> DaysSinceOrder { get; init; } = [];

    /// <summary>Orders in each frequency quintile that holds customers.</summary>
    public IReadOnlyList<QuintileRange> Orders { get; init; } = [];
}

/// <summary>One cell of the grid.</summary>
/// <param name="Recency">1 (longest ago) to 5 (latest).</param>
/// <param name="Frequency">1 (fewest orders) to 5 (most).</param>
/// <param name="Revenue">Revenue of its customers, or null where no event carries money.</param>
/// <param name="Name">The cell's name, such as "Champions", or null.</param>
public sealed record RfmCell(int Recency, int Frequency, long Customers, double? Revenue, string? Name);

/// <summary>The smallest and the largest value in a quintile, both inclusive.</summary>
public sealed record QuintileRange(int Quintile, double Smallest, double Largest);
