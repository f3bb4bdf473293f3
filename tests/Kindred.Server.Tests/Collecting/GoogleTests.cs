using System.Text.Json;

namespace Kindred.Server.Tests.Collecting;

public sealed class GoogleTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task An_order_and_time_on_a_page_come_with_their_fields()
    {
        var key = server.NewKey("google").Secret;
        var answer = await server.PostAsync(
            $"/mp/collect?measurement_id=G-1&api_secret={key}",
            """
            {"client_id": "c.1", "user_id": "anna", "timestamp_micros": "1772366400000000", "consent": {"ad_user_data": "DENIED"}, "events": [
              {"name": "purchase", "params": {"transaction_id": "o1", "value": 50, "currency": "EUR", "items": [{"item_id": "p", "item_name": "Shirt", "price": 25, "quantity": 2}]}},
              {"name": "scroll", "params": {"percent_scrolled": 90, "engagement_time_msec": 1500, "page_location": "https://shop.example/"}},
              {"params": {}}
            ]}
            """,
            key: "");

        Assert.Equal((204, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        var found = await server.AskAsync(
            $"SELECT event, user_id, anonymous_id, occurred_at, order_id, revenue, product_id, product_name, quantity, scroll_depth, duration_seconds, url FROM events WHERE source = 'google' ORDER BY event, product_id");
        Assert.Equal(["Order Completed", "Order Completed", "scroll"], found.Column<string>("event"));
        Assert.Equal(["anna", "anna", "anna"], found.Column<string>("user_id"));
        Assert.Equal(["c.1", "c.1", "c.1"], found.Column<string>("anonymous_id"));
        Assert.All(found.Column<long>("occurred_at"), at => Assert.Equal(1772366400000, at));
        Assert.Equal(("o1", 50.0, "", "", 2.0), (found["order_id"][0], found["revenue"][0], found["product_id"][0], found["product_name"][0], found["quantity"][0]));
        Assert.Equal(("o1", null, "p", "Shirt", 2.0), (found["order_id"][1], found["revenue"][1], found["product_id"][1], found["product_name"][1], found["quantity"][1]));
        Assert.Equal((0.9, 1.5, "https://shop.example/"), (found["scroll_depth"][2], found["duration_seconds"][2], found["url"][2]));
        var rejected = await server.AskAsync($"SELECT reason FROM events_rejected WHERE source = 'google'");
        Assert.Equal(["event is missing"], rejected.Column<string>("reason"));
    }

    [Fact]
    public async Task What_has_no_field_is_kept_and_the_value_of_an_order_goes_before_its_products()
    {
        var key = server.NewKey("google_more").Secret;
        await server.PostAsync(
            $"/mp/collect?api_secret={key}",
            """
            {"client_id": "c", "user_properties": {"tier": {"value": "gold"}}, "device": {"category": "mobile", "operating_system": "Android", "brand": "B"}, "user_location": {"region_id": "US-CA"},
             "events": [{"name": "purchase", "params": {"transaction_id": "o", "value": 10, "items": [{"item_id": "a", "price": 5}, {"item_id": "b", "price": 7}]}}]}
            """,
            key: "");

        var found = await server.AskAsync($"SELECT revenue, device_type, os, context FROM events WHERE source = 'google_more'");
        Assert.Equal((10.0, "mobile", "Android"), (found["revenue"][0], found["device_type"][0], found["os"][0]));
        Assert.Equal(
            """{"user_properties":{"tier":{"value":"gold"}},"device":{"category":"mobile","operating_system":"Android","brand":"B"},"user_location":{"region_id":"US-CA"}}""",
            found["context"][0]);
    }

    [Fact]
    public async Task The_debug_endpoint_tells_what_is_wrong_and_stores_nothing()
    {
        var answer = await server.PostAsync("/debug/mp/collect?api_secret=any", """{"events": [{"name": "E", "params": {}}]}""", key: "");
        var good = await server.PostAsync($"/debug/mp/collect?api_secret={server.Key}", """{"client_id": "c", "events": [{"name": "Debugged", "params": {}}]}""", key: "");

        var messages = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("validationMessages");
        Assert.Equal(("no customer id", "events[0]"), (messages[0].GetProperty("description").GetString(), messages[0].GetProperty("fieldPath").GetString()));
        Assert.Equal("api_secret", messages[1].GetProperty("fieldPath").GetString());
        Assert.Equal("""{"validationMessages":[]}""", await good.Content.ReadAsStringAsync());
        Assert.Equal(0, await server.CountAsync($"event = 'Debugged'"));
    }

    [Fact]
    public async Task A_request_that_nobody_can_read_is_answered_as_Google_does()
    {
        Assert.Equal(204, (int)(await server.PostAsync("/mp/collect?api_secret=nobody", "{}", key: "")).StatusCode);
        Assert.Equal(204, (int)(await server.PostAsync("/mp/collect", "no json", key: "")).StatusCode);
    }
}
