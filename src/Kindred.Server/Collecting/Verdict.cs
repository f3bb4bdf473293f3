namespace Kindred.Server.Collecting;

/// <summary>What a collector thinks of a request.</summary>
enum Outcome
{
    /// <summary>It is on the disk.</summary>
    Kept,

    /// <summary>It is on the disk, but some of its events cannot be used, and its key wants to know.</summary>
    KeptInPart,

    NotJson,
    TooLarge,
    NoKey,
    UnknownKey,
    TooMany,
    Unavailable,
}

/// <summary>An event that cannot be used, by its place in the request.</summary>
sealed record ItemError(int Index, string? MessageId, string Reason);

/// <summary>What a collector thinks of a request, to be said in the words of its protocol.</summary>
sealed record Verdict(Outcome Outcome)
{
    /// <summary>Why nothing is kept of it, or null.</summary>
    public string? Reason => Outcome switch
    {
        Outcome.NotJson => "the body is no JSON",
        Outcome.TooLarge => "the request is larger than allowed",
        Outcome.NoKey => "no write key",
        Outcome.UnknownKey => "the write key is unknown or revoked",
        Outcome.TooMany => "too many events for this write key",
        Outcome.Unavailable => "not able to store events now",
        _ => null,
    };

    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How many events can be used.</summary>
    public int Usable { get; init; }

    public IReadOnlyList<ItemError> Errors { get; init; } = [];
}
