using System.Globalization;
using System.Text.Json;

namespace Kindred.Server.Tests.Collecting;

public sealed class SegmentTests(TestServer server) : IClassFixture<TestServer>
{
    static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("/v1/group", """{"userId":"u1","messageId":"g 1","groupId":"acme","traits":{"plan":"gold"}}""", "g 1")]
    [InlineData("/v1/track", """{"userId":"u1","messageId":"g 2","event":"E","properties":{"group_id":"other"},"context":{"groupId":"acme"}}""", "g 2")]
    [InlineData("/v1/batch", """{"context":{"groupId":"acme"},"batch":[{"type":"track","userId":"u1","messageId":"g 3","event":"E"}]}""", "g 3")]
    public async Task The_group_that_a_customer_acts_for_is_a_property_that_rules_can_name(string path, string body, string message)
    {
        await server.PostAsync(path, body);

        Assert.Equal("acme", JsonElement.Parse((await server.EventAsync(message))["properties"]).GetProperty("group_id").GetString());
    }

    [Theory]
    [InlineData("/v1/track", "Order Completed")]
    [InlineData("/v1/t", "Order Completed")]
    [InlineData("/v1/page", "Page Viewed")]
    [InlineData("/v1/p", "Page Viewed")]
    [InlineData("/v1/screen", "Screen Viewed")]
    [InlineData("/v1/s", "Screen Viewed")]
    [InlineData("/v1/identify", "Identified")]
    [InlineData("/v1/i", "Identified")]
    [InlineData("/v1/group", "Group Joined")]
    [InlineData("/v1/g", "Group Joined")]
    public async Task Each_call_becomes_an_event_of_the_customer(string path, string name)
    {
        var message = $"call {path}";

        var answer = await server.PostAsync(path, new
        {
            messageId = message,
            userId = "u1",
            anonymousId = "a1",
            @event = "Completed Order",
            timestamp = Noon,
            properties = new { order_id = "o1", total = 59.5, shipping = 5, tax = "4.5", plan = "gold" },
            traits = new { plan = "gold" },
        });

        Assert.Equal((200, """{"success":true}"""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        var found = await server.EventAsync(message);
        Assert.Equal((name, "u1", "a1", "web"), (found["event"], found["user_id"], found["anonymous_id"], found["source"]));
        Assert.Equal(Noon.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), found["occurred_at"]);
        Assert.Equal("gold", JsonDocument.Parse(found["properties"]).RootElement.GetProperty("plan").GetString());
        if (name == "Order Completed")
        {
            Assert.Equal(("o1", "50"), (found["order_id"], found["revenue"])); // 59.50 − 5 shipping − 4.50 tax
        }
    }

    [Fact]
    public async Task An_alias_joins_the_visitor_to_the_customer()
    {
        await server.PostAsync("/v1/alias", new { messageId = "alias", previousId = "visitor 7", userId = "u7" });

        var found = await server.EventAsync("alias");
        Assert.Equal(("Aliased", "u7", "visitor 7"), (found["event"], found["user_id"], found["anonymous_id"]));
    }

    [Theory]
    [InlineData("/v1/batch")]
    [InlineData("/v1/b")]
    [InlineData("/v1/import")]
    public async Task A_batch_shares_its_context_and_its_events_have_their_own(string path)
    {
        await server.PostAsync(path, new
        {
            context = new { page = new { url = "https://shop.example/a", referrer = "https://search.example" }, library = new { name = "l" } },
            integrations = new { All = false },
            batch = new object[]
            {
                new { type = "track", @event = "Product Viewed", messageId = $"{path} 1", anonymousId = "b1", properties = new { sku = "S", name = "Shirt", price = "12.5" } },
                new { type = "page", messageId = $"{path} 2", userId = "b2", name = "Home", context = new { page = new { url = "https://shop.example/b" } } },
            },
        });

        var (product, page) = (await server.EventAsync($"{path} 1"), await server.EventAsync($"{path} 2"));
        Assert.Equal(("S", "Shirt", "12.5", "https://shop.example/a"), (product["product_id"], product["product_name"], product["price"], product["url"]));
        Assert.Equal(("Home", "https://shop.example/b", ""), (page["title"], page["url"], page["referrer"]));
        var context = JsonDocument.Parse(product["context"]).RootElement;
        Assert.False(context.GetProperty("integrations").GetProperty("All").GetBoolean());
        Assert.Equal("l", context.GetProperty("library").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_corrected_by_what_it_says_when_it_sends()
    {
        var (wrong, now) = (DateTimeOffset.Parse("2031-01-01T00:00:00Z", CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow());

        await server.PostAsync("/v1/track", new { messageId = "clock", userId = "u", @event = "E", timestamp = wrong, sentAt = wrong.AddMinutes(10) });

        var at = long.Parse((await server.EventAsync("clock"))["occurred_at"], CultureInfo.InvariantCulture);
        Assert.InRange(at, now.AddMinutes(-10).ToUnixTimeMilliseconds(), now.AddMinutes(-9).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(60 * 48, 0)]
    public async Task What_happens_after_it_was_sent_is_of_now_or_where_it_is_days_rejected(int minutes, int kept)
    {
        var (message, now) = ($"after {minutes}", TimeProvider.System.GetUtcNow());

        await server.PostAsync("/v1/track", new { messageId = message, userId = "u", @event = "E", timestamp = now.AddMinutes(minutes), sentAt = now });

        Assert.Equal(kept, await server.CountAsync($"event_id = sipHash128({message}) AND occurred_at = received_at"));
        Assert.Equal(kept, await server.CountAsync($"event_id = sipHash128({message})"));
    }

    [Fact]
    public async Task A_message_counts_once_however_often_it_is_sent()
    {
        var message = new { type = "track", messageId = "twice", userId = "u", @event = "E" };

        await server.PostAsync("/v1/batch", new { batch = new[] { message, message } });
        Assert.Equal(1, await server.CountAsync($"event_id = sipHash128('twice')"));
        await server.PostAsync("/v1/track", message);

        Assert.Equal(1, await server.CountAsync($"event_id = sipHash128('twice')"));
    }

    [Fact]
    public async Task An_event_that_cannot_be_used_is_rejected_alone_with_its_reason()
    {
        var key = server.NewKey("rejecting");
        var answer = await server.PostAsync(
            "/v1/batch",
            """
            {"batch": [
              {"type": "track", "event": "Good", "userId": "u", "messageId": "good"},
              {"type": "track", "event": "Nobody"},
              {"type": "track", "userId": "u"},
              {"type": "dance", "userId": "u"},
              {"type": "track", "event": "Late", "userId": "u", "timestamp": "soon"},
              {"type": "track", "event": "Ahead", "userId": "u", "timestamp": "2099-01-01"},
              {"type": "track", "event": "Half \ud800", "userId": "u"},
              7
            ]}
            """,
            key.Secret);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("rejecting", (await server.EventAsync("good"))["source"]);
        var rejected = await server.AskAsync($"SELECT reason, raw FROM events_rejected WHERE source = 'rejecting' ORDER BY reason");
        Assert.Equal(
            [
                "event is missing", "no customer id", "occurred_at is not a time", "occurred_at lies in the future", "the event holds what is no text or number",
                "the event is not a JSON object", "type is none of track, identify, page, screen, group and alias",
            ],
            rejected.Column<string>("reason"));
        Assert.Contains("""{"type": "track", "event": "Nobody"}""", rejected.Column<string>("raw"));
        Assert.Equal(
            [("accepted", 1L), .. Enumerable.Repeat(("rejected", 1L), 7)],
            server.Server.Counts().Where(count => count.Key == key.Key.Number).Select(count => (count.Outcome, count.Items)));
    }

    [Fact]
    public async Task An_event_over_32_kb_and_those_beyond_2500_are_rejected()
    {
        var key = server.NewKey("large").Secret;
        var many = Enumerable.Range(0, 2502).Select(i => new { type = "track", @event = "E", userId = "u", messageId = $"many {i}" });
        await server.PostAsync("/v1/batch", new { batch = many }, key);
        await server.PostAsync("/v1/track", new { @event = "E", userId = "u", properties = new { text = new string('x', 33 << 10) } }, key);

        Assert.Equal(2500, await server.CountAsync($"source = 'large'"));
        var rejected = await server.AskAsync($"SELECT reason FROM events_rejected WHERE source = 'large' ORDER BY reason");
        Assert.Equal(["more than 2,500 events in a batch", "more than 2,500 events in a batch", "the event is larger than 32 KB"], rejected.Column<string>("reason"));
    }

    [Fact]
    public async Task The_settings_tell_a_browser_where_to_send()
    {
        var settings = JsonDocument.Parse(await server.Client.GetStringAsync($"/v1/projects/{server.Key}/settings")).RootElement;

        var own = settings.GetProperty("integrations").GetProperty("Segment.io");
        Assert.Equal(server.Key, own.GetProperty("apiKey").GetString());
        Assert.Equal($"{server.Client.BaseAddress!.Authority}/v1", own.GetProperty("apiHost").GetString());
        Assert.Equal("http", own.GetProperty("protocol").GetString());
    }

    [Fact]
    public async Task The_address_is_shortened_and_the_rest_of_the_context_kept()
    {
        await server.PostAsync("/v1/track", new { messageId = "ip", userId = "u", @event = "E", context = new { ip = "203.0.113.77", userAgent = "Agent", locale = "de" } });

        var found = await server.EventAsync("ip");
        Assert.Equal(("""{"ip":"203.0.113.0","locale":"de"}""", "Agent"), (found["context"], found["user_agent"]));
    }

    [Fact]
    public async Task What_has_a_field_for_a_part_of_it_alone_is_kept_as_a_whole()
    {
        await server.PostAsync("/v1/page", new
        {
            messageId = "part",
            userId = "u",
            name = "Home",
            channel = "web",
            properties = new { title = "Welcome" },
            context = new { campaign = new { source = "letter", term = "shoes", content = "top" } },
        });

        var found = await server.EventAsync("part");
        Assert.Equal(("letter", """{"campaign":{"source":"letter","term":"shoes","content":"top"}}"""), (found["campaign_source"], found["context"]));
        Assert.Equal(("Welcome", """{"name":"Home"}""", "web"), (found["title"], found["properties"], found["channel"]));
    }

    [Theory]
    [InlineData("""{"revenue":1e308,"price":-1e16,"rating":"1e400"}""", """{"revenue":1e308,"price":-1e16,"rating":"1e400"}""")]
    [InlineData("""{"price":1e15,"quantity":1e15}""", "")]
    [InlineData("""{"products":[{"price":1e15,"quantity":1e15},{"price":1e15}]}""", """{"products":[{"price":1e15,"quantity":1e15},{"price":1e15}]}""")]
    public async Task A_number_that_is_beyond_all_sense_is_no_money(string properties, string kept)
    {
        await server.PostAsync("/v1/track", $$"""{"messageId":"beyond {{properties.Length}}","userId":"u","event":"Order Completed","properties":{{properties}}}""");

        var found = await server.EventAsync($"beyond {properties.Length}");
        Assert.Equal(("", "", kept), (found["revenue"], found["rating"], found["properties"]));
    }

    [Theory]
    [InlineData("""{"revenue":9,"total":20,"value":30}""", "9")]
    [InlineData("""{"total":20,"shipping":4,"tax":1,"value":30}""", "15")]
    [InlineData("""{"value":30,"products":[{"price":10},{"price":5}]}""", "30")]
    [InlineData("""{"value":30,"products":[{"price":10}]}""", "30")]
    [InlineData("""{"products":[{"price":10,"quantity":2},{"price":5}]}""", "25")]
    [InlineData("""{"price":10,"quantity":2}""", "20")]
    public async Task What_an_order_is_worth_is_its_revenue_or_total_or_value_or_products(string properties, string expected)
    {
        await server.PostAsync("/v1/track", $$"""{"messageId":"worth {{properties.Length}}","userId":"u","event":"OrderCompleted","properties":{{properties}}}""");
        await server.PostAsync("/v1/track", $$"""{"messageId":"back {{properties.Length}}","userId":"u","event":"Order_Refunded","properties":{{properties}}}""");

        Assert.Equal(expected, (await server.EventAsync($"worth {properties.Length}"))["revenue"]);
        Assert.Equal($"-{expected}", (await server.EventAsync($"back {properties.Length}"))["revenue"]);
    }
}
