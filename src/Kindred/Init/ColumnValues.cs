using System.Text.RegularExpressions;
using static System.FormattableString;

namespace Kindred.Init;

/// <summary>Whether the values of a column can be those of a field.</summary>
static partial class ColumnValues
{
    public static bool Suit(string field, ColumnProfile column) => !column.IsEmpty && field switch
    {
        "occurred_at" or "received_at" or "sent_at" => column.Time is not null,
        "message_id" => IsCode(column) && column.Distinct >= 0.3 * column.Filled.Count,
        "user_id" or "anonymous_id" or "device_id" or "session_id" => IsCode(column) && (column.Distinct > 1 || column.Filled.Count < 10),
        "order_id" or "cart_id" or "conversation_id" or "experiment_id" or "variation_id" => IsCode(column),
        "sequence" => false,
        "event" => IsCode(column) && column.Distinct <= 500 && (column.Distinct <= column.Filled.Count / 2 || column.Filled.Count < 20),
        "product_id" => IsCode(column) && column.Distinct > 1,
        "product_name" or "brand" or "title" => column.Letters > 0.5,
        "price" or "revenue" or "discount" or "shipping" or "tax" or "rating" or "duration_seconds" or "scroll_depth" => column.IsNumber,
        "quantity" => column.IsNumber && (column.IsInteger || !column.HasDecimals || column.Median < 100),
        "url" or "referrer" => column.All(IsAddress) > 0.9,
        "currency" => column.All(value => value.Length == 3 && value.All(char.IsAsciiLetter)) > 0.99,
        "device_type" or "os" or "browser" or "channel" => !column.IsNumber && column.Distinct <= 200,
        "country" => column.Time is null && !column.HasDecimals && column.Distinct <= 300,
        "category" or "region" or "city" or "variant" or "support_topic" or "feature" => column.Time is null && !column.HasDecimals,
        _ => column.Time is null,
    };

    /// <summary>What tells two columns apart whose names fit alike: the one with more to tell.</summary>
    public static double Bonus(string field, ColumnProfile column) => field switch
    {
        "occurred_at" => column.Time is { Day: true } ? 0 : 5,
        "product_id" or "user_id" or "order_id" => Math.Min(9, Math.Log10(column.Distinct + 1) * 2),
        "price" or "revenue" => column.HasDecimals ? 2 : 0,
        _ => 0,
    };

    public static string Describe(ColumnProfile column)
    {
        return column.Time is { } time ? $"its values are {(time.Day ? "days" : "times")}, as {column.Filled[0]}"
            : column.HasDecimals ? Invariant($"its values are numbers from {column.Least} to {column.Greatest}")
            : Invariant($"the {column.Filled.Count:N0} values seen are {column.Distinct:N0} different ones, as {Shortened(column.Filled[0])}");
    }

    public static bool IsClock(string value) => Clock().IsMatch(value);

    static bool IsAddress(string value) =>
        value.StartsWith('/') || value.StartsWith("http://", StringComparison.Ordinal) || value.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>Something that names: no time, no amount. A number that is whole may be written with decimals, as 17850.0.</summary>
    static bool IsCode(ColumnProfile column) =>
        !column.HasDecimals && (column.Time is null || (column.IsNumber && column.Time.Format is "epoch_s" or "epoch_ms"));

    static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"^\d{1,2}:\d{2}(:\d{2})?$")]
    private static partial Regex Clock();
}
