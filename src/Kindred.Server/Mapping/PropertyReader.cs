using System.Buffers;
using System.Text;
using System.Text.Json;
using Kindred.Collect;
using Kindred.Events;

namespace Kindred.Server.Mapping;

/// <summary>Sorts the properties of an event into fields and the rest, and works out what its products say. Not for two threads at once.</summary>
sealed class PropertyReader
{
    /// <summary>What a single product says of the event as a whole.</summary>
    static readonly string[] OfAProduct = ["product_id", "sku", "item_id", "name", "item_name", "category", "item_category", "brand", "item_brand", "variant", "item_variant", "price", "coupon"];

    readonly ArrayBufferWriter<byte> _bytes = new(1024);

    /// <summary>The products of the order that was read last, of kind Undefined where it was none, or tells of a product itself.</summary>
    public JsonElement Ordered { get; private set; }

    /// <summary>Reads properties into fields; what no field takes becomes the event's properties.</summary>
    /// <param name="skip">Properties that the caller has dealt with.</param>
    /// <param name="more">Further properties; what is said elsewhere under their names is left out.</param>
    public void Read(EventRow row, JsonElement properties, Func<string, bool>? skip = null, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        using var rest = Begin();
        Ordered = default;
        foreach (var (name, value) in more)
        {
            if (value is { Length: > 0 })
            {
                rest.WriteString(name, value);
            }
        }

        if (properties.IsObject())
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (skip?.Invoke(property.Name) != true && property.Value.IsThere() && !IsAmong(more, property.Name) && !KnownProperties.Take(row, property.Name, property.Value))
                {
                    property.WriteTo(rest);
                }
            }

            Products(row, properties);
        }

        row.Properties = End(rest);
    }

    static bool IsAmong(ReadOnlySpan<(string Name, string? Value)> more, string name)
    {
        foreach (var (own, value) in more)
        {
            if (own == name && value is { Length: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The objects as one, of which the first that has a name decides, with an address and further properties.</summary>
    public string Merge(ReadOnlySpan<JsonElement> objects, Func<string, bool> skip, string? ip, params ReadOnlySpan<(string Name, JsonElement Value)> more)
    {
        using var rest = Begin();
        if (!string.IsNullOrEmpty(ip))
        {
            rest.WriteString("ip", ip);
        }

        foreach (var (name, value) in more)
        {
            if (value.IsThere())
            {
                rest.WritePropertyName(name);
                value.WriteTo(rest);
            }
        }

        for (var i = 0; i < objects.Length; i++)
        {
            if (!objects[i].IsObject())
            {
                continue;
            }

            foreach (var property in objects[i].EnumerateObject())
            {
                var seen = false;
                for (var before = 0; before < i; before++)
                {
                    seen |= objects[before].At(property.Name).IsThere();
                }

                if (!seen && !skip(property.Name))
                {
                    property.WriteTo(rest);
                }
            }
        }

        return End(rest);
    }

    Utf8JsonWriter Begin()
    {
        _bytes.ResetWrittenCount();
        var rest = new Utf8JsonWriter(_bytes, new() { SkipValidation = true });
        rest.WriteStartObject();
        return rest;
    }

    /// <summary>What was written, or nothing where it is an empty object.</summary>
    string End(Utf8JsonWriter rest)
    {
        rest.WriteEndObject();
        rest.Flush();
        return _bytes.WrittenCount == 2 ? "" : Encoding.UTF8.GetString(_bytes.WrittenSpan);
    }

    void Products(EventRow row, JsonElement properties)
    {
        // Google's value is what the products of an order are worth, without shipping and tax, and after what was taken off.
        if (!row.Has("revenue") && !row.Has("total") && IsOrder(row) && properties.At("value").Number() is { } value)
        {
            row.Set("revenue", value);
        }

        var products = properties.At("products").IsArray() ? properties.At("products") : properties.At("items");
        if (products.IsArray())
        {
            var isWhole = row.Has("order_id") && !row.Has("product_id") && NameOf(row) == Vocabulary.OrderCompleted;
            Ordered = isWhole ? products : default;
            OfProducts(row, products, isWhole);
        }

        if (properties.At("name").Text() is { } name && (row.Has("product_id") || row.Text("event").StartsWith("Product ", StringComparison.Ordinal)))
        {
            row.Offer("product_name", name);
        }
    }

    /// <param name="isWhole">Whether the products become events of their own, since the event tells of a whole order.</param>
    static void OfProducts(EventRow row, JsonElement products, bool isWhole)
    {
        var (pieces, worth, priced) = (0.0, 0.0, true);
        foreach (var product in products.EnumerateArray())
        {
            var quantity = Math.Abs(product.At("quantity").Number() ?? 1);
            pieces += quantity;
            worth += quantity * (product.At("price").Number() ?? 0);
            priced &= product.At("price").Number() is not null;
        }

        if (pieces > 0 && pieces <= EventField.Largest && !row.Has("quantity"))
        {
            row.Set("quantity", pieces);
        }

        if (products.GetArrayLength() == 1 && !isWhole)
        {
            foreach (var name in OfAProduct)
            {
                var (field, value) = (name == "name" ? "product_name" : name, products[0].At(name));
                if (value.IsThere() && !(EventField.Find(field) is not null && row.Has(field)))
                {
                    KnownProperties.Take(row, field, value);
                }
            }
        }
        else if (pieces > 0 && priced && Math.Abs(worth) <= EventField.Largest && IsOrder(row) && !row.Has("revenue") && !row.Has("total"))
        {
            row.Set("revenue", worth);
        }
    }

    static bool IsOrder(EventRow row) => Vocabulary.Orders.Contains(NameOf(row));

    static string NameOf(EventRow row) => Vocabulary.Aliases.GetValueOrDefault(row.Text("event"), row.Text("event"));
}
