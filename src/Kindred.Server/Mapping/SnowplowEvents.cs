using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kindred.Collect;
using Kindred.Events;
using Kindred.Server.Collecting;

namespace Kindred.Server.Mapping;

/// <summary>Events of Snowplow's tracker protocol, version 2, in which every value is a text.</summary>
static class SnowplowEvents
{
    /// <summary>Seconds that a page ping stands for: the heartbeat that trackers have unless told otherwise, since the ping does not say.</summary>
    const double Heartbeat = 10;

    static readonly (string Key, string Field)[] Fields =
    [
        ("eid", "message_id"), ("uid", "user_id"), ("duid", "anonymous_id"), ("sid", "session_id"), ("url", "url"), ("refr", "referrer"), ("page", "title"), ("ua", "user_agent"),
    ];

    static readonly (string Key, string Name)[] Structured = [("se_ca", "category"), ("se_la", "label"), ("se_pr", "property"), ("se_va", "value")];

    static readonly (string Key, string Name)[] Transaction =
        [("tr_id", "order_id"), ("tr_tt", "total"), ("tr_tx", "tax"), ("tr_sh", "shipping"), ("tr_cu", "currency"), ("tr_af", "affiliation"), ("tr_co", "country"), ("tr_ci", "city")];

    static readonly (string Key, string Name)[] TransactionItem =
        [("ti_id", "order_id"), ("ti_sk", "product_id"), ("ti_nm", "product_name"), ("ti_ca", "category"), ("ti_pr", "price"), ("ti_qu", "quantity"), ("ti_cu", "currency")];

    /// <summary>Keys that are read; what others say, as of the client, is kept beside the event.</summary>
    static readonly HashSet<string> Mapped =
    [
        .. Fields.Concat(Structured).Concat(Transaction).Concat(TransactionItem).Select(pair => pair.Item1),
        "e", "aid", "dtm", "stm", "ttm", "ip", "ue_pr", "ue_px", "co", "cx", Redaction.Marker,
    ];

    public static IEnumerable<JsonElement> Items(JsonElement body) => body.At("data").IsArray() ? body.At("data").EnumerateArray() : [body];

    /// <summary>The application's id, which is where a tracker carries the secret of its write key.</summary>
    public static string? Key(JsonElement body) => Items(body).FirstOrDefault().At("aid").Text();

    /// <summary>Reads an event into a row.</summary>
    /// <returns>Why it cannot be used, or null.</returns>
    public static string? Read(Item item, EventRow row, PropertyReader properties)
    {
        var json = item.Json;
        if (!json.IsObject())
        {
            return "the event is not a JSON object";
        }

        foreach (var (key, field) in Fields)
        {
            row.Offer(field, json.At(key).Text());
        }

        row.Offer("user_agent", item.Request.Agent);
        var (name, said) = What(json);
        row.Offer("event", SnowplowConsent.NameOf(name, said));
        if (json.At("e").Text() == "pp")
        {
            Ping(json, row);
        }

        properties.Read(row, said, null, ("purpose", SnowplowConsent.PurposeOf(json, name, said)));
        row.Set("context", properties.Merge([json], Mapped.Contains, Address.Shorten(json.At("ip").Text()) ?? item.Request.Ip, ("contexts", Embedded(json, "co", "cx"))));
        return Time(item, row);
    }

    static string? Time(Item item, EventRow row)
    {
        // Who knows when it truly happened says so, by no clock of the client.
        if (item.Json.At("ttm").IsThere())
        {
            return ClientClock.Set(row, item.Json.At("ttm"), null, item.Request.ReceivedAt);
        }

        var (received, at) = (item.Request.ReceivedAt, item.Json.At("dtm"));
        if (!at.IsThere())
        {
            row.Set("occurred_at", received);
            return null;
        }

        return ClientClock.Set(row, at, item.Json.At("stm").Time(), received);
    }

    /// <summary>The name of an event and what it says.</summary>
    static (string? Name, JsonElement Said) What(JsonElement json) => json.At("e").Text() switch
    {
        "pv" => (Vocabulary.PageViewed, default),
        "pp" => ("Page Pinged", default),
        "se" => (json.At("se_ac").Text(), Renamed(json, Structured)),
        "tr" => (Vocabulary.OrderCompleted, Renamed(json, Transaction)),
        "ti" => ("Order Item Sold", Renamed(json, TransactionItem)),
        "ue" => SelfDescribing(Embedded(json, "ue_pr", "ue_px").At("data")),
        _ => (null, default),
    };

    /// <summary>The schema's name, as add_to_cart of iglu:com.example/add_to_cart/jsonschema/1-0-0, and the data.</summary>
    static (string? Name, JsonElement Said) SelfDescribing(JsonElement data)
    {
        var name = NameOf(data);
        return (name == "link_click" ? "Link Clicked" : name, data.At("data"));
    }

    /// <summary>The name in the schema of what describes itself.</summary>
    public static string? NameOf(JsonElement described) => described.At("schema").Text()?.Split('/') is { Length: 4 } parts ? parts[1] : null;

    static JsonElement Renamed(JsonElement json, (string Key, string Name)[] names) => JsonSerializer.SerializeToElement(
        names.Where(name => json.At(name.Key).IsThere()).ToDictionary(name => name.Name, name => json.At(name.Key).Text()));

    /// <summary>JSON that is a text within JSON, plain under one key or as base64 under another.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonElement Embedded(JsonElement json, string plain, string encoded)
    {
        var text = json.At(plain).Text();
        if (text is null && json.At(encoded).Text() is { } base64)
        {
            text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(base64.Replace('+', '-').Replace('/', '_')));
        }

        return text is null ? default : JsonElement.Parse(text);
    }

    /// <summary>How long the page had been looked at since the last ping, and how far down its lower edge of the window got.</summary>
    static void Ping(JsonElement json, EventRow row)
    {
        row.Set("duration_seconds", Heartbeat);
        if (json.At("pp_may").Number() is { } top && Height(json.At("vp")) is { } window && Height(json.At("ds")) is { } page and > 0)
        {
            row.Set("scroll_depth", Math.Clamp((top + window) / page, 0, 1));
        }
    }

    /// <summary>The second number of a size such as 1024x768.</summary>
    static double? Height(JsonElement size) =>
        size.Text()?.Split('x') is [_, var height] && double.TryParse(height, NumberStyles.Integer, CultureInfo.InvariantCulture, out var pixels) ? pixels : null;
}
