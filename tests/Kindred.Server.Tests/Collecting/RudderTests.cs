using System.Text.Json;

namespace Kindred.Server.Tests.Collecting;

public sealed class RudderTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task The_source_is_told_to_whoever_has_its_key()
    {
        var config = JsonDocument.Parse(await server.Client.GetStringAsync($"/sourceConfig/?p=web&v=3&writeKey={server.Key}")).RootElement.GetProperty("source");

        Assert.Equal(("web", true, server.Key), (config.GetProperty("name").GetString(), config.GetProperty("enabled").GetBoolean(), config.GetProperty("writeKey").GetString()));
        Assert.Equal(0, config.GetProperty("destinations").GetArrayLength());
        Assert.Equal(401, (int)(await server.Client.GetAsync("/sourceConfig/?writeKey=nobody")).StatusCode);
    }

    [Fact]
    public async Task A_beacon_brings_a_batch_with_its_key_in_the_query()
    {
        var body = new StringContent("""{"batch":[{"type":"track","event":"Left","anonymousId":"a","messageId":"beacon","originalTimestamp":"2026-03-01T12:00:00Z","channel":"web"}]}""");

        Assert.Equal(200, (int)(await server.SendAsync($"/beacon/v1/batch?writeKey={server.Key}", body, key: null)).StatusCode);
        Assert.Equal("Left", (await server.EventAsync("beacon"))["event"]);
    }

    [Fact]
    public async Task What_the_browser_client_says_of_a_customer_stands_in_the_context()
    {
        await server.PostAsync("/v1/identify", """{"userId":"anna","messageId":"traits","traits":null,"context":{"traits":{"plan":"gold"}}}""");

        Assert.Equal("""{"plan":"gold"}""", (await server.EventAsync("traits"))["properties"]);
    }

    [Fact]
    public async Task A_pixel_is_a_picture_whatever_becomes_of_its_event()
    {
        var good = await server.Client.GetAsync($"/pixel/v1/track?writeKey={server.Key}&anonymousId=a&event=Email%20Opened&messageId=pixel&context.page.url=https://shop.example&properties.order_id=o1");
        var bad = await server.Client.GetAsync("/pixel/v1/page?writeKey=nobody");

        Assert.Equal(("image/gif", "image/gif"), (good.Content.Headers.ContentType!.MediaType, bad.Content.Headers.ContentType!.MediaType));
        Assert.Equal("GIF89a"u8.ToArray(), (await good.Content.ReadAsByteArrayAsync())[..6]);
        var found = await server.EventAsync("pixel");
        Assert.Equal(("Email Opened", "https://shop.example", "o1"), (found["event"], found["url"], found["order_id"]));
    }

    [Theory]
    [InlineData("/api/public/apps/track", "Authorization", 204)]
    [InlineData("/api/s/track", "X-Write-Key", 200)]
    public async Task Dittofeed_and_Jitsu_have_paths_of_their_own(string path, string header, int status)
    {
        foreach (var (key, expected) in ((string, int)[])[(server.Key, status), ("nobody", 401)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent($$"""{"event":"E","userId":"u","messageId":"{{path}}"}""") };
            request.Headers.TryAddWithoutValidation(header, key);
            Assert.Equal(expected, (int)(await server.Client.SendAsync(request)).StatusCode);
        }

        Assert.Equal("E", (await server.EventAsync(path))["event"]);
    }
}
