using System.Globalization;
using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>Everybody at the shop who is no customer: passers-by, robots, testers, the kiosks in the stores, receipts without a card.</summary>
static class Crowd
{
    const int PassersBy = 4_000, ReceiptsWithoutCard = 2_500, BrokenClocks = 12;

    /// <summary>The kinds of robots: how many there are of each.</summary>
    public const int Crawlers = 12, Scrapers = 8, PriceWatchers = 6;

    /// <summary>Colleagues with a test account.</summary>
    public const int Testers = 4;

    public const string Crawler = "says so", Scraper = "too fast", PriceWatcher = "patient";

    public static Records Make(Rng rng, IReadOnlyList<Person> people, double size)
    {
        var records = new Records();
        Pass(rng, records, people.Count, (int)(PassersBy * size));
        for (var i = 0; i < Crawlers + Scrapers + PriceWatchers; i++)
        {
            Robot(rng, records, i < Crawlers ? Crawler : i < Crawlers + Scrapers ? Scraper : PriceWatcher);
        }

        Test(rng, records);
        foreach (var store in TillFiles.Stores)
        {
            ShareKiosk(rng, records, people, $"kiosk-{store.ToLowerInvariant()}");
        }

        SellWithoutCard(rng, records, (int)(ReceiptsWithoutCard * size));
        for (var i = 0; i < BrokenClocks; i++)
        {
            records.App.Add(new(2_147_483_647_000 - (i * 60_000L), "d-0000000000000000", "", "screen_view", "", -1, false));
        }

        return records;
    }

    /// <summary>One page or two, and never seen again.</summary>
    static void Pass(Rng rng, Records records, int people, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            var visitor = Person.Visitor(rng);
            var visit = Visit(rng, records, visitor, ShopYear.OnlineMoment(rng, ShopYear.Day(rng, 0, ShopYear.Days)), WebFiles.Agent(rng.Happens(0.6), rng.Happens(0.5)));
            visit.Page(WebEvent.PageView, -1, 0);
            if (rng.Happens(0.5))
            {
                visit.Page(WebEvent.ViewItem, Assortment.Any(rng, rng.NextInt32(Assortment.Categories.Count)), 0);
            }

            records.Ids.Add(new("anonymous_id", visitor, people + i, false));
        }
    }

    static void Robot(Rng rng, Records records, string kind)
    {
        var visitor = Person.Visitor(rng);
        var agent = kind is Crawler ? WebFiles.RobotAgent(rng) : WebFiles.Agent(false, false);
        records.Robots.Add((visitor, kind));
        var left = 1_600;
        for (var product = 0; left > 0;)
        {
            var at = ShopYear.OnlineMoment(rng, rng.NextInt32(ShopYear.Days - 3));
            var run = kind is Scraper ? 420 : kind is Crawler ? 60 : 250;
            for (var i = 0; i < run && left > 0; i++, left--)
            {
                records.Add(new WebHit(rng.NextUInt64(), at, visitor, "", WebEvent.ViewItem, (short)product, 0, -1, -1, agent, Origin.Direct));
                product = (product + 1) % Assortment.Products.Count;
                at += kind is Scraper ? rng.Between(40, 120) : kind is Crawler ? rng.Between(2_000, 9_000) : rng.Between(590_000, 610_000);
            }
        }
    }

    /// <summary>Colleagues who try the checkout, with numbers that begin with QA.</summary>
    static void Test(Rng rng, Records records)
    {
        for (var i = 1; i <= Testers; i++)
        {
            var (customer, visitor) = ($"QA-{i}", Person.Visitor(rng));
            for (var order = 0; order < 30; order++)
            {
                var at = ShopYear.StoreMoment(rng, ShopYear.Day(rng, 0, ShopYear.Days));
                var visit = Visit(rng, records, visitor, at, WebFiles.Agent(false, false), customer);
                visit.Page(WebEvent.BeginCheckout, -1, WebFiles.CheckoutPage);
                records.Orders.Add(new(visit.At, $"WQA{i}-{order}", customer, 0, 99_900, 10, 0, "", false, -1));
            }
        }
    }

    /// <summary>A screen in a store that everybody uses: it is nobody's, and must join nobody.</summary>
    static void ShareKiosk(Rng rng, Records records, IReadOnlyList<Person> people, string visitor)
    {
        for (var i = 0; i < 400; i++)
        {
            var person = people[rng.NextInt32(people.Count)];
            var day = ShopYear.Day(rng, person.From, person.Until);
            var signed = person.Type.AccountShare == 1 && person.Customer.Length > 0 && rng.Happens(0.5);
            var visit = Visit(rng, records, visitor, ShopYear.StoreMoment(rng, day), WebFiles.Agent(false, false), signed ? person.Customer : "");
            visit.Page(WebEvent.ViewItemList, -1, (short)person.Interests[0]);
        }

        records.Ids.Add(new("anonymous_id", visitor, 0, true));
    }

    static void SellWithoutCard(Rng rng, Records records, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var store = (sbyte)rng.NextInt32(TillFiles.Stores.Count);
            var product = (short)Assortment.Any(rng, rng.NextInt32(Assortment.Categories.Count));
            var day = ShopYear.Day(rng, 0, ShopYear.Days);
            records.Orders.Add(new(
                ShopYear.StoreMoment(rng, day),
                string.Create(CultureInfo.InvariantCulture, $"{TillFiles.Stores[store][0]}00000-{i:00000}"),
                "", product, Assortment.PriceOn(product, day), 1, 0, "", false, store));
        }
    }

    static WebVisit Visit(Rng rng, Records records, string visitor, long at, byte agent, string customer = "") => new(records, rng)
    {
        At = at,
        Day = ShopYear.DayAt(at),
        Visitor = visitor,
        Customer = customer,
        Signed = customer.Length > 0,
        Agent = agent,
        Origin = Origin.Direct,
        SecondsAPage = 20,
    };
}
