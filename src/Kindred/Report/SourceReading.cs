namespace Kindred.Report;

/// <summary>What one source gave and what was wrong with it; read = kept + duplicate + rejected.</summary>
public sealed record SourceReading
{
    public required string Name { get; init; }

    /// <summary>The files or the place it was read from.</summary>
    public required string Location { get; init; }

    public required long Read { get; init; }

    public required long Kept { get; init; }

    public required long Duplicate { get; init; }

    /// <summary>Rows that could not be used, by reason; their sum is what was rejected.</summary>
    public required IReadOnlyList<RejectCount> Rejected { get; init; }

    public required IReadOnlyList<FieldQuality> Fields { get; init; }

    /// <summary>Days without any event between the first and the last.</summary>
    public IReadOnlyList<DayGap> Gaps { get; init; } = [];

    /// <summary>How far senders' clocks are off, or null where the source names only one time.</summary>
    public ClockSkew? Skew { get; init; }

    /// <summary>Anything else worth saying, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How many rows were set aside, and why in words.</summary>
public sealed record RejectCount(string Reason, long Rows);

/// <summary>How complete a field is over the kept rows, and between which values it lies.</summary>
/// <param name="Field">The event's field, such as <c>quantity</c>.</param>
/// <param name="Column">The column or the expression it is read from.</param>
/// <param name="Present">Kept rows that have a value.</param>
/// <param name="Missing">Kept rows that have none.</param>
/// <param name="Smallest">The smallest value as text, or null where order means nothing.</param>
/// <param name="Largest">The largest value as text, or null where order means nothing.</param>
/// <param name="Treatment">What is done about missing or far-off values, such as "capped at 5,000", or null.</param>
public sealed record FieldQuality(
    string Field, string Column, long Present, long Missing, string? Smallest, string? Largest, string? Treatment = null);

/// <summary>Days in a row without an event; <paramref name="Until"/> is the first day with events again.</summary>
public sealed record DayGap(DateOnly From, DateOnly Until)
{
    public int Days => Until.DayNumber - From.DayNumber;
}

/// <summary>The difference between when senders say an event was and when it arrived.</summary>
/// <param name="Compared">Events that carry both times.</param>
/// <param name="InFuture">Events that claim to be later than their arrival.</param>
/// <param name="Median">The median of arrival minus claimed time.</param>
/// <param name="Largest">The largest lead of a sender's clock over arrival.</param>
public sealed record ClockSkew(long Compared, long InFuture, TimeSpan Median, TimeSpan Largest);

/// <summary>What was left out and why.</summary>
/// <param name="Who">Such as "Bots" or "Customers without an order".</param>
/// <param name="Why">The rule that they met, as a sentence.</param>
/// <param name="Customers">How many customers, or null where the rule looks at events alone.</param>
/// <param name="Events">How many events, or null where only the customer is left out of an analysis.</param>
public sealed record Exclusion(string Who, string Why, long? Customers, long? Events);
