using System.ComponentModel;

namespace Kindred.Project;

/// <summary>A ClickHouse cluster that a project keeps its events in.</summary>
public sealed record ClusterDefinition
{
    [Description("The HTTP addresses of all its servers, as in http://ch1:8123. Tables are made on each; the first is the one that is asked.")]
    [ServerAddresses]
    public required IReadOnlyList<string> Servers { get; init; }

    [Description("The name of the cluster in the configuration of the servers (remote_servers).")]
    public required string Name { get; init; }

    [Description("The database for the tables, which every server has already.")]
    public string Database { get; init; } = "default";

    [Description("The user who makes the tables, inserts and asks.")]
    public string User { get; init; } = "default";

    [Description("The name of the secret that holds the user's password: an environment variable, or a file in .kindred/secrets that only you may read.")]
    [SecretName]
    public string? Password { get; init; }
}
