using System.Runtime.InteropServices;
using System.Text.Json;
using Kindred.Collect;
using Kindred.Events;

namespace Kindred.Server.Mapping;

/// <summary>Events as Segment's clients, and those that speak like them, send them.</summary>
static class SegmentEvents
{
    /// <summary>The most bytes of one event.</summary>
    public const int MostBytes = 32 << 10;

    /// <summary>The most events of a batch.</summary>
    public const int MostItems = 2500;

    /// <summary>What becomes of a batch that is longer than allowed: the events beyond are rejected.</summary>
    public const string TooMany = "more than 2,500 events in a batch";

    /// <summary>What of the context has fields that say all of it.</summary>
    static readonly HashSet<string> Mapped = ["userAgent", "ip"];

    public static IEnumerable<JsonElement> Items(string call, JsonElement body) => body switch
    {
        { ValueKind: JsonValueKind.Array } when IsBatch(call) => body.EnumerateArray(),
        _ when IsBatch(call) && body.At("batch").IsArray() => body.At("batch").EnumerateArray(),
        _ => [body],
    };

    public static bool IsBatch(string call) => call is "batch" or "import";

    /// <summary>Reads an event into a row.</summary>
    /// <returns>Why it cannot be used, or null.</returns>
    public static string? Read(Item item, EventRow row, PropertyReader properties)
    {
        var json = item.Json;
        if (!json.IsObject())
        {
            return "the event is not a JSON object";
        }

        if (item.Index >= MostItems)
        {
            return TooMany;
        }

        if (JsonMarshal.GetRawUtf8Value(json).Length > MostBytes)
        {
            return "the event is larger than 32 KB";
        }

        row.Offer("message_id", json.At("messageId").Text());
        var type = IsBatch(item.Request.Call) ? json.At("type").Text() ?? "" : item.Request.Call;
        return Time(item, row) ?? Kind(type, json, row) ?? Rest(type, item, row, properties);
    }

    /// <summary>When it happened. A server that sends what happened long ago says so in <c>timestamp</c>, and when it was told in <c>originalTimestamp</c>.</summary>
    static string? Time(Item item, EventRow row)
    {
        var at = item.Json.At("timestamp").IsThere() ? item.Json.At("timestamp") : item.Json.At("originalTimestamp");
        if (!at.IsThere())
        {
            row.Set("occurred_at", item.Request.ReceivedAt);
            return null;
        }

        return ClientClock.Set(row, at, item.Json.At("sentAt").Time() ?? item.Body.At("sentAt").Time(), item.Request.ReceivedAt);
    }

    /// <summary>What happened and to whom.</summary>
    static string? Kind(string type, JsonElement json, EventRow row)
    {
        row.Offer("user_id", json.At("userId").Text());
        row.Offer("anonymous_id", (type == "alias" ? json.At("previousId") : json.At("anonymousId")).Text());
        row.Offer("event", type switch
        {
            "track" => json.At("event").Text(),
            "page" => Vocabulary.PageViewed,
            "screen" => "Screen Viewed",
            "identify" => "Identified",
            "group" => "Group Joined",
            "alias" => "Aliased",
            _ => null,
        });
        return type switch
        {
            "track" or "page" or "screen" or "identify" or "group" or "alias" => null,
            "" => "type is missing",
            _ => "type is none of track, identify, page, screen, group and alias",
        };
    }

    static string? Rest(string type, Item item, EventRow row, PropertyReader properties)
    {
        var json = item.Json;
        var batch = IsBatch(item.Request.Call) ? item.Body : default;
        var (context, shared) = (json.At("context"), batch.At("context"));
        var said = (type, json.At("traits").IsObject()) switch
        {
            ("identify" or "group", true) => json.At("traits"),
            ("identify", false) => context.At("traits"), // where RudderStack's browser client puts them
            _ => json.At("properties"),
        };
        properties.Read(
            row,
            said,
            null,
            ("group_id", json.At("groupId").Text() ?? (context.At("groupId").IsThere() ? context : shared).At("groupId").Text()),
            ("page_category", type is "page" or "screen" ? json.At("category").Text() : null),
            ("name", type is "page" or "screen" ? json.At("name").Text() : null));
        if (type is "page" or "screen")
        {
            row.Offer("title", json.At("name").Text() ?? said.At("name").Text());
        }

        row.Offer("channel", json.At("channel").Text());
        Context(row, context, shared);

        // A browser or device speaks for itself; of what a shop's server passes on, the address says nothing about the customer.
        var ip = Address.Shorten((context.At("ip").IsThere() ? context : shared).At("ip").Text()) ?? (row.Has("user_agent") ? item.Request.Ip : null);
        var integrations = json.At("integrations").IsThere() ? json.At("integrations") : batch.At("integrations");
        row.Set("context", properties.Merge([context, shared], Mapped.Contains, ip, ("integrations", integrations)));
        return null;
    }

    /// <summary>The fields that the context tells; what an event says goes before what its batch says of all.</summary>
    static void Context(EventRow row, JsonElement own, JsonElement shared)
    {
        row.Offer("url", Of("page", "url"));
        row.Offer("referrer", Of("page", "referrer"));
        row.Offer("title", Of("page", "title"));
        row.Offer("campaign_source", Of("campaign", "source"));
        row.Offer("campaign_medium", Of("campaign", "medium"));
        row.Offer("campaign_name", Of("campaign", "name"));
        row.Offer("device_id", Of("device", "id"));
        row.Offer("device_type", Of("device", "type"));
        row.Offer("os", Of("os", "name"));
        row.Offer("country", Of("location", "country"));
        row.Offer("region", Of("location", "region"));
        row.Offer("city", Of("location", "city"));
        row.Offer("user_agent", (own.At("userAgent").IsThere() ? own : shared).At("userAgent").Text());
        row.Offer("session_id", (own.At("sessionId").IsThere() ? own : shared).At("sessionId").Text());

        string? Of(string group, string name) => (own.At(group).IsThere() ? own : shared).At(group, name).Text();
    }
}
