using System.Globalization;
using Kindred.Collect;
using Kindred.Events;
using Kindred.Server.Collecting;

namespace Kindred.Server.Moving;

/// <summary>An event that just arrived and what became of it, for whoever watches; nothing that is not stored.</summary>
/// <param name="Source">The source that it belongs to; empty where the write key is unknown.</param>
/// <param name="Call">What the client called, as in track.</param>
/// <param name="Outcome">accepted, duplicate, rejected (kept to look at) or refused (nothing is kept).</param>
/// <param name="Fields">The fields that it was mapped to; times in ISO 8601.</param>
/// <param name="Properties">What no field took, as JSON; of a rejected event, what was sent. Long ones are cut.</param>
public sealed record FeedLine(
    DateTimeOffset ReceivedAt, string Source, string Protocol, string Call, string Outcome, string? Reason, string MessageId,
    IReadOnlyDictionary<string, string> Fields, string Properties)
{
    const int LongestValue = 200, LongestProperties = 2000;

    /// <summary>An event that was looked at when it was moved.</summary>
    /// <param name="row">What it was mapped to, or null.</param>
    /// <param name="rest">What no field took, or what was sent.</param>
    internal static FeedLine Of(DateTimeOffset at, string source, Protocol protocol, string call, string outcome, string? reason, string message, EventRow? row, string rest) => new(
        at, source, protocol.ToString(), call, outcome, reason, Cut(message, LongestValue), row is null ? new Dictionary<string, string>() : Mapped(row), Cut(rest, LongestProperties));

    /// <summary>A request or event of which nothing is kept.</summary>
    internal static FeedLine Refused(DateTimeOffset at, string source, Protocol protocol, string call, string reason) =>
        Of(at, source, protocol, call, "refused", reason, "", null, "");

    static Dictionary<string, string> Mapped(EventRow row) => EventField.All
        .Where(field => field.Name != "message_id" && row.Has(field.Name))
        .ToDictionary(field => field.Name, field => Cut(Value(row, field), LongestValue));

    static string Value(EventRow row, EventField field) => field.Type switch
    {
        EventFieldType.Text => row.Text(field.Name),
        EventFieldType.Number => row.Number(field.Name)!.Value.ToString(CultureInfo.InvariantCulture),
        EventFieldType.Time => DateTimeOffset.FromUnixTimeMilliseconds(row.Whole(field.Name)!.Value).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => row.Whole(field.Name)!.Value.ToString(CultureInfo.InvariantCulture),
    };

    static string Cut(string text, int longest) => text.Length <= longest ? text : $"{text[..longest]}…";
}
