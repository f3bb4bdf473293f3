using System.Text.Json;
using Kindred.Collect;
using Kindred.Server.Collecting;
using Kindred.Server.Spooling;

namespace Kindred.Server.Mapping;

/// <summary>Makes events of requests. Not for two threads at once.</summary>
sealed class EventMapping(ArrivalRules rules)
{
    const string NoText = "the event holds what is no text or number";

    /// <summary>The context of an event by which its customer may not be addressed.</summary>
    public const string Refused = """{"refused":["activate"]}""";

    readonly PropertyReader _properties = new();
    readonly OrderLines _lines = new(rules);
    readonly EventRow _row = new();

    /// <summary>The events of a request as they were sent.</summary>
    public static IEnumerable<Item> Items(SpooledRequest request, JsonElement body)
    {
        var items = request.Protocol switch
        {
            Protocol.Segment => SegmentEvents.Items(request.Call, body),
            Protocol.PostHog => PostHogEvents.Items(body),
            Protocol.Snowplow => SnowplowEvents.Items(body),
            Protocol.Google => GoogleEvents.Items(body),
            _ => throw new InvalidOperationException($"There is no protocol {request.Protocol}."),
        };
        return items.Select((item, i) => new Item(request, body, item, i));
    }

    /// <summary>The name of the list that the events of a request stand in, where they stand in one.</summary>
    public static string? ListOf(SpooledRequest request) => request.Protocol switch
    {
        Protocol.Segment => SegmentEvents.IsBatch(request.Call) ? "batch" : null,
        Protocol.PostHog => "batch",
        Protocol.Snowplow => "data",
        _ => "events",
    };

    /// <summary>Reads one event.</summary>
    /// <returns>The event, which holds until the next call, and the id of its message; or why it cannot be used.</returns>
    public (EventRow? Row, string Message, string? Reason) Map(Item item)
    {
        _row.Clear();
        try
        {
            if (item.Json.ValueKind is JsonValueKind.String && item.Json.ValueEquals(Redaction.Unreadable))
            {
                return (null, item.OwnId, NoText);
            }

            var reason = Read(item) ?? rules.Settle(_row, DateTimeOffset.FromUnixTimeMilliseconds(item.Request.ReceivedAt));
            if (item.Json.At(Redaction.Marker).IsArray())
            {
                Mark();
            }

            var message = _row.Text("message_id");
            return (reason is null ? _row : null, message.Length > 0 ? message : item.OwnId, reason);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or FormatException or OverflowException or ArgumentException)
        {
            // Half of a character, written as an escape, is JSON but no text; whatever else one event holds must not stop the others.
            return (null, item.OwnId, NoText);
        }
    }

    /// <summary>The products of the order that was read last, as events, where it was one; ask before the next event is read.</summary>
    public IEnumerable<(EventRow Row, string Message)> Lines(Item item, string message) => item.Request.Protocol is Protocol.Snowplow
        ? [] // whose trackers send an event for each product
        : _lines.Of(_row, message, _properties.Ordered, item.Json.At(Redaction.Marker).IsArray());

    /// <summary>Notes that the customer may not be addressed by this event.</summary>
    void Mark()
    {
        var context = _row.Text("context");
        _row.Set("context", context.Length > 2 ? $"{Refused[..^1]},{context[1..]}" : Refused);
    }

    string? Read(Item item)
    {
        _row.Set("received_at", item.Request.ReceivedAt);
        return item.Request.Protocol switch
        {
            Protocol.Segment => SegmentEvents.Read(item, _row, _properties),
            Protocol.PostHog => PostHogEvents.Read(item, _row, _properties),
            Protocol.Snowplow => SnowplowEvents.Read(item, _row, _properties),
            Protocol.Google => GoogleEvents.Read(item, _row, _properties),
            _ => throw new InvalidOperationException($"There is no protocol {item.Request.Protocol}."),
        };
    }
}
