using System.Globalization;
using System.Text.Json;
using Kindred.Events;

namespace Kindred.Server.Mapping;

/// <summary>Reading JSON that anyone may have sent: what is missing or of another kind is no value.</summary>
static class Json
{
    /// <summary>The value of a name, of kind Undefined where there is none.</summary>
    public static JsonElement At(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The value at the end of a path of names.</summary>
    public static JsonElement At(this JsonElement element, string name, string inner) => element.At(name).At(inner);

    public static bool IsObject(this JsonElement element) => element.ValueKind is JsonValueKind.Object;

    public static bool IsArray(this JsonElement element) => element.ValueKind is JsonValueKind.Array;

    /// <summary>Whether there is a value that says something.</summary>
    public static bool IsThere(this JsonElement element) => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A text, or a number or truth as text; null for what is none of them.</summary>
    public static string? Text(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>A number that a field can hold, also one that is written as text.</summary>
    public static double? Number(this JsonElement element)
    {
        var number = element.ValueKind switch
        {
            JsonValueKind.Number when element.TryGetDouble(out var value) => value,
            JsonValueKind.String when double.TryParse(element.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
            _ => double.NaN,
        };
        return Math.Abs(number) <= EventField.Largest ? number : null;
    }

    /// <summary>A time in milliseconds since 1970 in UTC: ISO 8601, or seconds or milliseconds as a number.</summary>
    public static long? Time(this JsonElement element)
    {
        const double FirstMilliseconds = 100_000_000_000; // as seconds in the year 5138, as milliseconds in 1973
        return element.ValueKind switch
        {
            JsonValueKind.String when DateTimeOffset.TryParse(
                element.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time.ToUnixTimeMilliseconds(),
            JsonValueKind.Number or JsonValueKind.String when element.Number() is { } number && Math.Abs(number) < 1e15 =>
                (long)(Math.Abs(number) >= FirstMilliseconds ? number : number * 1000),
            _ => null,
        };
    }
}
