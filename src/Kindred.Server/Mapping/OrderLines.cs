using System.Text.Json;
using Kindred.Collect;

namespace Kindred.Server.Mapping;

/// <summary>Makes an event of each product of an order, as a file has a row for each, so that rules and features know what was bought. Not for two threads at once.</summary>
/// <remarks>The event of the whole order says what it was worth; a product has its price and quantity, and the same order.</remarks>
sealed class OrderLines(ArrivalRules rules)
{
    /// <summary>The most products of an order that become events; all stay in the properties of the order.</summary>
    const int Most = 100;

    /// <summary>The most characters that an order may have every product repeat, so that what is sent does not grow a hundredfold.</summary>
    const int MostShared = 1000;

    static readonly string[] Times = ["occurred_at", "received_at", "sent_at"];

    /// <summary>What a product takes over from its order beside the time.</summary>
    static readonly string[] Shared =
    [
        "event", "user_id", "anonymous_id", "device_id", "session_id", "order_id", "currency", "channel", "device_type", "os",
        "browser", "user_agent", "country", "region", "city",
    ];

    readonly PropertyReader _reader = new();
    readonly EventRow _row = new();

    /// <summary>The events of the products of an order, each of which holds until the next one is asked for, with the ids of their messages.</summary>
    /// <param name="order">The event of the order, in its final form.</param>
    /// <param name="isMarked">Whether the customer may not be addressed by them.</param>
    public IEnumerable<(EventRow Row, string Message)> Of(EventRow order, string message, JsonElement products, bool isMarked)
    {
        if (!products.IsArray() || Shared.Sum(field => order.Text(field).Length) > MostShared)
        {
            yield break;
        }

        foreach (var (i, product) in products.EnumerateArray().Take(Most).Index())
        {
            if (Read(order, product, isMarked))
            {
                yield return (_row, $"{message} product {i + 1}");
            }
        }
    }

    bool Read(EventRow order, JsonElement product, bool isMarked)
    {
        _row.Clear();
        try
        {
            // What the order as a whole was worth must not count again.
            _reader.Read(_row, product, name => name is "name" or "revenue" or "total" or "discount" or "shipping" or "tax" or "products" or "items");
            _row.Offer("product_name", product.At("name").Text());
        }
        catch (InvalidOperationException)
        {
            return false; // half of a character, written as an escape
        }

        _row.Offer("product_id", _row.Text("product_name"));
        _row.Take(order, Times);
        _row.Take(order, Shared);
        if (isMarked)
        {
            _row.Set("context", EventMapping.Refused);
        }

        return _row.Has("product_id") && rules.SettleProduct(_row);
    }
}
