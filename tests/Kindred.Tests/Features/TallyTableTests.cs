using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Numerics;
using Kindred.Tests.Runs;

namespace Kindred.Tests.Features;

/// <summary>A run that builds on what the run before counted finds what one that counts everyone finds.</summary>
public sealed class TallyTableTests(TallyTableTests.Started started) : IClassFixture<TallyTableTests.Started>
{
    const string Header = "id,at,visitor,user,event,product,category,price,order\n";

    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Half a year of four hundred people, run the day after.</summary>
    public sealed class Started() : StartedProject(Yaml(), First, Start.AddDays(181));

    static string First => Header + Rows(1, people: 400, events: 3000, from: 0, until: 180);

    [Fact]
    public async Task New_events_are_added_to_what_was_counted()
    {
        await using var grown = await started.GoOnAsync();
        grown.Write("b.csv", Header + Rows(2, people: 12, events: 60, from: 180, until: 183));
        await grown.RunAsync();
        Assert.True(await IsBuiltOnAsync(grown));

        // Days pass without an event: what moves is the windows alone.
        var moment = Start.AddDays(184);
        await grown.RunAsync(moment);
        Assert.True(await IsBuiltOnAsync(grown));

        await AssertAsCountedAtOnceAsync(grown, moment);
    }

    [Fact]
    public async Task An_event_may_be_old_and_an_id_may_join_two_customers()
    {
        await using var grown = await started.GoOnAsync();
        grown.Write("b.csv", Header + Rows(4, people: 5, events: 10, from: 20, until: 40) + "link,2026-06-30T10:00:00Z,v70,u71,Page Viewed,,,,\n");
        await grown.RunAsync(Start.AddDays(181));
        Assert.True(await IsBuiltOnAsync(grown));

        await AssertAsCountedAtOnceAsync(grown, Start.AddDays(181));
    }

    [Theory]
    [InlineData("a file is replaced")]
    [InlineData("a definition is another")]
    [InlineData("the moment is an earlier one")]
    public async Task Everyone_is_counted_where(string something)
    {
        await using var grown = await started.GoOnAsync();
        var moment = Start.AddDays(182);
        switch (something)
        {
            case "a file is replaced":
                // As many rows as before, so that nothing but the content tells.
                var path = grown.Write("a.csv", Header + Rows(6, people: 400, events: 3000, from: 0, until: 180));
                File.SetLastWriteTimeUtc(path, new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc));
                break;
            case "a definition is another":
                grown.Write("kindred.yaml", Yaml() + "sessions: { gap: 2h }\n");
                break;
            default:
                moment = Start.AddDays(100);
                break;
        }

        await grown.RunAsync(moment);

        Assert.False(await IsBuiltOnAsync(grown));
        await AssertAsCountedAtOnceAsync(grown, moment);
    }

    [Fact]
    public async Task Everyone_is_counted_where_a_feature_asks_for_the_time()
    {
        await using var grown = TestProject.With(Yaml(custom: true));
        grown.Write("a.csv", First);
        await grown.RunAsync();

        await grown.RunAsync(Start.AddDays(182));

        Assert.False(await IsBuiltOnAsync(grown));
        await AssertAsCountedAtOnceAsync(grown, Start.AddDays(182));
    }

    [Fact]
    public async Task Everyone_is_counted_where_new_events_were_joined_with_old_ones()
    {
        await using var grown = await started.GoOnAsync();
        var stored = Sql.Trusted("event_id, customer_key, source, file, occurred_at, event, anonymous_id");
        await grown.Engine.ExecuteAsync(
            $"INSERT INTO events ({stored}) SELECT 'another event id', customer_key, source, file, occurred_at, event, anonymous_id FROM events LIMIT 1", CancellationToken.None);
        await grown.Engine.ExecuteAsync($"OPTIMIZE TABLE events FINAL", CancellationToken.None);

        await grown.RunAsync(Start.AddDays(181));

        Assert.False(await IsBuiltOnAsync(grown));
        Assert.Equal(3001, await grown.ValueAsync<double>("SELECT sum(events) FROM features WHERE run = 2"));
    }

    /// <summary>What was counted again lies in a part of its own.</summary>
    static async Task<bool> IsBuiltOnAsync(TestProject project) => await project.ValueAsync<ulong>("SELECT uniqExact(_part) FROM tallies") > 1;

    static async Task AssertAsCountedAtOnceAsync(TestProject grown, DateTimeOffset moment)
    {
        const string Everything = "SELECT toString(groupArray(toString(t))) FROM (SELECT tuple(* EXCEPT run) AS t FROM features WHERE run = (SELECT max(run) FROM features) ORDER BY customer_id)";
        const string Orders = "SELECT toString(groupArray(toString(t))) FROM (SELECT tuple(*) AS t FROM orders ORDER BY customer_id, order_key)";
        var (features, orders) = (await grown.ValueAsync<string>(Everything), await grown.ValueAsync<string>(Orders));
        await using var whole = TestProject.With(File.ReadAllText(Path.Combine(grown.Folder, "kindred.yaml")));
        foreach (var file in Directory.GetFiles(grown.Folder, "*.csv"))
        {
            whole.Write(Path.GetFileName(file), File.ReadAllText(file));
        }

        await grown.CloseAsync();
        await whole.RunAsync(moment);

        Assert.Equal(await whole.ValueAsync<string>(Everything), features);
        Assert.Equal(await whole.ValueAsync<string>(Orders), orders);
    }

    static string Yaml(bool custom = false) => $$"""
        kindred: 1
        name: growing
        currency: EUR
        sources:
          - name: clicks
            files: "*.csv"
            identical_rows: drop
            map: { message_id: id, occurred_at: at, anonymous_id: visitor, user_id: user, event: event, product_id: product, category: category, revenue: price, order_id: order }
        {{(custom ? "features: { custom: [{ name: lately, expression: \"count_if(last_days(10))\" }] }" : "")}}

        """;

    /// <summary>Random behaviour; money in quarters, so that its sums are exact in any order.</summary>
    static string Rows(ulong seed, int people, int events, double from, double until)
    {
        var rng = new Rng(seed);
        string[] names = ["Page Viewed", "Product Viewed", "Product Added", "Order Completed", "Order Refunded", "Ticket Created"];
        return string.Concat(Enumerable.Range(0, events).Select(i =>
        {
            var person = rng.NextInt32(people);
            var at = Start.AddDays(from).AddSeconds(rng.NextInt32((int)((until - from) * 86_400)));
            var name = names[rng.NextInt32(names.Length)];
            var money = name.StartsWith("Order", StringComparison.Ordinal);
            var user = rng.NextInt32(4) == 0 ? $"u{person}" : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{seed}-{i},{at:yyyy-MM-ddTHH:mm:ssZ},v{person},{user},{name},p{rng.NextInt32(9)},c{rng.NextInt32(4)},{(money ? (0.25 * rng.NextInt32(900)).ToString(CultureInfo.InvariantCulture) : "")},{(money ? $"o{person}-{rng.NextInt32(9)}" : "")}\n");
        }));
    }
}
