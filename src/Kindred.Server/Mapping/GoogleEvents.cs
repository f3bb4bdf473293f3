using System.Globalization;
using System.Text.Json;
using Kindred.Collect;

namespace Kindred.Server.Mapping;

/// <summary>Events of the Measurement Protocol of Google Analytics 4.</summary>
static class GoogleEvents
{
    const int MostItems = 25;
    const int LongestName = 40;

    /// <summary>What of a request has fields of its own; the rest is kept beside each event.</summary>
    static readonly HashSet<string> Mapped = ["events", "user_id", "client_id", "app_instance_id", "user_agent", "ip_override", "timestamp_micros"];

    public static IEnumerable<JsonElement> Items(JsonElement body) => body.At("events").IsArray() ? body.At("events").EnumerateArray() : [];

    /// <summary>Reads an event into a row.</summary>
    /// <returns>Why it cannot be used, or null.</returns>
    public static string? Read(Item item, EventRow row, PropertyReader properties)
    {
        var (body, json, said) = (item.Body, item.Json, item.Json.At("params"));
        if (!json.IsObject())
        {
            return "the event is not a JSON object";
        }

        if (item.Index >= MostItems)
        {
            return "more than 25 events in a request";
        }

        if (json.At("name").Text() is { Length: > LongestName })
        {
            return "the name of the event is longer than 40 characters";
        }

        row.Offer("event", json.At("name").Text());
        row.Offer("user_id", body.At("user_id").Text());
        row.Offer("anonymous_id", body.At("client_id").Text());
        row.Offer("device_id", body.At("app_instance_id").Text());
        row.Offer("user_agent", body.At("user_agent").Text());
        row.Offer("device_type", body.At("device", "category").Text());
        row.Offer("os", body.At("device", "operating_system").Text());
        row.Offer("browser", body.At("device", "browser").Text());
        row.Offer("country", body.At("user_location", "country_id").Text());
        row.Offer("city", body.At("user_location", "city").Text());
        if (said.At("engagement_time_msec").Number() is { } engaged and >= 0)
        {
            row.Set("duration_seconds", engaged / 1000);
        }

        if (said.At("percent_scrolled").Number() is { } percent)
        {
            row.Set("scroll_depth", Math.Clamp(percent / 100, 0, 1));
        }

        properties.Read(row, said, name => name is "engagement_time_msec" or "percent_scrolled");
        row.Set("context", properties.Merge([body], Mapped.Contains, Address.Shorten(body.At("ip_override").Text())));
        return Time(item, row);
    }

    static string? Time(Item item, EventRow row)
    {
        var micros = item.Json.At("timestamp_micros").IsThere() ? item.Json.At("timestamp_micros") : item.Body.At("timestamp_micros");
        if (!micros.IsThere())
        {
            row.Set("occurred_at", item.Request.ReceivedAt);
            return null;
        }

        if (!double.TryParse(micros.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var time) || !(Math.Abs(time) <= 1e18))
        {
            return "occurred_at is not a time";
        }

        row.Set("occurred_at", (long)(time / 1000));
        return null;
    }
}
