using System.ComponentModel;

namespace Kindred.Project;

/// <summary>A table of Snowflake, read through its SQL API.</summary>
public sealed record SnowflakeDefinition : RemoteTableDefinition
{
    [Description("The account, as in myorg-myaccount.")]
    public required string Account { get; init; }

    [Description("Where the account answers; https://ACCOUNT.snowflakecomputing.com where left out.")]
    public string? Address { get; init; }

    [Description("The user to read as.")]
    public required string User { get; init; }

    [Description("The name of the secret that holds the user's private key (PEM, not encrypted) or an access token: an environment variable, or a file in .kindred/secrets that only you may read.")]
    [SecretName]
    public required string Secret { get; init; }

    [Description("The database that the table is in.")]
    public required string Database { get; init; }

    [Description("The schema that the table is in, where its name does not say.")]
    public string? Schema { get; init; }

    [Description("The warehouse that computes; the user's own where left out.")]
    public string? Warehouse { get; init; }

    [Description("The role to read as; the user's own where left out.")]
    public string? Role { get; init; }
}
