namespace Kindred.Init;

/// <summary>Names of events that others use for those of the standard vocabulary.</summary>
static class EventNames
{
    static readonly Dictionary<string, string> Standard = new(StringComparer.OrdinalIgnoreCase)
    {
        ["purchase"] = "Order Completed",
        ["purchased"] = "Order Completed",
        ["transaction"] = "Order Completed",
        ["buy"] = "Order Completed",
        ["order"] = "Order Completed",
        ["checkout_completed"] = "Order Completed",
        ["completed order"] = "Order Completed",
        ["refund"] = "Order Refunded",
        ["begin_checkout"] = "Checkout Started",
        ["checkout"] = "Checkout Started",
        ["cart"] = "Product Added",
        ["add_to_cart"] = "Product Added",
        ["addtocart"] = "Product Added",
        ["added product"] = "Product Added",
        ["remove_from_cart"] = "Product Removed",
        ["removed product"] = "Product Removed",
        ["view"] = "Product Viewed",
        ["view_item"] = "Product Viewed",
        ["product_view"] = "Product Viewed",
        ["viewed product"] = "Product Viewed",
        ["view_item_list"] = "Product List Viewed",
        ["search"] = "Products Searched",
        ["page_view"] = "Page Viewed",
        ["pageview"] = "Page Viewed",
        ["sign_up"] = "Signed Up",
        ["login"] = "Signed In",
    };

    /// <summary>The standard name for what a source calls an event, or null where it has none or uses it already.</summary>
    public static string? StandardOf(string name) => Standard.GetValueOrDefault(name);
}
