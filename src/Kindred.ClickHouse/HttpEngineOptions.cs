namespace Kindred.ClickHouse;

/// <summary>Where a ClickHouse server is and who is asking.</summary>
public sealed record HttpEngineOptions
{
    /// <summary>The server's HTTP address, such as http://localhost:8123.</summary>
    public required Uri Address { get; init; }

    public string User { get; init; } = "default";

    public string Password { get; init; } = "";

    public string Database { get; init; } = "default";

    /// <summary>Settings of every query, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Limits of one query; the server's own when not said.</summary>
    public EngineLimits? Limits { get; init; }
}
