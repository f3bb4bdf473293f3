using Kindred.Cleaning;
using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Features;
using Kindred.Identity;
using Kindred.Numerics;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Tests.Features;

/// <summary>Per-customer queries give equal results on the embedded engine and on a cluster of the oldest servers in use.</summary>
public sealed class PortableFeaturesTests(EmbeddedFixture embedded, ClusterFixture cluster) : IClassFixture<EmbeddedFixture>
{
    const long Start = 1_767_225_600_000; // 2026-01-01
    const long AsOf = Start + (100L * 86_400_000);

    public static TheoryData<string> Rules => ["pauses", "midnight", "campaigns", "source"];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Features_are_the_same_on_both(string rule)
    {
        var project = Project(rule);
        var rows = RandomEvents(seed: 7, events: 3000);
        var shards = await cluster.DatabaseAsync("features_" + rule);
        await LoadAsync(embedded.Engine, shards, rows);

        var own = await embedded.Engine.QueryAsync(Ordered(Measuring.Query(project, AsOf)), CancellationToken.None);
        var theirs = await shards[0].QueryAsync(Ordered(Measuring.Query(project, AsOf)), CancellationToken.None);

        Assert.True(own.Rows > 40);
        AssertEqual(own, theirs);
    }

    [Fact]
    public async Task Some_customers_are_counted_as_among_all_on_both()
    {
        var project = Project("pauses");
        var shards = await cluster.DatabaseAsync("tallies");
        await LoadAsync(embedded.Engine, shards, RandomEvents(seed: 11, events: 3000));
        var events = CustomerEvents.Before(AsOf, $"1", Measuring.EventColumns(project), $"< 20");
        var few = Ordered(Measuring.Tallies(project, AsOf, Measuring.Orders(AsOf, events), events));
        Sql fewOfAll = $"SELECT * FROM ({Measuring.Tallies(project, AsOf, Measuring.Orders(AsOf))}) WHERE customer_id < 20 ORDER BY customer_id";

        var expected = await embedded.Engine.QueryAsync(fewOfAll, CancellationToken.None);
        var own = await embedded.Engine.QueryAsync(few, CancellationToken.None);
        var theirs = await shards[0].QueryAsync(few, CancellationToken.None);

        Assert.Equal(19, own.Rows);
        AssertEqual(expected, own);
        AssertEqual(own, theirs);
    }

    [Fact]
    public async Task Orders_are_the_same_on_both()
    {
        var shards = await cluster.DatabaseAsync("orders");
        await LoadAsync(embedded.Engine, shards, RandomEvents(seed: 8, events: 3000));
        Sql query = $"SELECT * FROM {Measuring.Orders(AsOf)} ORDER BY customer_id, order_key";

        var own = await embedded.Engine.QueryAsync(query, CancellationToken.None);
        var theirs = await shards[0].QueryAsync(query, CancellationToken.None);

        Assert.True(own.Rows > 100);
        AssertEqual(own, theirs);
    }

    [Fact]
    public async Task Medians_of_similar_sessions_are_the_same_on_both()
    {
        var shards = await cluster.DatabaseAsync("medians");
        await LoadAsync(embedded.Engine, shards, RandomEvents(seed: 9, events: 3000));
        Sql query = $"SELECT hex(event_id) AS order_key, value FROM ({SessionMedians.Query("scroll_depth", TimeSpan.FromMinutes(30))}) ORDER BY order_key";

        var own = await embedded.Engine.QueryAsync(query, CancellationToken.None);
        var theirs = await shards[0].QueryAsync(query, CancellationToken.None);

        Assert.InRange(own.Rows, 1001, 3000);
        AssertEqual(own, theirs);
    }

    [Fact]
    public async Task Repeats_are_the_same_on_both()
    {
        var shards = await cluster.DatabaseAsync("repeats");
        await LoadAsync(embedded.Engine, shards, RandomEvents(seed: 10, events: 3000));
        Sql query = $"SELECT hex(event_id) AS order_key FROM ({Repeats.Query(TimeSpan.FromDays(3))}) ORDER BY order_key";

        var own = await embedded.Engine.QueryAsync(query, CancellationToken.None);
        var theirs = await shards[0].QueryAsync(query, CancellationToken.None);

        Assert.InRange(own.Rows, 6, 3000);
        AssertEqual(own, theirs);
    }

    static Sql Ordered(Sql query) => $"SELECT * FROM ({query}) ORDER BY customer_id";

