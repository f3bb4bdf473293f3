using System.ComponentModel;

namespace Kindred.Project;

/// <summary>A table of PostgreSQL, or of what speaks its protocol.</summary>
public sealed record PostgresDefinition : RemoteTableDefinition
{
    [Description("The machine the database runs on, or the folder of its socket.")]
    public string Host { get; init; } = "localhost";

    [Description("The port; 5432 where left out, 5439 for Redshift.")]
    [Between(1, 65535)]
    public int? Port { get; init; }

    [Description("The name of the database.")]
    public required string Database { get; init; }

    [Description("The user to read as; reading is all it needs to be allowed.")]
    public required string User { get; init; }

    [Description("The name of the secret that holds the password: an environment variable, or a file in .kindred/secrets that only you may read.")]
    [SecretName]
    public string? Password { get; init; }

    [Description("How the connection is protected; verify where left out, off within this machine.")]
    public ConnectionSafety? Tls { get; init; }
}

/// <summary>How a connection is protected.</summary>
public enum ConnectionSafety
{
    [Description("Encrypted, with a certificate that is valid for the host.")]
    Verify,

    [Description("Encrypted, whoever answers.")]
    Require,

    [Description("Not encrypted.")]
    Off,
}
