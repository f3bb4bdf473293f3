using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Sessions;

/// <summary>When a session begins, as the fragments that per-customer queries take.</summary>
/// <remarks>
/// A customer's events are one array of packed moments (milliseconds × 16, the bit 8 set on odd local days), sorted by time; across all
/// devices of the customer. A session that the source counts keeps the source's events together instead.
/// </remarks>
public sealed class SessionRule(SessionsDefinition definition)
{
    /// <summary>The column whose changes begin a session, or null where time alone decides.</summary>
    public string? Mark => definition switch
    {
        { FromSource: true } => "session_id",
        { SplitOnCampaign: true } => "campaign_name",
        _ => null,
    };

    /// <summary>An aggregate that gathers the marks beside the moments.</summary>
    public Sql GroupMarks => Mark switch
    {
        null => Empty,
        { } column => $", groupArray(if({Sql.Identifier(column)} = '', toUInt64(0), cityHash64({Sql.Identifier(column)}))) AS marks",
    };

    /// <summary>The packed moments in the order of the sessions, and what else finding beginnings takes.</summary>
    public Sql Sorted => definition switch
    {
        { FromSource: true } => $"arrayMap(x -> x.2, arraySort(arrayMap((m, p) -> (m, p), marks, packed))) AS moments",
        { SplitOnCampaign: true } => $"arraySort(packed) AS moments, {CampaignBegins} AS campaign_begins",
        _ => $"arraySort(packed) AS moments",
    };

    /// <summary>Further arrays for the lambda that finds beginnings, and their names.</summary>
    public (Sql Names, Sql Arrays) Marks => definition switch
    {
        { FromSource: true } => ($", m, l", $", arraySort(marks), arrayPushFront(arrayPopBack(arraySort(marks)), toUInt64(0))"),
        _ => ($"{MidnightNames}{CampaignNames}", $"{MidnightArrays}{CampaignArrays}"),
    };

    /// <summary>Whether an event begins a session, of its step <c>x</c> in milliseconds and the further arrays.</summary>
    public Sql Breaks => definition switch
    {
        { FromSource: true } => $"m != l",
        _ => $"x > {(long)definition.Gap.TotalMilliseconds}{Midnight}{Campaign}",
    };

    static Sql Empty => Sql.Trusted("");

    Sql Midnight => definition.SplitAtMidnight ? Sql.Trusted(" OR bitAnd(p, 8) != bitAnd(q, 8)") : Empty;

    Sql MidnightNames => definition.SplitAtMidnight ? Sql.Trusted(", p, q") : Empty;

    Sql MidnightArrays => definition.SplitAtMidnight ? Sql.Trusted(", moments, arrayPopBack(arrayPushFront(moments, toInt64(0)))") : Empty;

    Sql CampaignNames => definition.SplitOnCampaign ? Sql.Trusted(", c") : Empty;

    // The empty slice tells the oldest engine that the lambda needs the column, which it does not see by itself.
    Sql CampaignArrays => definition.SplitOnCampaign
        ? Sql.Trusted(", arrayMap(p -> has(campaign_begins, p), arrayConcat(moments, arraySlice(campaign_begins, 1, 0)))")
        : Empty;

    Sql Campaign => definition.SplitOnCampaign ? Sql.Trusted(" OR c") : Empty;

    /// <summary>Moments at which a campaign other than the last one known shows up.</summary>
    static Sql CampaignBegins =>
        $"""
        arrayMap(y -> y.1, arrayFilter((y, z) -> z.2 != 0 AND y.2 != z.2,
            arraySort(arrayFilter(y -> y.2 != 0, arrayMap((p, m) -> (p, m), packed, marks))),
            arrayPushFront(arrayPopBack(arraySort(arrayFilter(y -> y.2 != 0, arrayMap((p, m) -> (p, m), packed, marks)))), (toInt64(0), toUInt64(0)))))
        """;
}
