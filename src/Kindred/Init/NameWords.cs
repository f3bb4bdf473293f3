using System.Text.RegularExpressions;

namespace Kindred.Init;

/// <summary>The words in the name of a column, and what they usually mean.</summary>
static partial class NameWords
{
    static readonly string[] Time = ["time", "date", "timestamp", "at", "ts", "day", "when", "datetime", "created", "occurred", "epoch"];

    /// <summary>What a field is called in the files of others, the most telling first; all words must stand there, in that order.</summary>
    static readonly Dictionary<string, string[]> Synonyms = new()
    {
        ["occurred_at"] =
        [
            "event time", "event timestamp", "timestamp", "invoice date", "order date", "purchase date", "transaction date",
            "complete timestamp", "start timestamp",
            "created at", "datetime", "date time", "order purchase timestamp", "time", "date", "ts",
        ],
        ["received_at"] = ["received at"],
        ["sent_at"] = ["sent at"],
        ["message_id"] = ["message id", "event id", "insert id", "msg id", "uuid", "event uuid", "row id", "hit id"],
        ["user_id"] =
        [
            "customer id", "user id", "customer number", "customer no", "client id", "member id", "account id", "buyer id",
            "shopper id", "person id", "contact id",
            "cust id", "customer unique id", "master id", "customer", "user", "client", "member", "buyer", "account", "cust",
            "customer email", "email", "case id", "ticket id", "case", "uid",
        ],
        ["anonymous_id"] = ["anonymous id", "visitor id", "full visitor id", "distinct id", "cookie id", "guest id", "cookie", "visitor"],
        ["device_id"] = ["device id", "installation id", "install id", "idfa", "idfv", "gaid"],
        ["session_id"] = ["session id", "user session", "visit id", "session", "visit", "sid"],
        ["sequence"] = ["sequence", "click order", "order", "hit number", "event number", "step"],
        ["event"] =
        [
            "event name", "event", "event type", "behavior type", "behaviour type", "activity name", "activity id", "activity",
            "action type", "action", "interaction type",
            "concept name", "behavior", "type",
        ],
        ["order_id"] =
        [
            "order id", "invoice no", "invoice number", "invoice id", "invoice", "order no", "order number", "transaction id",
            "transaction no", "basket id", "receipt id",
            "receipt no", "bill no", "sales order", "order", "transaction",
        ],
        ["cart_id"] = ["cart id"],
        ["product_id"] =
        [
            "product id", "stock code", "sku", "item id", "product code", "article id", "asin", "isbn", "product", "item", "article",
            "model",
        ],
        ["product_name"] = ["product name", "item name", "product title", "product description", "description"],
        ["category"] =
        [
            "category", "main category", "product category", "category name", "category code", "category id", "department", "product type",
        ],
        ["brand"] = ["brand", "manufacturer"],
        ["variant"] = ["variant", "product size"],
        ["price"] = ["unit price", "price each", "item price", "product price", "list price", "price"],
        ["quantity"] = ["quantity", "qty", "units", "number of items", "item count", "pieces", "number of", "count"],
        ["revenue"] =
        [
            "revenue", "line total", "total price", "total amount", "order total", "sales amount", "dollar value", "order value",
            "purchase amount", "sales", "amount",
            "turnover", "spend", "total sales", "payment value", "value", "total",
        ],
        ["discount"] = ["discount", "discount amount"],
        ["shipping"] = ["shipping", "freight value", "shipping cost"],
        ["tax"] = ["tax", "vat", "tax amount"],
        ["coupon"] = ["coupon code", "coupon", "promo code", "voucher"],
        ["currency"] = ["currency", "currency code"],
        ["url"] = ["url", "page url", "page location", "page path", "path", "page"],
        ["referrer"] = ["referrer", "referer", "page referrer"],
        ["title"] = ["page title", "title", "screen name"],
        ["search_query"] = ["search query", "search term", "search terms", "query", "keyword"],
        ["campaign_source"] = ["utm source", "campaign source"],
        ["campaign_medium"] = ["utm medium", "campaign medium"],
        ["campaign_name"] = ["utm campaign", "campaign name", "campaign"],
        ["feature"] = ["feature", "feature name"],
        ["duration_seconds"] = ["duration seconds", "duration", "time spent", "dwell time"],
        ["scroll_depth"] = ["scroll depth"],
        ["device_type"] = ["device type", "device category", "device", "platform"],
        ["os"] = ["os", "operating system"],
        ["browser"] = ["browser"],
        ["user_agent"] = ["user agent"],
        ["country"] = ["country", "country code", "country name"],
        ["region"] = ["region", "state", "province"],
        ["city"] = ["city", "town"],
        ["channel"] = ["channel", "sales channel"],
        ["rating"] = ["rating", "stars", "review score"],
        ["support_topic"] = ["support topic", "topic", "ticket type", "ticket subject"],
        ["conversation_id"] = ["conversation id"],
        ["experiment_id"] = ["experiment id"],
        ["variation_id"] = ["variation id"],
    };

    public static IEnumerable<string> Fields => Synonyms.Keys;

    public static IReadOnlyList<string> Of(string name) => [.. Word().Matches(name).Select(word => word.Value.ToLowerInvariant())];

    public static bool SpeakOfTime(IReadOnlyList<string> words) => words.Any(Time.Contains);

    /// <summary>How well a name fits a field, and by which words: near 100 for a name of its own, near 50 where they stand within it.</summary>
    public static (int Fit, string Words) Fit(string field, IReadOnlyList<string> words)
    {
        var joined = string.Concat(words);
        if (joined == field.Replace("_", ""))
        {
            return (100, field.Replace('_', ' '));
        }

        var known = Synonyms[field];
        var own = Array.FindIndex(known, synonym => joined == synonym.Replace(" ", ""));
        var within = Array.FindIndex(known, synonym => $" {string.Join(' ', words)} ".Contains($" {synonym} "));
        return own >= 0 ? (99 - own, known[own]) : within >= 0 ? (50 - within, known[within]) : (0, "");
    }

    // CustomerID, customer_id, "customer id" and customerId2 are cut alike; digits are words of their own.
    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|\p{Lo}+")]
    private static partial Regex Word();
}
