using System.ComponentModel;

namespace Kindred.Project;

/// <summary>A file to write after each run.</summary>
public sealed record ExportDefinition
{
    [Description("The format of the file.")]
    public ExportFormat Format { get; init; } = ExportFormat.Csv;

    [Description("The path of the file, relative to the project folder or absolute.")]
    public required string To { get; init; }

    [Description("What is written.")]
    public ExportContent What { get; init; } = ExportContent.Segments;
}

/// <summary>The format of an exported file.</summary>
public enum ExportFormat
{
    Csv,
    Parquet,
    Jsonl,
}

/// <summary>What an export holds.</summary>
public enum ExportContent
{
    [Description("Each customer with the segments they are in.")]
    Segments,

    [Description("Each customer with all features.")]
    Features,
}
