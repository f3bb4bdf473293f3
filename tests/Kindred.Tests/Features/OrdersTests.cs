using Kindred.Tests.Runs;

namespace Kindred.Tests.Features;

public sealed class OrdersTests
{
    const string Yaml = """
        kindred: 1
        name: shop
        sources:
          - name: orders
            files: "*.csv"
            map: { message_id: id, occurred_at: at, user_id: user, event: { constant: Order Completed }, product_id: product, quantity: quantity, discount: discount, revenue: revenue, order_id: order }
        """;

    const string Header = "id,at,user,product,quantity,discount,revenue,order\n";

    [Fact]
    public async Task An_order_counts_once_whoever_tells_of_it_and_of_its_products()
    {
        await using var shop = TestProject.With(Yaml);
        shop.Write("orders.csv", Header + """
            1,2026-01-01T10:00:00Z,u,,3,5,25,whole
            2,2026-01-01T10:00:00Z,u,a,2,,,whole
            3,2026-01-01T10:00:00Z,u,b,1,,,whole
            4,2026-01-01T10:00:09Z,u,,3,5,25,whole
            5,2026-01-02T10:00:00Z,u,,,,10,short
            6,2026-01-02T10:00:01Z,u,,,,10,short
            7,2026-01-03T10:00:00Z,u,a,2,1,7,lines
            8,2026-01-03T10:00:00Z,u,b,,1,4,lines
            """);

        await shop.RunAsync();

        Assert.Equal("[(25,3,5),(10,1,0),(11,3,2)]", await shop.ValueAsync<string>("SELECT toString(groupArray((worth, pieces, reduced))) FROM (SELECT * FROM orders ORDER BY ordered_at)"));
    }

    [Fact]
    public async Task A_number_that_is_beyond_all_sense_is_rejected_and_does_not_stop_a_run()
    {
        await using var shop = TestProject.With(Yaml.Replace("discount: discount", "discount: { expression: 'number(discount) * 1e300' }", StringComparison.Ordinal));
        shop.Write("orders.csv", Header + "1,2026-01-01T10:00:00Z,u,,1,1e100,5,o1\n2,2026-01-01T10:00:00Z,v,,1,,1e308,o2\n");

        await shop.RunAsync();

        Assert.Equal("revenue is not a number", await shop.ValueAsync<string>("SELECT reason FROM events_rejected"));
        Assert.Equal("(5,0)", await shop.ValueAsync<string>("SELECT toString((worth, reduced)) FROM orders"));
    }
}
