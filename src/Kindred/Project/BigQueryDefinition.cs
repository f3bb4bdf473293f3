using System.ComponentModel;

namespace Kindred.Project;

/// <summary>A table of Google BigQuery, read through its REST API.</summary>
public sealed record BigQueryDefinition : RemoteTableDefinition
{
    [Description("The Google Cloud project that pays for the query; tables are named as in dataset.table.")]
    public required string Project { get; init; }

    [Description("Where BigQuery answers.")]
    public string Address { get; init; } = "https://bigquery.googleapis.com";

    [Description("The name of the secret that holds the JSON key of a service account: an environment variable, or a file in .kindred/secrets that only you may read.")]
    [SecretName]
    public required string Secret { get; init; }

    [Description("Where the data lie, as in EU or europe-west1; BigQuery finds out by itself where left out.")]
    public string? Location { get; init; }
}
