using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Kindred.Testing;
using Microsoft.Playwright;

namespace Kindred.Tests.BrowserScript;

public sealed class BrowserScriptTests(Chromium chromium) : IClassFixture<Chromium>
{
    static string Folder => Path.Combine(Repository.Root, "sdk/js");

    [Fact]
    public void It_takes_at_most_five_kilobytes()
    {
        using var small = new MemoryStream();
        using (var gzip = new GZipStream(small, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(Path.Combine(Folder, "kindred.js")));
        }

        Assert.InRange(small.Length, 1, 5_000);
    }

    [Fact]
    public async Task The_script_is_what_its_source_builds()
    {
        var tool = Path.Combine(Folder, "node_modules/.bin/esbuild");
        Assert.SkipUnless(File.Exists(tool), "Run npm ci in sdk/js first.");
        using var esbuild = Process.Start(new ProcessStartInfo(
            tool, ["src/script.ts", "--bundle", "--minify", "--format=iife", "--target=es2020", "--legal-comments=none"])
        { WorkingDirectory = Folder, RedirectStandardOutput = true })!;
        var built = await esbuild.StandardOutput.ReadToEndAsync();
        await esbuild.WaitForExitAsync();

        Assert.Equal(built, await File.ReadAllTextAsync(Path.Combine(Folder, "kindred.js")));
    }