    static void AssertEqual(Block own, Block theirs)
    {
        Assert.Equal(own.Rows, theirs.Rows);
        Assert.Equal(own.Columns.Select(column => column.Name), theirs.Columns.Select(column => column.Name));
        foreach (var column in own.Columns)
        {
            for (var row = 0; row < own.Rows; row++)
            {
                var (one, other) = (column[row], theirs[column.Name][row]);
                if (one is null || other is null)
                {
                    Assert.True(one is null && other is null, $"{column.Name}, row {row}: {one ?? "nothing"} and {other ?? "nothing"}");
                }
                else if (column.Name is "customer_id" or "order_key" or "top_category_hash")
                {
                    Assert.Equal($"{one}", $"{other}");
                }
                else
                {
                    var (a, b) = (column.Value<double>(row), theirs[column.Name].Value<double>(row));
                    Assert.True(a.Equals(b) || Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a)), $"{column.Name}, row {row}: {a} and {b}");
                }
            }
        }
    }

    static ProjectDefinition Project(string rule) => new()
    {
        Name = "portable",
        Sources = [new() { Name = "any", Files = ["any"], Map = new Dictionary<string, FieldMapping> { ["user_agent"] = new() { Column = "any" } } }],
        Timezone = "Europe/London",
        Sessions = new() { SplitAtMidnight = rule == "midnight", SplitOnCampaign = rule == "campaigns", FromSource = rule == "source" },
        Features = new()
        {
            Custom = [new() { Name = "gift_share", Expression = "count_if(event = 'Order Completed' and category = 'c1') / count_if(event = 'Order Completed')" }],
        },
    };

    /// <summary>Events of fifty people, some of whom have two keys, with everything the features look at.</summary>
    static Block RandomEvents(ulong seed, int events)
    {
        var rng = new Rng(seed);
        string[] names = ["Page Viewed", "Product Viewed", "Products Searched", "Product Added", "Checkout Started", "Order Completed", "Order Completed", "Order Updated", "Order Refunded", "Ticket Created", "Email Opened", "Feature Used"];
        var rows = Enumerable.Range(0, events).Select(i =>
        {
            var key = (ulong)rng.NextInt32(70) + 1;
            var name = names[rng.NextInt32(names.Length)];
            var day = rng.NextInt32(120);
            var money = name.StartsWith("Order", StringComparison.Ordinal);
            return (
                Id: BitConverter.GetBytes(i).Concat(new byte[12]).ToArray(),
                Key: key,
                At: Start + (day * 86_400_000L) + (rng.NextInt32(24 * 60) * 60_000L) + rng.NextInt32(60_000),
                Name: name,
                Order: money ? (rng.NextInt32(5) == 0 ? "" : $"o{key % 50}-{rng.NextInt32(6)}") : "",
                Product: rng.NextInt32(3) == 0 ? "" : $"p{rng.NextInt32(9)}",
                Revenue: money ? (double?)((rng.NextInt32(9000) + 1) / 100.0 * (name == "Order Refunded" ? -1 : 1)) : null,
                Quantity: money ? (double?)(1 + rng.NextInt32(4)) : null,
                Category: rng.NextInt32(3) == 0 ? "" : $"c{rng.NextInt32(4)}",
                Session: $"s{key}-{day}",
                Campaign: rng.NextInt32(4) == 0 ? $"k{rng.NextInt32(3)}" : "",
                Device: ((string[])["web", "ios", "Mobile", ""])[rng.NextInt32(4)],
                Feature: name == "Feature Used" ? $"f{rng.NextInt32(5)}" : "",
                Scroll: rng.NextInt32(2) == 0 ? (double?)rng.NextDouble() : null,
                Agent: key == 7 ? "GoodBot/1.0" : "Mozilla");
        }).ToList();
        return new(
            Column.Of("event_id", rows.Select(row => row.Id).ToArray(), "FixedString(16)"),
            Column.Of("customer_key", rows.Select(row => row.Key).ToArray()),
            Column.Of("occurred_at", rows.Select(row => row.At).ToArray()),
            Column.Of("event", rows.Select(row => row.Name).ToArray()),
            Column.Of("order_id", rows.Select(row => row.Order).ToArray()),
            Column.Of("product_id", rows.Select(row => row.Product).ToArray()),
            Column.OfNullable("revenue", rows.Select(row => row.Revenue).ToArray()),
            Column.OfNullable("quantity", rows.Select(row => row.Quantity).ToArray()),
            Column.Of("category", rows.Select(row => row.Category).ToArray()),
            Column.Of("session_id", rows.Select(row => row.Session).ToArray()),
            Column.Of("campaign_name", rows.Select(row => row.Campaign).ToArray()),
            Column.Of("device_type", rows.Select(row => row.Device).ToArray()),
            Column.Of("feature", rows.Select(row => row.Feature).ToArray()),
            Column.OfNullable("scroll_depth", rows.Select(row => row.Scroll).ToArray()),
            Column.Of("user_agent", rows.Select(row => row.Agent).ToArray()));
    }

    static async Task LoadAsync(Engine one, IReadOnlyList<Engine> shards, Block rows)
    {
        // Keys above 50 belong to the customer 50 lower; a customer's events lie on one shard.
        var keys = new Block(
            Column.Of("customer_key", Enumerable.Range(51, 20).Select(key => (ulong)key).ToArray()),
            Column.Of("merged_id", Enumerable.Range(1, 20).Select(key => (ulong)key).ToArray()));
        await one.ExecuteAsync($"DROP TABLE IF EXISTS events", CancellationToken.None);
        await one.ExecuteAsync($"DROP TABLE IF EXISTS customer_keys", CancellationToken.None);
        await EventTable.PrepareAsync(one, [.. rows.Columns.Select(column => column.Name)], CancellationToken.None);
        Sql definition = $"CREATE TABLE customer_keys (customer_key UInt64, merged_id UInt64) ENGINE = MergeTree ORDER BY customer_key";
        await one.ExecuteAsync(definition, CancellationToken.None);
        await one.InsertAsync("customer_keys", keys, CancellationToken.None);
        await one.InsertAsync("events", rows, CancellationToken.None);

        var columns = string.Join(", ", EventTable.Fields.Select(known => $"{known.Name} {EventTable.TypeOf(known)}"))
            .Replace("LowCardinality(String)", "String", StringComparison.Ordinal);
        await ClusterFixture.CreateTableAsync(
            shards, "events", $"event_id FixedString(16), customer_key UInt64, {columns}", "customer_key, occurred_at", "customer_key % 50");
        foreach (var shard in shards)
        {
            await shard.ExecuteAsync(definition, CancellationToken.None);
            await shard.InsertAsync("customer_keys", keys, CancellationToken.None);
        }

        await shards[0].InsertAsync("events", rows, CancellationToken.None);
    }
}
