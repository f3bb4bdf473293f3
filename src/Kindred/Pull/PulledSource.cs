namespace Kindred.Pull;

/// <summary>What a pull of one source did, as <c>pull --json</c> prints it; read = kept + duplicate + rejected.</summary>
public sealed record PulledSource
{
    public required string Source { get; init; }

    /// <summary>Where its rows come from.</summary>
    public required string Place { get; init; }

    /// <summary>Rows that were read.</summary>
    public required long Read { get; init; }

    /// <summary>Rows that are events now.</summary>
    public required long Kept { get; init; }

    /// <summary>Rows that were in the store already, or twice among those read.</summary>
    public required long Duplicate { get; init; }

    public required long Rejected { get; init; }

    /// <summary>How far the source has been read; null where it never had a row, or is files.</summary>
    public string? Mark { get; init; }

    /// <summary>When the newest event of the source happened.</summary>
    public DateTimeOffset? Newest { get; init; }

    /// <summary>How far the newest event lies behind the end of the pull, in seconds.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>How long the pull took.</summary>
    public required double Seconds { get; init; }

    /// <summary>What is to be known though the pull went well, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
