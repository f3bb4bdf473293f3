using System.Text.Json;

namespace Kindred.Server.Tests.Collecting;

/// <summary>An order is one event, and each of its products another, as a file has a row for each.</summary>
public sealed class OrderLinesTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Each_product_of_an_order_is_an_event_and_the_order_tells_what_it_was_worth()
    {
        var key = server.NewKey("lines");
        for (var time = 0; time < 2; time++)
        {
            await server.PostAsync(
                "/v1/track",
                """
                {"messageId":"lines","userId":"u","event":"Completed Order","timestamp":"2026-03-01T12:00:00Z","context":{"consent":{"categoryPreferences":{"Marketing":false}}},
                 "properties":{"orderId":"o9","currency":"EUR","revenue":20,"coupon":"SPRING","products":[
                  {"product_id":"a","name":"Shirt","category":"Shirts","price":10,"quantity":2,"discount":3,"colour":"red"},{"sku":"b","price":5},{"name":"Card","price":1},{"price":1},7,{"product_id":"c","price":-1}]}}
                """,
                key.Secret);
        }

        var found = await server.AskAsync(
            $"SELECT event, order_id, user_id, occurred_at, currency, product_id, product_name, category, price, quantity, revenue, discount, coupon, properties, context FROM events WHERE source = 'lines' ORDER BY product_id");
        Assert.Equal(["", "Card", "a", "b"], found.Column<string>("product_id"));
        Assert.Equal([7.0, 1, 2, 1], found.Column<double?>("quantity"));
        Assert.Equal([20.0, null, null, null], found.Column<double?>("revenue"));
        Assert.Equal([null, 1.0, 10, 5], found.Column<double?>("price"));
        Assert.Equal(["SPRING", "", "", ""], found.Column<string>("coupon"));
        Assert.Equal(("Shirt", "Shirts", """{"colour":"red"}"""), (found["product_name"][2], found["category"][2], found["properties"][2]));
        Assert.All(found.Column<double?>("discount"), Assert.Null);
        Assert.All(found.Column<string>("context"), context => Assert.StartsWith("""{"refused":["activate"]""", context, StringComparison.Ordinal));
        foreach (var (column, same) in (ReadOnlySpan<(string, object)>)[("event", "Order Completed"), ("order_id", "o9"), ("user_id", "u"), ("occurred_at", 1772366400000L), ("currency", "EUR")])
        {
            Assert.All(Enumerable.Range(0, 4), row => Assert.Equal(same, found[column][row]));
        }

        Assert.Equal([("accepted", 4L), ("duplicate", 4L)], server.Server.Counts().Where(count => count.Key == key.Key.Number).Select(count => (count.Outcome, count.Items)));
    }

    [Theory]
    [InlineData("Order Completed", "\"orderId\":\"o\"", 101)] // of more than a hundred, a hundred
    [InlineData("Order Completed", "\"plan\":\"no id\"", 1)]
    [InlineData("Order Updated", "\"orderId\":\"o\"", 1)]
    [InlineData("Order Refunded", "\"orderId\":\"o\"", 1)]
    [InlineData("Product List Viewed", "\"orderId\":\"o\"", 1)]
    public async Task Products_of_what_is_no_new_order_stay_with_it(string name, string property, int expected)
    {
        var key = server.NewKey($"stay-{name.Replace(' ', '-')}-{property.Length}");
        var products = JsonSerializer.Serialize(Enumerable.Range(0, 150).Select(i => new { product_id = $"p{i}" }));
        await server.PostAsync("/v1/track", $$$"""{"userId":"u","event":"{{{name}}}","properties":{ {{{property}}},"products":{{{products}}}}}""", key.Secret);

        Assert.Equal(expected, await server.CountAsync($"source = {key.Key.Source}"));
        Assert.Equal(1, await server.CountAsync($"source = {key.Key.Source} AND properties LIKE '%p149%'"));
    }

    [Fact]
    public async Task What_is_long_is_not_repeated_for_each_product()
    {
        var key = server.NewKey("long").Secret;
        await server.PostAsync(
            "/v1/track", new { userId = new string('u', 2000), @event = "Order Completed", properties = new { order_id = "o", products = new[] { new { product_id = "a" }, new { product_id = "b" } } } }, key);

        Assert.Equal(1, await server.CountAsync($"source = 'long'"));
    }
}
