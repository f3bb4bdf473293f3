using System.ComponentModel;
using System.Text.Json.Serialization;
using Kindred.Expressions;
using YamlDotNet.Serialization;

namespace Kindred.Project;

/// <summary>Rows of one shape, where they come from, and how they become events.</summary>
public sealed record SourceDefinition
{
    [Description("The name of the source, unique in the project.")]
    [Identifier]
    public required string Name { get; init; }

    [Description("Paths or globs, relative to the project folder or absolute; one or a list.")]
    [Filled]
    public IReadOnlyList<string> Files { get; init; } = [];

    [Description("A table of PostgreSQL that kindred pull reads, in place of files.")]
    public PostgresDefinition? Postgres { get; init; }

    [Description("A table of Amazon Redshift that kindred pull reads, in place of files.")]
    public PostgresDefinition? Redshift { get; init; }

    [Description("A table of Snowflake that kindred pull reads, in place of files.")]
    public SnowflakeDefinition? Snowflake { get; init; }

    [YamlMember(Alias = "bigquery")]
    [Description("A table of Google BigQuery that kindred pull reads, in place of files.")]
    public BigQueryDefinition? BigQuery { get; init; }

    [Description("Files in a bucket of Amazon S3, or of what speaks its protocol, that kindred pull reads, in place of files here.")]
    public BucketDefinition? S3 { get; init; }

    [Description("How often kindred serve pulls the source by itself; only kindred pull does where left out.")]
    public TimeSpan? Every { get; init; }

    [Description("How old the last pull and the newest event may be before doctor, pull and run warn.")]
    public TimeSpan? StaleAfter { get; init; }

    [Description("The format of the files; compression (gz, zst) is recognised by itself.")]
    public SourceFormat Format { get; init; } = SourceFormat.Csv;

    [Description("The character between two values of csv.")]
    public char Delimiter { get; init; } = ',';

    [Description("Whether the first line names the columns.")]
    public bool Header { get; init; } = true;

    [Description("The names of the columns in order, where the files have no header.")]
    public IReadOnlyList<string> Columns { get; init; } = [];

    [Description("The character encoding of the files, as in utf-8, windows-1252, iso-8859-1, utf-16.")]
    [EncodingName]
    public string Encoding { get; init; } = "utf-8";

    [Description("The IANA time zone of times that do not say their own; that of the project where left out.")]
    [TimeZoneName]
    public string? Timezone { get; init; }

    [Description("The ISO 4217 currency of money that does not say its own; that of the project where left out.")]
    [CurrencyCode]
    public string? Currency { get; init; }

    [Description("What to do with rows of one file that are the same in every column.")]
    public IdenticalRows IdenticalRows { get; init; } = IdenticalRows.Keep;

    [Description("Where each field of an event comes from.")]
    [EventFieldKeys]
    public required IReadOnlyDictionary<string, FieldMapping> Map { get; init; }

    [Description("Where further properties of an event come from, under names of your own.")]
    public IReadOnlyDictionary<string, FieldMapping> Properties { get; init; } = new Dictionary<string, FieldMapping>();

    [Description("Rows that cannot be used, with the reason that the quality report tells.")]
    public IReadOnlyList<RejectRule> Reject { get; init; } = [];

    /// <summary>The table elsewhere that the source is, or null where it is files.</summary>
    [JsonIgnore]
    public RemoteTableDefinition? Table => Postgres ?? Redshift ?? Snowflake ?? (RemoteTableDefinition?)BigQuery;

    /// <summary>Whether its rows come by pulls, not by runs.</summary>
    [JsonIgnore]
    public bool IsPulled => Table is not null || S3 is not null;
}

/// <summary>How the files of a source are written.</summary>
public enum SourceFormat
{
    [Description("Values between delimiters, quoted where needed.")]
    Csv,

    [Description("Values between tabs.")]
    Tsv,

    [Description("Values between any number of blanks or tabs; blanks at the start of a line do not count.")]
    Whitespace,

    [Description("One JSON object a line.")]
    Jsonl,

    [Description("Apache Parquet.")]
    Parquet,
}

/// <summary>What becomes of rows that are the same in every column.</summary>
public enum IdenticalRows
{
    [Description("Each row is an event of its own.")]
    Keep,

    [Description("The first row is the event, the others are duplicates.")]
    Drop,

    [Description("The rows are one event whose quantity, and with it the revenue, is the sum.")]
    Merge,
}

/// <summary>Where one field comes from: a column, a constant, an expression or the first case that holds.</summary>
/// <remarks>At most one of <see cref="Column"/>, <see cref="Constant"/> and <see cref="Expression"/> is given; <see cref="Cases"/> go first.</remarks>
public sealed record FieldMapping
{
    [Description("The column whose value is taken.")]
    public string? Column { get; init; }

    [Description("How a time in the column is written, as in yyyy-MM-dd HH:mm:ss, yyyyMMdd, d/M/yyyy, epoch_s, epoch_ms; ISO 8601 where left out.")]
    public string? Format { get; init; }

    [Description("How the value of the column is read.")]
    public ValueReading? As { get; init; }

    [Description("The value of every row.")]
    public string? Constant { get; init; }

    [Description("An expression over the columns of the row.")]
    public ExpressionText? Expression { get; init; }

    [Description("Constants for the rows that meet a condition; the first that holds is taken.")]
    public IReadOnlyList<FieldCase> Cases { get; init; } = [];
}

/// <summary>How the text of a column is read.</summary>
public enum ValueReading
{
    [Description("As it stands.")]
    Text,

    [Description("As a whole number: 17850.0 is 17850 and 00042 is 42.")]
    Integer,
}

/// <summary>A constant for the rows that meet a condition.</summary>
public sealed record FieldCase
{
    [Description("A condition on the columns of the row.")]
    public required ExpressionText When { get; init; }

    [Description("The value of the rows that meet it.")]
    public required string Then { get; init; }
}

/// <summary>Rows that cannot be used, and why.</summary>
public sealed record RejectRule
{
    [Description("A condition on the columns of the row.")]
    public required ExpressionText When { get; init; }

    [Description("Why such a row cannot be used, as told in the quality report.")]
    public required string Reason { get; init; }
}
