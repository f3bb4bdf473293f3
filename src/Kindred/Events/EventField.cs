namespace Kindred.Events;

/// <summary>What a value of an event field is; an absent value is possible in every field but the required ones.</summary>
public enum EventFieldType
{
    Text,
    Integer,
    Number,

    /// <summary>Milliseconds since 1970 in UTC.</summary>
    Time,
}

/// <summary>A typed column of the events table.</summary>
public sealed record EventField(string Name, EventFieldType Type, string Meaning)
{
    /// <summary>Every field a source can map, in the order of the table; whatever else a source has goes to its <c>properties</c>.</summary>
    public static IReadOnlyList<EventField> All { get; } =
    [
        new("message_id", EventFieldType.Text, "Identifies the message: a second one with the same id is a duplicate."),
        new("occurred_at", EventFieldType.Time, "When it happened."),
        new("received_at", EventFieldType.Time, "When it arrived, by the clock of the receiver."),
        new("sent_at", EventFieldType.Time, "When it was sent, by the clock of the sender."),
        new("event", EventFieldType.Text, "What happened, as in Order Completed."),
        new("anonymous_id", EventFieldType.Text, "The visitor before they are known, usually a cookie."),
        new("user_id", EventFieldType.Text, "The customer in your own systems."),
        new("device_id", EventFieldType.Text, "The device or installation."),
        new("session_id", EventFieldType.Text, "The visit, as the source counts it."),
        new("sequence", EventFieldType.Integer, "The place of the event within its session, for times that are too coarse to tell."),
        new("product_id", EventFieldType.Text, "The product or stock keeping unit."),
        new("product_name", EventFieldType.Text, "The name of the product."),
        new("category", EventFieldType.Text, "The category of the product."),
        new("brand", EventFieldType.Text, "The brand of the product."),
        new("variant", EventFieldType.Text, "The size, colour or other variant of the product."),
        new("price", EventFieldType.Number, "The price of one piece, in the currency of the event."),
        new("quantity", EventFieldType.Number, "How many pieces; always positive."),
        new("discount", EventFieldType.Number, "The reduction granted, in the currency of the event."),
        new("revenue", EventFieldType.Number, "The money earned without shipping and tax; price times quantity where it is missing."),
        new("total", EventFieldType.Number, "The money paid with shipping and tax."),
        new("shipping", EventFieldType.Number, "The part of the total paid for shipping."),
        new("tax", EventFieldType.Number, "The part of the total paid as tax."),
        new("currency", EventFieldType.Text, "The ISO 4217 code of all money in the event."),
        new("order_id", EventFieldType.Text, "The order; lines with the same id are one order."),
        new("cart_id", EventFieldType.Text, "The shopping cart."),
        new("coupon", EventFieldType.Text, "The coupon code used."),
        new("url", EventFieldType.Text, "The page."),
        new("referrer", EventFieldType.Text, "The page before."),
        new("title", EventFieldType.Text, "The title of the page or the name of the screen."),
        new("search_query", EventFieldType.Text, "What was searched for."),
        new("campaign_source", EventFieldType.Text, "The utm_source of the visit."),
        new("campaign_medium", EventFieldType.Text, "The utm_medium of the visit."),
        new("campaign_name", EventFieldType.Text, "The utm_campaign of the visit."),
        new("feature", EventFieldType.Text, "The feature of the application that was used."),
        new("duration_seconds", EventFieldType.Number, "How long it took, in seconds."),
        new("scroll_depth", EventFieldType.Number, "How far the page was scrolled, from 0 to 1."),
        new("device_type", EventFieldType.Text, "The kind of device, as in desktop, mobile, web, ios."),
        new("os", EventFieldType.Text, "The operating system."),
        new("browser", EventFieldType.Text, "The browser."),
        new("user_agent", EventFieldType.Text, "The user agent string, used to recognise bots."),
        new("country", EventFieldType.Text, "The country of the customer."),
        new("region", EventFieldType.Text, "The region or state of the customer."),
        new("city", EventFieldType.Text, "The city of the customer."),
        new("channel", EventFieldType.Text, "The channel, as in web, store, phone."),
        new("rating", EventFieldType.Number, "The score a customer gave."),
        new("support_topic", EventFieldType.Text, "What a support contact was about."),
        new("conversation_id", EventFieldType.Text, "The support conversation or ticket."),
        new("experiment_id", EventFieldType.Text, "The experiment the event took part in."),
        new("variation_id", EventFieldType.Text, "The variation of the experiment that was shown."),
        new("context", EventFieldType.Text, "What else the client told about itself, its page and device, as JSON."),
    ];

    /// <summary>The largest number that a field holds, up or down: what is larger is a mistake, and sums and squares of such would not be finite.</summary>
    public const double Largest = 1e15;

    static readonly Dictionary<string, EventField> ByName = All.ToDictionary(field => field.Name);

    /// <summary>The field of that exact name, or null.</summary>
    public static EventField? Find(string name) => ByName.GetValueOrDefault(name);
}
