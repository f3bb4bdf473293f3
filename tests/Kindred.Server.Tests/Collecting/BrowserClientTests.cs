using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Testing;
using Microsoft.Playwright;

namespace Kindred.Server.Tests.Collecting;

/// <summary>The browser clients as npm has them, unmodified, bundled into a page of another origin in a real browser.</summary>
public sealed class BrowserClientTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>, IClassFixture<Chromium>
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What happened to whom: A is the visitor who becomes anna, B the one after her.</summary>
    static readonly string[] OfRudder =
    [
        "Aliased anna older", "Group Joined anna A", "Identified anna A", "Order Completed anna A", "Page Viewed  A", "Product Viewed  A", "Product Viewed  B",
    ];

    static readonly string[] OfPostHog =
    [
        "Aliased anna older", "Group Joined anna ", "Identified anna A", "Order Completed anna ", "Page Left  B", "Page Viewed  B", "Product Viewed  A", "Product Viewed  B",
    ];

    static readonly string[] OfSnowplow = ["Coupon Applied  A", "Order Completed anna A", "Page Viewed  A", "Product Viewed  A"];

    /// <summary>Each client, how it sends, how many events it sends only when the page is left, and all of them.</summary>
    public static TheoryData<string, string, int, string[]> Clients => new()
    {
        { "segment", "", 0, [.. OfRudder, "Screen Viewed  A"] },
        { "rudder", "", 0, OfRudder },
        { "rudder", "beacon", OfRudder.Length, OfRudder },
        { "posthog", "", 1, OfPostHog },
        { "snowplow", "", 0, OfSnowplow },
        { "snowplow", "get", 0, OfSnowplow },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Every_call_arrives_once_and_the_history_is_the_customers(string client, string how, int onLeaving, string[] expected)
    {
        var (source, began) = ($"{client}_{how}", TimeProvider.System.GetUtcNow());
        await using var site = await ClientSite.OpenAsync($"{client}-browser.mjs");
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await OpenAsync(visitor, site, source, how);
        await UntilAsync(source, expected.Length - onLeaving);
        await page.Mouse.WheelAsync(0, 800);
        await page.GotoAsync($"{site.Address}/next");
        await UntilAsync(source, expected.Length);

        var found = await server.AskAsync($"SELECT * FROM events WHERE source = {source} AND event != 'Page Pinged'");
        Assert.Equal(expected, Told(found).Order(StringComparer.Ordinal));
        var (order, product, seen) = (Of(found, "Order Completed"), Of(found, "Product Viewed"), Of(found, "Page Viewed"));
        Assert.Equal(("o1", 50.0, "EUR"), (found["order_id"][order], found["revenue"][order], found["currency"][order]));
        Assert.Equal(("p1", 9.5, """{"colour":"red"}"""), (found["product_id"][product], found["price"][product], found["properties"][product]));
        Assert.Equal("Home", found["title"][seen]);
        Assert.StartsWith($"{site.Address}/?", (string)found["url"][seen]!, StringComparison.Ordinal);
        AssertTimes(found, order, began);
        Assert.Equal(client == "snowplow" ? 1 : 2, await server.CustomersAsync(source));
    }

    [Fact]
    public async Task A_page_that_is_left_tells_how_far_it_was_read_and_for_how_long()
    {
        await using var site = await ClientSite.OpenAsync("posthog-browser.mjs");
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await OpenAsync(visitor, site, "leaving", "");
        await UntilAsync("leaving", OfPostHog.Length - 1);
        await page.Mouse.WheelAsync(0, 800);
        await page.WaitForFunctionAsync("window.scrollY > 700");
        await page.GotoAsync($"{site.Address}/next");
        await UntilAsync("leaving", OfPostHog.Length);

        var left = await server.AskAsync($"SELECT scroll_depth, duration_seconds FROM events WHERE source = 'leaving' AND event = 'Page Left'");
        Assert.InRange((double)left["scroll_depth"][0]!, 0.3, 0.9);
        Assert.InRange((double)left["duration_seconds"][0]!, 0.1, 120);
    }

    [Fact]
    public async Task Page_pings_tell_how_far_the_page_was_read()
    {
        await using var site = await ClientSite.OpenAsync("snowplow-browser.mjs");
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await OpenAsync(visitor, site, "pinging", "");
        for (var i = 0; await server.CountAsync($"source = 'pinging' AND event = 'Page Pinged' AND scroll_depth > 0.3") == 0; i++)
        {
            Assert.True(i < 1500, "No page ping tells that the page was scrolled.");
            await page.Mouse.WheelAsync(0, 100);
            await Task.Delay(200);
        }

        var pings = await server.AskAsync($"SELECT duration_seconds, scroll_depth, anonymous_id, url FROM events WHERE source = 'pinging' AND event = 'Page Pinged'");
        Assert.All(pings.Column<double?>("duration_seconds"), seconds => Assert.Equal(10, seconds));
        Assert.All(pings.Column<double?>("scroll_depth"), depth => Assert.InRange(depth!.Value, 0, 1));
        Assert.Equal(1, await server.CustomersAsync("pinging"));
    }

    async Task<IPage> OpenAsync(IBrowserContext visitor, ClientSite site, string source, string how)
    {
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"{site.Address}/?host={server.Server.Address}&key={server.NewKey(source).Secret}&{how}");
        await page.WaitForFunctionAsync("window.sent");
        return page;
    }

    /// <summary>Waits until so many events have come, page pings aside.</summary>
    async Task UntilAsync(string source, int events)
    {
        for (var began = TimeProvider.System.GetTimestamp(); await server.CountAsync($"source = {source} AND event != 'Page Pinged'") < events; await Task.Delay(100))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                Assert.Fail($"There are only: {string.Join(", ", Told(await server.AskAsync($"SELECT * FROM events WHERE source = {source}")))}");
            }
        }
    }

    /// <summary>What happened to whom, visitors by the products that they looked at.</summary>
    static IEnumerable<string> Told(Block found)
    {
        var (products, visitors) = (found.Column<string>("product_id"), found.Column<string>("anonymous_id"));
        var names = visitors.Index().Where(visitor => products[visitor.Index].Length > 0 && visitor.Item.Length > 0)
            .DistinctBy(visitor => visitor.Item).ToDictionary(visitor => visitor.Item, visitor => products[visitor.Index] == "p1" ? "A" : "B");
        return found.Column<string>("event").Index().Select(
            told => $"{told.Item} {found["user_id"][told.Index]} {names.GetValueOrDefault(visitors[told.Index], visitors[told.Index])}");
    }

    static int Of(Block found, string name) => found.Column<string>("event").Index().First(one => one.Item == name && found["product_id"][one.Index] is not "p2").Index;

    /// <summary>The order happened when its call says, everything else during the visit; what may differ is how long sending takes.</summary>
    static void AssertTimes(Block found, int order, DateTimeOffset began)
    {
        var told = DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture);
        var times = found.Column<long>("occurred_at").Select(DateTimeOffset.FromUnixTimeMilliseconds).ToList();
        Assert.InRange(times[order], told, told.AddMinutes(1));
        Assert.All(times.Where((_, i) => i != order), time => Assert.InRange(time, began, TimeProvider.System.GetUtcNow()));
    }
}
