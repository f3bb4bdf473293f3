using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Kindred.Server.Tests.Keys;

/// <summary>Write keys over HTTP.</summary>
public sealed class KeysApiTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_key_is_made_for_a_source_rotated_and_revoked()
    {
        var (made, first) = await ChangeAsync(HttpMethod.Post, "/api/v1/keys", """{"name":"api","source":"app","items_per_second":500}""");
        Assert.Equal(200, await SendAsync(first, "with the first"));
        var (rotated, second) = await ChangeAsync(HttpMethod.Post, "/api/v1/keys/api/rotate?grace_hours=0");
        Assert.Equal(200, await SendAsync(second, "with the second"));
        await RefusedAsync(first);
        var (_, list) = await CallAsync(HttpMethod.Get, "/api/v1/keys");
        var (_, revoked) = await CallAsync(HttpMethod.Delete, "/api/v1/keys/api");
        await RefusedAsync(second);

        Assert.Equal(("api", "app", 500), (made.GetProperty("name").GetString(), made.GetProperty("source").GetString(), made.GetProperty("items_per_second").GetInt32()));
        Assert.Equal(made.GetProperty("number").GetInt32(), rotated.GetProperty("number").GetInt32());
        Assert.NotEqual(first, second);
        Assert.Contains("\"app\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain(second, list, StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, JsonElement.Parse(revoked).GetProperty("revoked_at").ValueKind);
        Assert.Equal(2, await server.CountAsync($"source = 'app'"));
    }

    [Fact]
    public async Task A_key_that_requires_consent_lets_in_what_is_allowed_until_it_requires_none()
    {
        var (made, secret) = await ChangeAsync(HttpMethod.Post, "/api/v1/keys", """{"name":"asking","source":"asking","require":["collect"]}""");
        Assert.Equal(200, await SendAsync(secret, "refused"));
        Assert.Equal(0, await server.CountAsync($"source = 'asking'"));
        var (status, changed) = await CallAsync(HttpMethod.Patch, "/api/v1/keys/asking", """{"require":[],"strict":true}""");
        for (var i = 0; await server.CountAsync($"source = 'asking'") == 0; i++)
        {
            Assert.True(i < 6000, "The key still requires consent."); // it counts within a second
            Assert.Equal(200, await SendAsync(secret, "taken"));
            await Task.Delay(50);
        }

        Assert.Equal("collect", made.GetProperty("require")[0].GetString());
        Assert.Equal((200, 0, true), (status, JsonElement.Parse(changed).GetProperty("require").GetArrayLength(), JsonElement.Parse(changed).GetProperty("strict").GetBoolean()));
    }

    [Theory]
    [InlineData("{\"require\":[\"sell\"]}")]
    [InlineData("{\"items_per_second\":-1}")]
    [InlineData("[]")]
    public async Task What_cannot_hold_for_a_key_is_refused(string body)
    {
        var (status, told) = await CallAsync(HttpMethod.Patch, "/api/v1/keys/web", body);

        Assert.Equal(400, status);
        Assert.Contains("This takes", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "This takes")]
    [InlineData("{}", "This takes")]
    [InlineData("""{"name":"a b"}""", "cannot be the name")]
    [InlineData("""{"name":"below","items_per_second":-5}""", "This takes")]
    [InlineData("""{"name":"web"}""", "already")]
    public async Task What_makes_no_key_is_refused_with_the_reason(string body, string because)
    {
        var (status, told) = await CallAsync(HttpMethod.Post, "/api/v1/keys", body);

        Assert.Equal(400, status);
        Assert.Contains(because, JsonElement.Parse(told).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-3")]
    [InlineData("a day")]
    [InlineData("9000")]
    public async Task A_secret_does_not_hold_on_for_a_time_that_is_none(string hours)
    {
        var (status, told) = await CallAsync(HttpMethod.Post, $"/api/v1/keys/web/rotate?grace_hours={Uri.EscapeDataString(hours)}");

        Assert.Equal(400, status);
        Assert.Contains("hours from 0 to 8760", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/v1/keys/nobody/rotate")]
    [InlineData("DELETE", "/api/v1/keys/nobody")]
    public async Task A_key_that_is_not_there_cannot_be_changed(string method, string path)
    {
        var (status, told) = await CallAsync(new(method), path);

        Assert.Equal(400, status);
        Assert.Contains("There is no write key 'nobody'", JsonElement.Parse(told).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/keys")]
    [InlineData("POST", "/api/v1/keys")]
    [InlineData("POST", "/api/v1/keys/web/rotate")]
    [InlineData("PATCH", "/api/v1/keys/web")]
    [InlineData("DELETE", "/api/v1/keys/web")]
    [InlineData("POST", "/api/v1/store/lend")]
    public async Task Without_the_token_nothing_is_told_or_changed(string method, string path)
    {
        foreach (var token in (string[])["", server.Key, server.Server.Token[..^1]])
        {
            var (status, _) = await CallAsync(new(method), path, token: token);
            Assert.Equal(401, status);
        }

        Assert.Equal(200, await SendAsync(server.Key, $"{method} {path}"));
    }

    async Task<(JsonElement Key, string Secret)> ChangeAsync(HttpMethod method, string path, string body = "")
    {
        var (status, told) = await CallAsync(method, path, body);
        Assert.Equal(200, status);
        return (JsonElement.Parse(told).GetProperty("key"), JsonElement.Parse(told).GetProperty("secret").GetString()!);
    }

    async Task<(int Status, string Told)> CallAsync(HttpMethod method, string path, string body = "", string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? server.Server.Token);
        using var answer = await server.Client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    async Task<int> SendAsync(string secret, string message) =>
        (int)(await server.PostAsync("/v1/track", new { userId = "u", @event = "E", messageId = message }, secret)).StatusCode;

    /// <summary>Waits until a secret is worth nothing, which takes a second at most.</summary>
    async Task RefusedAsync(string secret)
    {
        for (var i = 0; await SendAsync(secret, "with the first") != 401; i++)
        {
            Assert.True(i < 6000, "The secret still holds.");
            await Task.Delay(50);
        }
    }
}
