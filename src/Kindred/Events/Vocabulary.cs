namespace Kindred.Events;

/// <summary>The standard names of events, and the other names that mean the same.</summary>
/// <remarks>Names are those of Segment's Ecommerce V2, mobile, live chat and email vocabularies; aliases are its V1 names and GA4's.</remarks>
public static class Vocabulary
{
    public const string OrderCompleted = "Order Completed";
    public const string OrderUpdated = "Order Updated";
    public const string OrderRefunded = "Order Refunded";
    public const string OrderCancelled = "Order Cancelled";
    public const string ProductViewed = "Product Viewed";
    public const string ProductAdded = "Product Added";
    public const string CheckoutStarted = "Checkout Started";
    public const string PageViewed = "Page Viewed";

    public const string ConsentGranted = "Consent Granted";
    public const string ConsentWithdrawn = "Consent Withdrawn";

    /// <summary>Events that move money: in (completed, updated) or back (refunded, cancelled).</summary>
    public static IReadOnlyList<string> Orders { get; } = [OrderCompleted, OrderUpdated, OrderRefunded, OrderCancelled];

    /// <summary>Events that give money back.</summary>
    public static IReadOnlyList<string> Refunds { get; } = [OrderRefunded, OrderCancelled];

    /// <summary>A customer asks for help.</summary>
    public static IReadOnlyList<string> SupportContacts { get; } = ["Ticket Created", "Live Chat Conversation Started", "Support Contacted"];

    static readonly Dictionary<string, string[]> OtherNames = new()
    {
        [OrderCompleted] = ["Completed Order", "purchase"],
        [OrderUpdated] = ["Updated Order"],
        [OrderRefunded] = ["Refunded Order", "refund"],
        [OrderCancelled] = ["Cancelled Order", "Order Canceled"],
        [ProductViewed] = ["Viewed Product", "view_item"],
        [ProductAdded] = ["Added Product", "add_to_cart"],
        ["Product Removed"] = ["Removed Product", "remove_from_cart"],
        ["Product Clicked"] = ["Clicked Product", "select_item"],
        ["Product List Viewed"] = ["Viewed Product Category", "view_item_list"],
        ["Product List Filtered"] = [],
        ["Products Searched"] = ["search", "view_search_results"],
        ["Promotion Viewed"] = ["Viewed Promotion", "view_promotion"],
        ["Promotion Clicked"] = ["Clicked Promotion", "select_promotion"],
        ["Cart Viewed"] = ["view_cart"],
        [CheckoutStarted] = ["Started Order", "begin_checkout"],
        ["Checkout Step Viewed"] = ["Viewed Checkout Step"],
        ["Checkout Step Completed"] = ["Completed Checkout Step", "add_shipping_info"],
        ["Payment Info Entered"] = ["add_payment_info"],
        ["Product Added to Wishlist"] = ["add_to_wishlist"],
        ["Product Removed from Wishlist"] = [],
        ["Wishlist Product Added to Cart"] = [],
        ["Product Shared"] = ["share"],
        ["Cart Shared"] = [],
        [PageViewed] = ["page_view", "pageview", "$pageview", "page"],
        ["Screen Viewed"] = ["screen_view", "$screen", "screen"],
        ["Signed Up"] = ["sign_up"],
        ["Signed In"] = ["login"],
        ["Signed Out"] = ["logout"],
        ["Feature Used"] = [],
        ["Coupon Entered"] = [],
        ["Coupon Applied"] = [],
        ["Coupon Denied"] = [],
        ["Coupon Removed"] = [],
        ["Email Delivered"] = [],
        ["Email Opened"] = [],
        ["Email Link Clicked"] = [],
        ["Email Unsubscribed"] = ["Unsubscribed"],
        ["Application Installed"] = [],
        ["Application Opened"] = ["app_open"],
        ["Ticket Created"] = [],
        ["Live Chat Conversation Started"] = [],
        ["Live Chat Conversation Ended"] = [],
        ["Product Reviewed"] = [],
        ["Experiment Viewed"] = [],
        [ConsentGranted] = [],
        [ConsentWithdrawn] = [],
    };

    /// <summary>The standard names.</summary>
    public static IReadOnlyCollection<string> Standard => OtherNames.Keys;

    /// <summary>Every known spelling that is not itself standard, with the standard name it stands for.</summary>
    public static IReadOnlyDictionary<string, string> Aliases { get; } = Spellings();

    static Dictionary<string, string> Spellings()
    {
        var spellings = new Dictionary<string, string>();
        foreach (var (standard, others) in OtherNames)
        {
            foreach (var name in others.Append(standard))
            {
                foreach (var spelling in (string[])
                    [name, Snake(name), name.ToLowerInvariant(), name.ToUpperInvariant(), Snake(name).ToUpperInvariant(), Camel(name), Joined(name, "_"), Joined(name, "-"), Joined(name, "")])
                {
                    spellings.TryAdd(spelling, standard);
                }
            }
        }

        foreach (var standard in OtherNames.Keys)
        {
            spellings.Remove(standard);
        }

        return spellings;
    }

    static string Snake(string name) => name.ToLowerInvariant().Replace(' ', '_');

    static string Joined(string name, string between) => name.Replace(" ", between, StringComparison.Ordinal);

    static string Camel(string name) => char.ToLowerInvariant(name[0]) + name.Replace(" ", "", StringComparison.Ordinal)[1..];
}
