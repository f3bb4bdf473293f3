using System.Net;
using System.Security.Cryptography;
using Kindred.Server.Collecting;
using Kindred.Testing;

namespace Kindred.Server.Tests.Collecting;

/// <summary>The browser script as the collector serves it.</summary>
public sealed class ScriptTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>, IClassFixture<Chromium>
{
    const string Path = "/k/kindred.js";

    [Fact]
    public async Task It_is_the_script_of_the_repository_and_kept_by_browsers()
    {
        var script = await File.ReadAllBytesAsync(System.IO.Path.Combine(Repository.Root, "sdk/js/kindred.js"));
        using var plain = await server.Client.GetAsync(Path);
        using var packing = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = server.Client.BaseAddress };
        using var asked = new HttpRequestMessage(HttpMethod.Get, Path);
        asked.Headers.IfNoneMatch.Add(plain.Headers.ETag!);
        using var same = await server.Client.SendAsync(asked);

        Assert.Equal(script, await plain.Content.ReadAsByteArrayAsync());
        Assert.Equal(script, await packing.GetByteArrayAsync(Path));
        Assert.Equal("text/javascript", plain.Content.Headers.ContentType!.MediaType);
        Assert.Equal((true, TimeSpan.FromHours(1)), (plain.Headers.CacheControl!.Public, plain.Headers.CacheControl.MaxAge));
        Assert.Equal(["cross-origin"], plain.Headers.GetValues("Cross-Origin-Resource-Policy"));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal($"sha384-{Convert.ToBase64String(SHA384.HashData(script))}", ScriptEndpoints.Integrity);
    }

    [Fact]
    public async Task A_page_of_the_same_origin_is_collected_at_the_folder_of_the_script()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var (page, sent) = (await visitor.NewPageAsync(), new List<string>());
        page.Request += (_, request) => sent.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");
        await page.RouteAsync("**/shop?*", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<!doctype html><title>Shop</title><script async src='{Path}' data-key='{server.NewKey("first_party").Secret}'></script>",
        }));

        await page.GotoAsync($"{server.Server.Address}/shop?utm_source=letter");
        await page.WaitForFunctionAsync("!!window.kindred?.track");
        await page.EvaluateAsync("kindred.track('Product Viewed', { product_id: 'p1', price: 9.5 }); kindred.identify('anna')");
        await UntilAsync("first_party", 3);

        var found = await server.AskAsync($"SELECT event, user_id, title, product_id, campaign_source FROM events WHERE source = 'first_party' ORDER BY event");
        Assert.Equal(["Identified", "Page Viewed", "Product Viewed"], found.Column<string>("event"));
        Assert.Equal(("anna", "Shop", "letter", "p1"), (found["user_id"][0], found["title"][1], found["campaign_source"][1], found["product_id"][2]));
        Assert.Contains("POST /k/v1/batch", sent);
        Assert.Equal(1, await server.CustomersAsync("first_party"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_of_another_origin_may_hold_it_to_one_version(bool isThatVersion)
    {
        var (source, integrity) = ($"integrity_{isThatVersion}", isThatVersion ? ScriptEndpoints.Integrity : $"sha384-{Convert.ToBase64String(new byte[48])}");
        await using var site = ClientSite.Of($$"""
            const script = document.createElement('script');
            Object.assign(script, { src: '{{server.Server.Address}}{{Path}}', integrity: '{{integrity}}', crossOrigin: 'anonymous' });
            script.dataset.key = '{{server.NewKey(source).Secret}}';
            script.onload = () => window.outcome = 'loaded';
            script.onerror = () => window.outcome = 'refused';
            document.body.append(script);
            """);
        await using var visitor = await chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await page.GotoAsync(site.Address);
        await page.WaitForFunctionAsync("window.outcome");

        Assert.Equal(isThatVersion ? "loaded" : "refused", await page.EvaluateAsync<string>("outcome"));
        if (isThatVersion)
        {
            await UntilAsync(source, 1);
        }
    }

    async Task UntilAsync(string source, int events)
    {
        for (var i = 0; await server.CountAsync($"source = {source}") < events; i++)
        {
            Assert.True(i < 3000, "The events did not arrive.");
            await Task.Delay(100);
        }
    }
}
