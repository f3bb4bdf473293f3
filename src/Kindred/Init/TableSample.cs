using Kindred.Project;

namespace Kindred.Init;

/// <summary>A sample of a file as a table.</summary>
/// <param name="Header">Whether the file itself names its columns; always so for JSON lines and Parquet.</param>
/// <param name="Columns">The names of the columns; made up where the file has none.</param>
/// <param name="Rows">The values, row by row; the first <paramref name="HeadRows"/> follow one another. An empty text is a missing value.</param>
/// <param name="Whole">Whether the rows are all there are.</param>
sealed record TableSample(
    string Path,
    SourceFormat Format,
    char Delimiter,
    bool Header,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string[]> Rows,
    int HeadRows,
    bool Whole)
{
    public string Encoding { get; init; } = "utf-8";

    /// <summary>How many of the lines are not valid in the encoding.</summary>
    public int Broken { get; init; }

    /// <summary>What was left out of it, for people.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Files with the same layout are one source.</summary>
    public string Layout => $"{Format}|{Delimiter}|{Header}|{Encoding}|{string.Join('|', Columns)}";
}
