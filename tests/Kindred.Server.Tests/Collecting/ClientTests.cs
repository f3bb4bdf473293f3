using System.Diagnostics;
using Kindred.Testing;

namespace Kindred.Server.Tests.Collecting;

/// <summary>The clients as npm has them, unmodified: each of their calls arrives once, and what a visitor did before belongs to the customer.</summary>
public sealed class ClientTests(TestServer server) : IClassFixture<TestServer>
{
    const string Visitor = "0195a4b2-7c1d-7d3e-8f4a-5b6c7d8e9f01";

    static readonly string[] OfSegment =
    [
        "Aliased anna older", "Group Joined anna ", "Identified anna visitor", "Order Completed anna ", "Page Viewed  visitor", "Product Viewed  visitor", "Screen Viewed  visitor",
    ];

    public static TheoryData<string, string[]> Clients => new()
    {
        { "segment", OfSegment },
        { "rudder", OfSegment },
        {
            "posthog",
            [
                $"Aliased anna {Visitor}", "Group Joined anna ", "Identified anna ", "Order Completed anna ", $"Page Viewed  {Visitor}", $"Product Viewed  {Visitor}",
            ]
        },
        { "snowplow", ["Coupon Applied  visitor", "Order Completed anna visitor", "Page Viewed  visitor"] },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Every_call_arrives_once_and_the_history_is_the_customers(string client, string[] expected)
    {
        var key = server.NewKey(client).Secret;

        await RunAsync(client, key);

        var found = await server.AskAsync(
            $"SELECT concat(event, ' ', user_id, ' ', anonymous_id) AS told, event, occurred_at, order_id, revenue, currency, product_id, price, url, properties FROM events WHERE source = {client} ORDER BY told");
        Assert.Equal(expected, found.Column<string>("told"));
        var events = found.Column<string>("event");
        var (order, page) = (Array.IndexOf(events, "Order Completed"), Array.IndexOf(events, "Page Viewed"));
        Assert.Equal(("o1", 50.0, "EUR"), (found["order_id"][order], found["revenue"][order], found["currency"][order]));
        Assert.Equal("https://shop.example/", found["url"][page]);

        // The clock of the client is ours, so only the time that sending took is corrected.
        var told = DateTimeOffset.FromUnixTimeMilliseconds(found.Column<long>("occurred_at")[order]);
        Assert.Equal(new DateOnly(2026, 3, 1), DateOnly.FromDateTime(told.UtcDateTime));
        if (Array.IndexOf(events, "Product Viewed") is >= 0 and var product)
        {
            Assert.Equal(("p1", 9.5, """{"colour":"red"}"""), (found["product_id"][product], found["price"][product], found["properties"][product]));
        }

        Assert.Equal(1, await server.CustomersAsync(client));
    }

    /// <summary>Has a client send what its script says.</summary>
    async Task RunAsync(string client, string key)
    {
        var script = Path.Combine(Repository.Root, "tests", "Kindred.Server.Tests", "Clients", $"{client}.mjs");
        var start = new ProcessStartInfo("node", [script, server.Server.Address, key]) { RedirectStandardError = true };
        using var process = new ChildProcess(start);
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }
}
