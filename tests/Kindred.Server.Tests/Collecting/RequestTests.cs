using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Kindred.Server.Tests.Collecting;

public sealed class RequestTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task The_content_type_does_not_matter_and_gzip_is_seen_by_its_first_bytes(string? type)
    {
        var message = $"gzip {type}";
        var content = new ByteArrayContent(Gzip(JsonSerializer.SerializeToUtf8Bytes(new { messageId = message, userId = "u", @event = "E", writeKey = server.Key })));
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

        var answer = await server.SendAsync("/v1/track", content, key: null);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("E", (await server.EventAsync(message))["event"]);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("{\"a\":1}}", 400)]
    [InlineData("\u001f\u008b", 400)]
    public async Task A_body_that_is_no_json_is_refused(string body, int status)
    {
        var answer = await server.SendAsync("/v1/batch", new ByteArrayContent(Encoding.Latin1.GetBytes(body)), server.Key);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_key_that_is_unknown_or_missing_is_refused()
    {
        Assert.Equal(401, (int)(await server.PostAsync("/v1/track", new { userId = "u", @event = "E" }, "nobody's")).StatusCode);
        Assert.Equal(401, (int)(await server.PostAsync("/v1/track", new { userId = "u", @event = "E" }, "")).StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_also_when_it_only_inflates()
    {
        var spaces = Encoding.ASCII.GetBytes(new string(' ', 8 << 20)); // 8 MB in 8 KB

        Assert.Equal(413, (int)(await server.SendAsync("/v1/batch", new ByteArrayContent(spaces), server.Key)).StatusCode);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal(413, (int)(await server.SendAsync("/v1/batch", new ByteArrayContent(Gzip(spaces)), server.Key)).StatusCode);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 32 << 20);
    }

    [Fact]
    public async Task A_browser_may_send_from_any_page()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Options, "/v1/t");
        asked.Headers.Add("Origin", "https://shop.example");
        asked.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");

        var allowed = await server.Client.SendAsync(asked);

        Assert.Equal(204, (int)allowed.StatusCode);
        Assert.Equal("https://shop.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", allowed.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        Assert.Equal("authorization,content-type", string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Equal("Retry-After", allowed.Headers.GetValues("Access-Control-Expose-Headers").Single());
        Assert.Equal("7200", allowed.Headers.GetValues("Access-Control-Max-Age").Single());
        Assert.Equal("Origin", allowed.Headers.Vary.Single());
    }

    [Fact]
    public async Task A_key_in_strict_mode_is_told_what_is_wrong_with_each_event()
    {
        var key = server.NewKey("strict", strict: true).Secret;
        var answer = await server.PostAsync(
            "/v1/batch",
            """{"batch": [{"type": "track", "event": "E", "userId": "u", "messageId": "s1"}, {"type": "track", "event": "E", "messageId": "s2"}]}""",
            key);

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal(
            """{"success":false,"accepted":1,"errors":[{"index":1,"messageId":"s2","reason":"no customer id"}]}""",
            await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, await server.CountAsync($"source = 'strict'"));
        Assert.Equal(200, (int)(await server.PostAsync("/v1/track", new { userId = "u", @event = "E" }, key)).StatusCode);
    }

    [Fact]
    public async Task A_key_with_a_limit_is_told_when_to_come_back()
    {
        var key = server.NewKey("limited", itemsPerSecond: 2).Secret;
        var statuses = new List<int>();
        HttpResponseMessage? last = null;
        for (var i = 0; i < 5 && last?.StatusCode != System.Net.HttpStatusCode.TooManyRequests; i++)
        {
            last = await server.PostAsync("/v1/batch", """{"batch": [{"type": "track", "event": "E", "userId": "u"}, {"type": "track", "event": "E", "userId": "u"}]}""", key);
            statuses.Add((int)last.StatusCode);
        }

        Assert.Equal((200, 429), (statuses[0], statuses[^1]));
        Assert.Equal("1", last!.Headers.RetryAfter!.ToString());
    }

    [Fact]
    public async Task It_tells_that_it_is_well_and_ready()
    {
        Assert.Equal("""{"status":"ok"}""", await server.Client.GetStringAsync("/health"));
        Assert.Contains("\"ready\"", await server.Client.GetStringAsync("/ready"), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await server.Client.GetAsync("/nowhere")).StatusCode);
    }

    static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