    [Fact]
    public async Task A_visit_of_two_pages_tells_views_times_depths_and_who_it_was()
    {
        await using var shop = new Shop();
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await page.GotoAsync($"{shop.Site}/first?utm_source=letter&utm_campaign=spring");
        await page.EvaluateAsync("kindred.track('Product Viewed', { product_id: 'p1', price: 9.5 })");
        await page.EvaluateAsync("window.scrollTo(0, 1500)");
        await page.EvaluateAsync("kindred.identify('u1', { plan: 'gold' })");
        await page.ClickAsync("#next");
        await page.WaitForURLAsync("**/second");
        var left = await shop.ReceivedAsync("Page Left");
        var second = await shop.ReceivedAsync("page", 2);

        var first = await shop.ReceivedAsync("page");
        Assert.Equal($"{shop.Site}/first?utm_source=letter&utm_campaign=spring", first.GetProperty("properties").GetProperty("url").GetString());
        Assert.Equal("Page /first", first.GetProperty("properties").GetProperty("title").GetString());
        Assert.Equal("""{"source":"letter","name":"spring"}""", first.GetProperty("context").GetProperty("campaign").GetRawText());
        Assert.False(first.TryGetProperty("userId", out _));
        Assert.InRange(left.GetProperty("properties").GetProperty("scroll_depth").GetDouble(), 0.3, 0.9);
        Assert.InRange(left.GetProperty("properties").GetProperty("duration_seconds").GetDouble(), 0.001, 200);
        Assert.EndsWith("/first", left.GetProperty("properties").GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.Equal("u1", second.GetProperty("userId").GetString());
        Assert.Contains("/first", second.GetProperty("properties").GetProperty("referrer").GetString(), StringComparison.Ordinal);
        Assert.Single(shop.Messages.Select(message => message.GetProperty("anonymousId").GetString()).Distinct());
        Assert.Equal("""{"product_id":"p1","price":9.5}""", (await shop.ReceivedAsync("Product Viewed")).GetProperty("properties").GetRawText());
        Assert.Equal("""{"plan":"gold"}""", (await shop.ReceivedAsync("identify")).GetProperty("traits").GetRawText());
    }

    [Fact]
    public async Task Another_origin_is_never_asked_for_permission_first()
    {
        await using var shop = new Shop();
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await page.GotoAsync($"{shop.Site}/first");
        await shop.ReceivedAsync("page");
        await page.ClickAsync("#next");
        await shop.ReceivedAsync("page", 2);

        Assert.All(shop.Asked, asked => Assert.Equal("POST /v1/batch", asked));
    }

    [Fact]
    public async Task A_page_that_changes_its_address_alone_is_a_view_of_its_own()
    {
        await using var shop = new Shop();
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await page.GotoAsync($"{shop.Site}/app");
        await page.EvaluateAsync("history.pushState({}, '', '/app/cart'); document.title = 'Cart'");
        var cart = await shop.ReceivedAsync("page", 2);
        await page.EvaluateAsync("history.replaceState({ same: true }, '', '/app/cart')");
        await page.EvaluateAsync("history.back()");
        var back = await shop.ReceivedAsync("page", 3);

        Assert.Equal(("/app/cart", "Cart"), (Of(cart, "path"), Of(cart, "title")));
        Assert.Equal("/app", Of(back, "path"));
        Assert.Equal(("/app", "/app/cart"), (Of(await shop.ReceivedAsync("Page Left"), "path"), Of(await shop.ReceivedAsync("Page Left", 2), "path")));
        Assert.Equal(3, shop.Names.Count(name => name == "page"));
    }

    [Fact]
    public async Task Clicks_links_forms_and_errors_are_told_without_what_was_typed()
    {
        await using var shop = new Shop();
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await page.GotoAsync($"{shop.Site}/first");
        await page.ClickAsync("#buy");
        await page.EvaluateAsync("setTimeout(() => { throw new Error('broken cart') })");
        await page.EvaluateAsync("void Promise.reject(new Error('no stock'))");
        await page.FillAsync("[name=email]", "someone@example.com");
        await page.FillAsync("[name=secret]", "hunter2");
        await page.ClickAsync("#send");
        var form = await shop.ReceivedAsync("Form Submitted");
        await page.WaitForURLAsync("**/hello*"); // the event is there before the next page is, and what is on its way cannot be gone back from
        await page.GoBackAsync();
        await page.ClickAsync("#away");
        await page.WaitForURLAsync("**/elsewhere");
        await page.GotoAsync($"{shop.Site}/second"); // sends what a browser that was too busy did not while it left
        var away = await shop.ReceivedAsync("Outbound Link Clicked");

        var buy = await shop.ReceivedAsync("Element Clicked");
        Assert.Equal("""{"element":"button","id":"buy","text":"Buy now"}""", buy.GetProperty("properties").GetRawText());
        Assert.Equal("""{"element":"form","id":"login","action":"/hello","method":"get"}""", form.GetProperty("properties").GetRawText());
        Assert.Equal($"{shop.Collector}/elsewhere", Of(away, "href"));
        Assert.Contains("broken cart", Of(await shop.ReceivedAsync("Error Shown"), "message"), StringComparison.Ordinal);
        Assert.Contains("no stock", Of(await shop.ReceivedAsync("Error Shown", 2), "message"), StringComparison.Ordinal);
        Assert.DoesNotContain(shop.Messages.Where(message => !IsHello(message)), message => message.GetRawText().Contains("hunter2", StringComparison.Ordinal));

        // The form of this page sends by GET, so the next page's address holds what was typed, as the shop wants it.
        static bool IsHello(JsonElement message) => message.GetProperty("context").GetProperty("page").GetProperty("path").GetString() == "/hello"
            || message.GetProperty("context").GetProperty("page").GetProperty("referrer").GetString()!.Contains("/hello", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_without_a_connection_arrives_once_it_is_back()
    {
        await using var shop = new Shop();
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"{shop.Site}/first");
        await shop.ReceivedAsync("page");

        await visitor.SetOfflineAsync(true);
        for (var i = 0; i < 3; i++)
        {
            await page.EvaluateAsync($"kindred.track('Feature Used', {{ feature: 'f{i}' }})");
        }

        await Task.Delay(1_000);
        Assert.DoesNotContain("Feature Used", shop.Names);
        await visitor.SetOfflineAsync(false);
        await shop.ReceivedAsync("Feature Used", 3);

        Assert.Equal(["f0", "f1", "f2"], shop.Messages.Where(message => Shop.Name(message) == "Feature Used").Select(message => Of(message, "feature")));
    }

    [Fact]
    public async Task What_a_killed_tab_had_not_sent_the_next_page_sends()
    {
        await using var shop = new Shop();
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"{shop.Site}/first");
        await shop.ReceivedAsync("page");
        Volatile.Write(ref shop.Refusals, int.MaxValue);
        await page.EvaluateAsync("kindred.track('Feature Used', { feature: 'lost?' })");

        await Assert.ThrowsAsync<PlaywrightException>(() => page.GotoAsync("chrome://crash"));
        Volatile.Write(ref shop.Refusals, 0);
        var next = await visitor.NewPageAsync();
        await next.GotoAsync($"{shop.Site}/second");

        Assert.Equal("lost?", Of(await shop.ReceivedAsync("Feature Used"), "feature"));
    }

    [Fact]
    public async Task A_collector_that_has_no_room_is_asked_again()
    {
        await using var shop = new Shop { Refusals = 2 };
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await page.GotoAsync($"{shop.Site}/first");
        await shop.ReceivedAsync("page");

        Assert.Equal(3, shop.Asked.Count);
    }

    [Theory]
    [InlineData("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })")]
    [InlineData("Object.defineProperty(navigator, 'doNotTrack', { value: '1' })")]
    public async Task A_visitor_who_wants_no_tracking_is_not_tracked_until_they_say_so(string signal)
    {
        await using var shop = new Shop(before: signal);
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"{shop.Site}/first");
        await page.EvaluateAsync("kindred.track('Feature Used')");
        await Task.Delay(1_000);
        Assert.Empty(shop.Asked);
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));

        await page.EvaluateAsync("kindred.consent({ collect: true, activate: false })");
        var granted = await shop.ReceivedAsync("Consent Granted");

        var withdrawn = await shop.ReceivedAsync("Consent Withdrawn");

        Assert.Equal("""{"categoryPreferences":{"collect":true,"activate":false}}""", granted.GetProperty("context").GetProperty("consent").GetRawText());
        Assert.Equal("""{"purpose":"collect"}""", granted.GetProperty("properties").GetRawText());
        Assert.Equal("""{"purpose":"activate"}""", withdrawn.GetProperty("properties").GetRawText());
        Assert.Equal(2, shop.Names.Count);
    }

    [Fact]
    public async Task Who_withdraws_consent_is_forgotten()
    {
        await using var shop = new Shop();
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"{shop.Site}/first");
        await page.EvaluateAsync("kindred.identify('u1')");
        await shop.ReceivedAsync("identify");

        await page.EvaluateAsync("kindred.track('Feature Used'); kindred.consent({ collect: false }); kindred.track('Feature Used')");
        await page.ReloadAsync();
        await Task.Delay(1_000);

        Assert.DoesNotContain("Feature Used", shop.Names);
        Assert.Equal(["kindred.key-1.consent"], await page.EvaluateAsync<string[]>("Object.keys(localStorage)"));
    }

    [Fact]
    public async Task Signing_out_makes_someone_else_of_the_visitor()
    {
        await using var shop = new Shop("data-automatic=false");
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"{shop.Site}/first");

        await page.EvaluateAsync("kindred.identify('u1'); kindred.group('g1', { size: 3 }); kindred.alias('u2'); kindred.reset(); kindred.page('Start', { category: 'home' })");
        var after = await shop.ReceivedAsync("page");

        var alias = await shop.ReceivedAsync("alias");
        Assert.Equal(("u1", "u2"), (alias.GetProperty("previousId").GetString(), alias.GetProperty("userId").GetString()));
        Assert.Equal("g1", (await shop.ReceivedAsync("group")).GetProperty("groupId").GetString());
        Assert.False(after.TryGetProperty("userId", out _));
        Assert.NotEqual(alias.GetProperty("anonymousId").GetString(), after.GetProperty("anonymousId").GetString());
        Assert.Equal(["identify", "group", "alias", "page"], shop.Names);
    }

    [Fact]
    public async Task Without_cookies_nothing_is_kept_on_the_device()
    {
        await using var shop = new Shop("data-cookieless");
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await page.GotoAsync($"{shop.Site}/first");
        var first = await shop.ReceivedAsync("page");
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length + sessionStorage.length + document.cookie.length"));
        await page.ClickAsync("#next");
        var second = await shop.ReceivedAsync("page", 2);

        Assert.NotEqual(first.GetProperty("anonymousId").GetString(), second.GetProperty("anonymousId").GetString());
    }

    [Fact]
    public async Task Calls_made_before_the_script_is_there_are_not_lost()
    {
        await using var shop = new Shop("data-automatic=false", before: "(window.kindred ||= []).push(['track', 'Feature Used', { feature: 'early' }])");
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await page.GotoAsync($"{shop.Site}/first");

        Assert.Equal("early", Of(await shop.ReceivedAsync("Feature Used"), "feature"));
    }

    static string? Of(JsonElement message, string property) => message.GetProperty("properties").GetProperty(property).GetString();
}
