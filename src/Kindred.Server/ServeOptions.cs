using Microsoft.Extensions.Logging;

namespace Kindred.Server;

/// <summary>How a server runs; what it collects for is in the project file.</summary>
public sealed record ServeOptions
{
    /// <summary>The address to listen on; 0.0.0.0 is every one of the machine.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; } = 8321;

    /// <summary>Where the browser script is, which sends to the folder that it came from.</summary>
    public string ScriptPath { get; init; } = "/k/kindred.js";

    /// <summary>The most bytes of one request, as sent and again when inflated; most protocols allow fewer.</summary>
    public int MaxBodyBytes { get; init; } = 20 << 20;

    /// <summary>The most bytes of bodies that are read at the same time; more are told to come back.</summary>
    public long MaxReadingBytes { get; init; } = 256 << 20;

    /// <summary>How long a body may take to arrive.</summary>
    public TimeSpan BodyPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most bytes of requests that wait to be written to the spool; more are told to come back.</summary>
    public long MaxPendingBytes { get; init; } = 64 << 20;

    /// <summary>The most bytes of requests in the spool; more are told to come back.</summary>
    public long MaxSpoolBytes { get; init; } = 4L << 30;

    /// <summary>How long the mover waits for more before it moves what there is.</summary>
    public TimeSpan MoveEvery { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>What is logged at least; no level logs personal data.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>How long the mover waits when the engine refused.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
