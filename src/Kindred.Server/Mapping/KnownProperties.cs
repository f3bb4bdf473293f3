using System.Collections.Frozen;
using System.Text.Json;
using Kindred.Collect;
using Kindred.Events;

namespace Kindred.Server.Mapping;

/// <summary>Which property of an event goes to which field; the vocabularies are Segment's and Google's.</summary>
static class KnownProperties
{
    /// <summary>Fields that clients fill by other means than a property of that name.</summary>
    static readonly HashSet<string> Apart =
    [
        "message_id", "occurred_at", "received_at", "sent_at", "event", "anonymous_id", "user_id", "device_id", "user_agent", "context", "campaign_source",
        "campaign_medium", "campaign_name",
    ];

    /// <summary>Other names; what a property of such a name says stays in the properties too.</summary>
    static readonly (string Name, string Field)[] Others =
    [
        ("sku", "product_id"), ("item_id", "product_id"), ("item_name", "product_name"), ("item_brand", "brand"), ("item_category", "category"),
        ("item_variant", "variant"), ("transaction_id", "order_id"), ("query", "search_query"), ("search_term", "search_query"),
        ("utm_source", "campaign_source"), ("utm_medium", "campaign_medium"), ("utm_campaign", "campaign_name"), ("feature_name", "feature"),
        ("conversation_duration", "duration_seconds"), ("page_location", "url"), ("page_referrer", "referrer"), ("page_title", "title"),
    ];

    static readonly FrozenDictionary<string, (EventField Field, bool Own)> ByName = Names().ToFrozenDictionary(name => name.Name, name => (name.Field, name.Own));

    /// <summary>Gives the value of a property to the field it belongs to.</summary>
    /// <returns>Whether the field says all that the property said, so that it need not be kept beside it.</returns>
    public static bool Take(EventRow row, string name, JsonElement value)
    {
        if (!ByName.TryGetValue(name, out var known) || (!known.Own && row.Has(known.Field.Name)))
        {
            return false;
        }

        var taken = Put(row, known.Field, value);
        return taken && known.Own;
    }

    /// <summary>Gives a value to a field; false where it is not of the field's kind, or no value.</summary>
    public static bool Put(EventRow row, EventField field, JsonElement value)
    {
        switch (field.Type)
        {
            case EventFieldType.Text when value.Text() is { Length: > 0 } text:
                row.Set(field.Name, text);
                return true;
            case EventFieldType.Number when value.Number() is { } number:
                row.Set(field.Name, field.Name == "scroll_depth" && number > 1 ? Math.Min(number, 100) / 100 : number);
                return true;
            case EventFieldType.Integer when value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var whole):
                row.Set(field.Name, whole);
                return true;
            default:
                return false;
        }
    }

    static IEnumerable<(string Name, EventField Field, bool Own)> Names()
    {
        var own = EventField.All.Where(field => !Apart.Contains(field.Name)).Select(field => (field.Name, Field: field, Own: true));
        var others = Others.Select(other => (other.Name, Field: EventField.Find(other.Field)!, Own: false));
        return own.Concat(others).SelectMany(name => (IEnumerable<(string, EventField, bool)>)[name, (Camel(name.Name), name.Field, name.Own)]).DistinctBy(name => name.Item1);
    }

    static string Camel(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
