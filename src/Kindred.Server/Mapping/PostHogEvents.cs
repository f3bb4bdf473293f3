using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kindred.Collect;
using Kindred.Events;

namespace Kindred.Server.Mapping;

/// <summary>Events as PostHog's clients send them.</summary>
/// <remarks>
/// PostHog knows one id, which is a visitor's before the customer is identified and the customer's own afterwards. Its browser client tells
/// which; of an id that comes from a server alone, one that is a UUID is taken for a visitor's, since browsers make those up as UUIDs.
/// </remarks>
static class PostHogEvents
{
    const int LongestId = 200;

    /// <summary>The id that all visitors share whom the browser client remembers nothing of.</summary>
    const string Cookieless = "$posthog_cookieless";

    const string OptedIn = "$opt_in";

    static readonly (string Property, string Field)[] Fields =
    [
        ("$session_id", "session_id"), ("$device_id", "device_id"), ("$current_url", "url"), ("$browser", "browser"), ("$os", "os"), ("$device_type", "device_type"),
        ("$raw_user_agent", "user_agent"), ("$title", "title"), ("$screen_name", "title"), ("$geoip_country_code", "country"),
    ];

    static readonly HashSet<string> Mapped = [.. Fields.Select(field => field.Property), "$ip", "$set", "$group_set"];

    /// <summary>Which events of a request there are: an array, the batch of an object, or the object itself.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement body) => body switch
    {
        { ValueKind: JsonValueKind.Array } => body.EnumerateArray(),
        _ when body.At("batch").IsArray() => body.At("batch").EnumerateArray(),
        _ => [body],
    };

    /// <summary>The token of a request, which PostHog's clients put in any of six places.</summary>
    public static string? Token(JsonElement body)
    {
        foreach (var holder in (JsonElement[])[body, .. Items(body).Take(1)])
        {
            var token = holder.At("api_key").Text() ?? holder.At("token").Text() ?? holder.At("$token").Text() ?? holder.At("properties", "token").Text();
            if (token is not null)
            {
                return token;
            }
        }

        return null;
    }

    /// <summary>What an event says of the consent to collect and to activate: yes, no or nothing. A visitor who opted out sends none at all.</summary>
    public static (bool? Collect, bool? Activate) Consent(JsonElement json) =>
        (json.At("event").ValueKind is JsonValueKind.String && json.At("event").ValueEquals(OptedIn) ? true : null, IsCookieless(json.At("properties")) ? false : null);

    /// <summary>Reads an event into a row.</summary>
    /// <returns>Why it cannot be used, or null.</returns>
    public static string? Read(Item item, EventRow row, PropertyReader properties)
    {
        var (json, said) = (item.Json, item.Json.At("properties"));
        if (!json.IsObject())
        {
            return "the event is not a JSON object";
        }

        var name = item.Request.Call == "engage" ? "$set" : json.At("event").Text() ?? "";
        if (name == "$merge_dangerously")
        {
            return "two known customers are not merged by a client";
        }

        row.Offer("message_id", json.At("uuid").Text());
        row.Offer("event", NameOf(name));
        if (IdOf(json, said) == Cookieless)
        {
            row.Offer("anonymous_id", VisitorOfDay(item));
        }
        else
        {
            Who(name, json, said, row);
        }

        return Time(item, row) ?? Rest(name, item, said, row, properties);
    }

    static string NameOf(string name) => name switch
    {
        "$identify" or "$set" => "Identified",
        "$create_alias" => "Aliased",
        "$groupidentify" => "Group Joined",
        "$pageleave" => "Page Left",
        OptedIn => Vocabulary.ConsentGranted,
        _ => name,
    };

    static void Who(string name, JsonElement json, JsonElement said, EventRow row)
    {
        var id = IdOf(json, said);
        var device = said.At("$device_id").Text();
        if (name == "$create_alias")
        {
            row.Offer("user_id", id);
            row.Offer("anonymous_id", Cut(said.At("alias").Text()));
        }
        else if (name == "$groupidentify" && id.StartsWith('$'))
        {
            return; // a client that knows no customer makes the id up from the group
        }
        else if (name == "$identify" || IsIdentified(id, device, said))
        {
            row.Offer("user_id", id);
            row.Offer("anonymous_id", Cut(said.At("$anon_distinct_id").Text() is var before and not Cookieless ? before : null) ?? (Guid.TryParse(id, out _) ? id : null));
        }
        else
        {
            var isVisitor = device is not null || said.At("$process_person_profile").ValueKind is JsonValueKind.False || Guid.TryParse(id, out _);
            row.Offer(isVisitor ? "anonymous_id" : "user_id", id);
        }
    }

