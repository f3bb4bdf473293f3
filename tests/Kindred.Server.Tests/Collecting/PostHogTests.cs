using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Kindred.Server.Tests.Collecting;

public sealed class PostHogTests(TestServer server) : IClassFixture<TestServer>
{
    const string Visitor = "0195a4b2-7c1d-7d3e-8f4a-5b6c7d8e9f01";

    [Theory]
    [InlineData("/batch/")]
    [InlineData("/batch")]
    [InlineData("/e/?ip=1")]
    [InlineData("/i/v0/e/")]
    [InlineData("/capture")]
    public async Task Every_path_takes_a_batch_an_array_and_a_single_event(string path)
    {
        var shapes = new[]
        {
            $$"""{"api_key":"{{server.Key}}","batch":[{"event":"E","distinct_id":"u","uuid":"{{path}} 1"}],"sent_at":"2026-03-01T12:00:00Z"}""",
            $$"""[{"event":"E","properties":{"distinct_id":7,"token":"{{server.Key}}"},"uuid":"{{path}} 2"}]""",
            $$"""{"token":"{{server.Key}}","event":"E","distinct_id":"u","uuid":"{{path}} 3"}""",
        };
        foreach (var shape in shapes)
        {
            var answer = await server.SendAsync(path, new StringContent(shape), key: null);
            Assert.Equal((200, """{"status":1}"""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        Assert.Equal(["u", "7", "u"], [.. await UsersAsync(path)]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("form")]
    public async Task A_body_may_be_packed_or_in_a_form(string how)
    {
        var json = Encoding.UTF8.GetBytes($$$"""{"api_key":"{{{server.Key}}}","event":"E","distinct_id":"u","uuid":"{{{how}}}","properties":{"name":"ÿÿÿ>>>???"}}""");
        HttpContent content = how == "form" ? new FormUrlEncodedContent([new("data", Convert.ToBase64String(json)), new("compression", "base64")]) : new ByteArrayContent(Gzip(json));

        Assert.Equal(200, (int)(await server.SendAsync("/e/", content, key: null)).StatusCode);
        Assert.Equal("E", (await server.EventAsync(how))["event"]);
    }

    [Fact]
    public async Task A_page_left_tells_how_far_it_was_read_and_for_how_long()
    {
        await PostAsync(
            """
            {"event": "$pageleave", "uuid": "leave", "properties": {"distinct_id": "VISITOR", "$device_id": "VISITOR", "$current_url": "https://shop.example/a", "$referrer": "$direct",
             "$prev_pageview_duration": 12.5, "$prev_pageview_max_scroll_percentage": 0.75, "$session_id": "s", "$browser": "Firefox", "plan": "gold"}}
            """);

        var found = await server.EventAsync("leave");
        Assert.Equal(("Page Left", "12.5", "0.75"), (found["event"], found["duration_seconds"], found["scroll_depth"]));
        Assert.Equal(("https://shop.example/a", "", "s", "Firefox"), (found["url"], found["referrer"], found["session_id"], found["browser"]));
        Assert.Equal((Visitor, Visitor, ""), (found["anonymous_id"], found["device_id"], found["user_id"]));
        Assert.Equal("""{"plan":"gold"}""", found["properties"]);
        Assert.Contains("\"$prev_pageview_duration\":12.5", found["context"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_set_of_a_customer_is_kept()
    {
        await PostAsync("""{"event": "E", "uuid": "set", "distinct_id": "anna", "$set": {"plan": "gold"}, "$set_once": {"first": "ad"}}""");

        Assert.Equal("""{"set":{"plan":"gold"},"$set_once":{"first":"ad"}}""", (await server.EventAsync("set"))["context"]);
    }

    [Theory]
    [InlineData("""{"event": "$identify", "distinct_id": "anna", "properties": {"$anon_distinct_id": "VISITOR"}}""", "Identified", "anna", Visitor)]
    [InlineData("""{"event": "$create_alias", "properties": {"distinct_id": "anna", "alias": "VISITOR"}}""", "Aliased", "anna", Visitor)]
    [InlineData("""{"event": "E", "properties": {"distinct_id": "anna", "$device_id": "VISITOR"}}""", "E", "anna", "")]
    [InlineData("""{"event": "E", "properties": {"distinct_id": "VISITOR", "$is_identified": true}}""", "E", Visitor, Visitor)]
    [InlineData("""{"event": "E", "distinct_id": "VISITOR"}""", "E", "", Visitor)]
    [InlineData("""{"event": "E", "distinct_id": "anna", "properties": {"$process_person_profile": false}}""", "E", "", "anna")]
    [InlineData("""{"event": "$groupidentify", "distinct_id": "anna", "properties": {"$group_type": "company", "$group_key": "acme"}}""", "Group Joined", "anna", "")]
    [InlineData("""{"event": "purchase", "distinct_id": "anna"}""", "Order Completed", "anna", "")]
    public async Task Who_it_was_follows_from_what_the_client_knows(string json, string name, string user, string visitor)
    {
        var message = json.GetHashCode(StringComparison.Ordinal).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await PostAsync(json.Insert(1, $"\"uuid\": \"{message}\", "));

        var found = await server.EventAsync(message);
        Assert.Equal((name, user, visitor), (found["event"], found["user_id"], found["anonymous_id"]));
    }

    [Theory]
    [InlineData("g 1", """{"$groups":{"company":"acme"}}""", "acme company")]
    [InlineData("g 2", """{"$group_type":"company","$group_key":"acme","$group_set":{"plan":"gold"}}""", "acme company")]
    [InlineData("g 3", """{"$groups":{"company":"acme","team":"sales"},"plan":"gold"}""", "")]
    public async Task The_group_that_a_customer_acts_for_is_a_property_where_it_is_one(string message, string properties, string expected)
    {
        await PostAsync($$"""{"uuid":"{{message}}","event":"E","properties":{{properties}},"distinct_id":"anna"}""");

        var found = JsonElement.Parse((await server.EventAsync(message))["properties"]);
        Assert.Equal(expected, found.TryGetProperty("group_id", out var id) ? $"{id} {found.GetProperty("group_type")}" : "");
    }

    [Fact]
    public async Task Whom_the_client_remembers_nothing_of_is_known_for_a_day_by_network_and_browser()
    {
        foreach (var (message, agent) in (ReadOnlySpan<(string, string)>)[("less 1", "Firefox"), ("less 2", "Firefox"), ("less 3", "Chrome")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/batch/")
            {
                Content = new StringContent(
                    $$$"""{"api_key":"{{{server.Key}}}","batch":[{"uuid":"{{{message}}}","event":"E","properties":{"distinct_id":"$posthog_cookieless","$device_id":"$posthog_cookieless","$cookieless_mode":true}}]}"""),
            };
            request.Headers.UserAgent.ParseAdd(agent);
            Assert.Equal(200, (int)server.Client.Send(request).StatusCode);
        }

        var (first, second, third) = (await server.EventAsync("less 1"), await server.EventAsync("less 2"), await server.EventAsync("less 3"));
        Assert.Matches("^cookieless-[0-9a-f]{24}$", first["anonymous_id"]);
        Assert.Equal(first["anonymous_id"], second["anonymous_id"]);
        Assert.NotEqual(first["anonymous_id"], third["anonymous_id"]);
        Assert.Equal(("", ""), (first["user_id"], first["device_id"]));
    }

    [Fact]
    public async Task A_merge_of_two_customers_and_a_group_without_one_are_rejected()
    {
        var key = server.NewKey("merging").Secret;
        await server.SendAsync(
            "/batch/",
            new StringContent($$"""{"api_key":"{{key}}","batch":[{"event":"$merge_dangerously","distinct_id":"a"},{"event":"$groupidentify","distinct_id":"$company_acme"}]}"""),
            key: null);

        var rejected = await server.AskAsync($"SELECT reason FROM events_rejected WHERE source = 'merging' ORDER BY reason");
        Assert.Equal(["no customer id", "two known customers are not merged by a client"], rejected.Column<string>("reason"));
    }

    [Fact]
    public async Task What_a_client_asks_for_at_its_start_is_answered()
    {
        var config = JsonDocument.Parse(await server.Client.GetStringAsync($"/array/{server.Key}/config")).RootElement;
        var flags = await server.SendAsync("/flags/?v=2", new StringContent("{}"), key: null);

        Assert.False(config.GetProperty("sessionRecording").GetBoolean());
        Assert.Contains("featureFlags", await flags.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await server.Client.GetAsync("/static/recorder.js")).StatusCode);
        Assert.Equal(404, (int)(await server.Client.GetAsync($"/array/{server.Key}/config.js")).StatusCode);
        Assert.Equal(200, (int)(await server.SendAsync("/s/", new StringContent("[]"), key: null)).StatusCode);
        Assert.Equal(401, (int)(await server.SendAsync("/e/", new StringContent("""{"api_key":"phx_personal","event":"E"}"""), key: null)).StatusCode);
        Assert.Equal(400, (int)(await server.SendAsync("/e/", new StringContent(""), key: null)).StatusCode);
    }

    async Task PostAsync(string json)
    {
        var answer = await server.SendAsync("/e/", new StringContent($"{{\"api_key\":\"{server.Key}\",\"batch\":[{json.Replace("VISITOR", Visitor, StringComparison.Ordinal)}]}}"), key: null);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    async Task<IEnumerable<string>> UsersAsync(string path)
    {
        var users = new List<string>();
        for (var shape = 1; shape <= 3; shape++)
        {
            users.Add((await server.EventAsync($"{path} {shape}"))["user_id"]);
        }

        return users;
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
