using System.Globalization;
using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>The files of the web tracker: JSON lines, a compressed file a month.</summary>
static class WebFiles
{
    /// <summary>The places of pages in <see cref="Pages"/> that others do not choose by chance.</summary>
    public const short CartPage = 6, CheckoutPage = 7;

    const string Address = "https://www.larkfell.example/";

    static readonly string[] Pages = ["", "sale", "journal/three-days-in-the-dales", "journal/how-to-layer", "delivery", "size-guide", "cart", "checkout"];

    static readonly string[] Searches =
    [
        "tent for two", "warm sleeping bag", "30 litre rucksack", "waterproof jacket", "walking boots", "merino", "stove", "head torch", "rope", "bike bag", "mug", "sale boots",
    ];

    static readonly string[] Names = ["page_view", "view_item_list", "view_item", "search", "add_to_cart", "begin_checkout"];

    /// <summary>Ordinary browsers (computer: Windows, Mac; phone: Android, iPhone), then programs that say what they are.</summary>
    static readonly (string Device, string Text)[] Agents =
    [
        ("desktop", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"),
        ("desktop", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15"),
        ("mobile", "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"),
        ("mobile", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"),
        ("desktop", "Mozilla/5.0 (compatible; FellSearchBot/2.1; +https://search.example/bot)"),
        ("desktop", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/125.0.0.0 Safari/537.36"),
        ("desktop", "python-requests/2.32.3"),
    ];

    public static byte Agent(bool phone, bool apple) => (byte)((phone ? 2 : 0) + (apple ? 1 : 0));

    public static byte RobotAgent(Rng rng) => (byte)rng.Between(4, Agents.Length);

    /// <summary>Writes the file of a month of the year, 0 being July.</summary>
    public static void Write(string folder, int month, IReadOnlyList<Records> all)
    {
        WebHit[] hits = [.. all.SelectMany(records => records.Web[month])];
        Array.Sort(Array.ConvertAll(hits, hit => hit.At), hits);
        var name = ShopYear.DateOf(0).AddMonths(month).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        using var rows = new TextRows(Path.Combine(folder, "web", $"{name}.jsonl.gz"));
        foreach (var hit in hits)
        {
            Write(rows, hit);
        }
    }

    static void Write(TextRows rows, WebHit hit)
    {
        rows.Put("{\"id\":\""u8).Hex(hit.Id).Put("\",\"ts\":\""u8).Time(hit.At, "yyyy-MM-ddTHH:mm:ss.fffZ")
            .Put("\",\"event\":\""u8).Put(Names[(int)hit.Event]).Put("\",\"visitor\":\""u8).Put(hit.Visitor);
        if (hit.Customer.Length > 0)
        {
            rows.Put("\",\"customer\":\""u8).Put(hit.Customer);
        }

        rows.Put("\",\"url\":\""u8).Put(Address).Put(PathOf(hit));
        WriteOrigin(rows, Origin.All[hit.Origin]);
        if (hit.Event is WebEvent.Search)
        {
            rows.Put("\",\"query\":\""u8).Put(Searches[hit.Place]);
        }

        if (hit.Product >= 0)
        {
            rows.Put("\",\"sku\":\""u8).Put(Assortment.Products[hit.Product].Sku);
        }

        var category = hit.Product >= 0 ? Assortment.Products[hit.Product].Category : hit.Event is WebEvent.ViewItemList ? hit.Place : -1;
        if (category >= 0)
        {
            rows.Put("\",\"category\":\""u8).Put(Assortment.Categories[category]);
        }

        rows.Put("\",\"device\":\""u8).Put(Agents[hit.Agent].Device).Put("\",\"ua\":\""u8).Put(Agents[hit.Agent].Text).Put("\""u8);
        WriteNumbers(rows, hit);
    }

    static void WriteNumbers(TextRows rows, WebHit hit)
    {
        if (hit.Product >= 0)
        {
            rows.Put(",\"price\":"u8).Hundredths(Assortment.PriceOn(hit.Product, ShopYear.DayAt(hit.At)));
        }

        if (hit.Seconds >= 0)
        {
            rows.Put(",\"seconds\":"u8).Put(hit.Seconds).Put(",\"scroll\":"u8).Hundredths(hit.Scroll);
        }

        rows.Put("}\n"u8);
    }

    static void WriteOrigin(TextRows rows, Origin origin)
    {
        if (origin.Referrer.Length > 0)
        {
            rows.Put("\",\"referrer\":\""u8).Put(origin.Referrer);
        }

        if (origin.Source.Length > 0)
        {
            rows.Put("\",\"utm_source\":\""u8).Put(origin.Source).Put("\",\"utm_medium\":\""u8).Put(origin.Medium).Put("\",\"utm_campaign\":\""u8).Put(origin.Campaign);
        }
    }

    static string PathOf(WebHit hit) => hit.Event switch
    {
        WebEvent.Search => "search",
        WebEvent.ViewItemList => Assortment.Slug(Assortment.Categories[hit.Place]),
        _ when hit.Product >= 0 => Assortment.Products[hit.Product].Path,
        _ => Pages[hit.Place],
    };
}