    /// <summary>Whether the client keeps nothing on the device, because the visitor wants it so or the site always does.</summary>
    static bool IsCookieless(JsonElement said) => said.At("$cookieless_mode").ValueKind is JsonValueKind.True;

    /// <summary>An id for whom the client has none: the same for a browser and a network within one day, and nobody's afterwards.</summary>
    static string VisitorOfDay(Item item)
    {
        var day = item.Request.ReceivedAt / (long)TimeSpan.FromDays(1).TotalMilliseconds;
        var known = string.Create(CultureInfo.InvariantCulture, $"{day}\n{item.Request.Ip}\n{item.Request.Agent}");
        return $"cookieless-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(known)).AsSpan(0, 12))}";
    }

    static string IdOf(JsonElement json, JsonElement said) => Cut(
        json.At("distinct_id").Text() ?? said.At("distinct_id").Text() ?? said.At("$distinct_id").Text() ?? json.At("$distinct_id").Text()) ?? "";

    static bool IsIdentified(string id, string? device, JsonElement said) => said.At("$is_identified").ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => said.At("$user_id").Text() == id || (device is not null && device != id && !Guid.TryParse(id, out _)),
    };

    static string? Cut(string? id) => id is { Length: > LongestId } ? id[..LongestId] : id;

    static string? Time(Item item, EventRow row)
    {
        var received = item.Request.ReceivedAt;
        var (at, sent) = (item.Json.At("timestamp"), item.Body.At("sent_at").Time());
        if (!at.IsThere())
        {
            row.Set("occurred_at", item.Json.At("offset").Number() is { } offset and >= 0 and < 1e12 ? received - (long)offset : received);
            return null;
        }

        return ClientClock.Set(row, at, sent, received);
    }

    static string? Rest(string name, Item item, JsonElement said, EventRow row, PropertyReader properties)
    {
        foreach (var (property, field) in Fields)
        {
            row.Offer(field, said.At(property).Text());
        }

        if (row.Text("device_id") == Cookieless)
        {
            row.Set("device_id", "");
        }

        if (said.At("$referrer").Text() is { } referrer and not "$direct")
        {
            row.Offer("referrer", referrer);
        }

        if (name == "$pageleave")
        {
            Leave(said, row);
        }

        // What a customer is told to be stands at the event, or within its properties.
        var set = item.Json.At("$set").IsObject() ? item.Json.At("$set") : said.At("$set");
        var about = name == "$groupidentify" ? said.At("$group_set") : name is "$identify" or "$set" ? set : default;
        var (type, group) = Group(said);
        properties.Read(
            row,
            about.IsObject() ? about : said,
            own => own.StartsWith('$') || own is "token" or "distinct_id" or "alias",
            ("group_id", group),
            ("group_type", type),
            ("purpose", name == OptedIn && !said.At("purpose").IsThere() ? "collect" : null));
        var ip = Address.Shorten(said.At("$ip").Text()) ?? (said.At("$device_id").IsThere() ? item.Request.Ip : null);
        row.Set("context", properties.Merge(
            [said], own => !own.StartsWith('$') || Mapped.Contains(own), ip, ("set", about.IsObject() ? default : set), ("$set_once", said.At("$set_once").IsThere() ? default : item.Json.At("$set_once"))));
        return null;
    }

    /// <summary>The group that an event is about, or that its customer acts for, where that is one.</summary>
    static (string? Type, string? Id) Group(JsonElement said)
    {
        if (said.At("$group_key").IsThere())
        {
            return (said.At("$group_type").Text(), said.At("$group_key").Text());
        }

        var groups = said.At("$groups");
        return groups.IsObject() && groups.EnumerateObject().Take(2).ToList() is [var only] ? (only.Name, only.Value.Text()) : (null, null);
    }

    /// <summary>How far a page was read and for how long.</summary>
    static void Leave(JsonElement said, EventRow row)
    {
        if (said.At("$prev_pageview_max_scroll_percentage").Number() is { } depth)
        {
            row.Set("scroll_depth", Math.Clamp(depth, 0, 1));
        }

        if (said.At("$prev_pageview_duration").Number() is { } seconds and >= 0)
        {
            row.Set("duration_seconds", seconds);
        }
    }
}
