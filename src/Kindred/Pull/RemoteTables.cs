using Kindred.Project;

namespace Kindred.Pull;

/// <summary>The kinds of tables that can be pulled.</summary>
static class RemoteTables
{
    /// <summary>The key of the project file that says what kind of table a source is.</summary>
    public static string Origin(SourceDefinition source) =>
        source.Redshift is not null ? "redshift" : source.Postgres is not null ? "postgres" : source.Snowflake is not null ? "snowflake" : source.BigQuery is not null ? "bigquery" : "s3";

    /// <summary>Where the rows of a source come from, without saying how to get in.</summary>
    public static string PlaceOf(SourceDefinition source) => source switch
    {
        { Snowflake: { } table } => SnowflakeTable.PlaceOf(table),
        { BigQuery: { } table } => BigQueryTable.PlaceOf(table),
        { S3: { } bucket } => Bucket.PlaceOf(bucket),
        _ => PostgresTable.PlaceOf((source.Redshift ?? source.Postgres)!, source.Redshift is not null),
    };

    /// <summary>The secret that lets into a source; empty where it needs none.</summary>
    /// <exception cref="DefinitionException">The secret is missing, or others can read it.</exception>
    public static string Secret(ProjectFile project, int index)
    {
        var source = project.Definition.Sources[index];
        var key = $"sources[{index}].{Origin(source)}";
        return source switch
        {
            { Snowflake: { } table } => Secrets.Read(project, $"{key}.secret", table.Secret),
            { BigQuery: { } table } => Secrets.Read(project, $"{key}.secret", table.Secret),
            { S3: not null } => Bucket.Key(project, index).Secret,
            _ => (source.Redshift ?? source.Postgres)!.Password is { } name ? Secrets.Read(project, $"{key}.password", name) : "",
        };
    }

    /// <exception cref="PullException">It cannot be reached.</exception>
    public static async Task<IRemoteTable> OpenAsync(ProjectFile project, int index, TimeProvider clock, CancellationToken cancellation) => project.Definition.Sources[index] switch
    {
        { Snowflake: not null } => SnowflakeTable.Open(project, index, clock),
        { BigQuery: not null } => BigQueryTable.Open(project, index, clock),
        _ => await PostgresTable.OpenAsync(project, index, cancellation),
    };
}
