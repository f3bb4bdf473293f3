using Kindred.Events;

namespace Kindred.Init;

/// <summary>Names that mean a standard event where they stand in a column of events, beside those that import knows everywhere.</summary>
static class EventNames
{
    static readonly Dictionary<string, string> Standard = new(StringComparer.OrdinalIgnoreCase)
    {
        ["purchased"] = Vocabulary.OrderCompleted,
        ["transaction"] = Vocabulary.OrderCompleted,
        ["buy"] = Vocabulary.OrderCompleted,
        ["order"] = Vocabulary.OrderCompleted,
        ["sale"] = Vocabulary.OrderCompleted,
        ["return"] = Vocabulary.OrderRefunded,
        ["checkout"] = Vocabulary.CheckoutStarted,
        ["cart"] = Vocabulary.ProductAdded,
        ["addtocart"] = Vocabulary.ProductAdded,
        ["view"] = Vocabulary.ProductViewed,
        ["product_view"] = Vocabulary.ProductViewed,
    };

    /// <summary>The standard name for what a source calls an event, or null where it has none or uses it already.</summary>
    public static string? StandardOf(string name) => Standard.GetValueOrDefault(name) ?? Vocabulary.Aliases.GetValueOrDefault(name);
}
