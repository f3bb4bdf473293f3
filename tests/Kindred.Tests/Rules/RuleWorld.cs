using System.Text.Encodings.Web;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Numerics;
using Kindred.Project;
using Kindred.Rules;
using Kindred.Testing;

namespace Kindred.Tests.Rules;

/// <summary>An event as rules see it.</summary>
sealed record SeenEvent(ulong Customer, long At, string Name, string Order, double? Price, string Category, IReadOnlyDictionary<string, string> Properties);

/// <summary>A customer as rules see them; a feature without a value is left out.</summary>
sealed record SeenCustomer(ulong Id, string LeftOut, IReadOnlyDictionary<string, double> Features, string Segment);

/// <summary>Customers with everything that rules look at, by chance: many events at the same time, gaps, hostile texts.</summary>
sealed class RuleWorld
{
    public const uint Run = 3;
    public const long Hour = 3_600_000;
    public const long Day = 24 * Hour;
    public const long Start = 1_767_225_600_000; // 2026-01-01
    public const long AsOf = Start + (40 * Day);

    const int Customers = 60;

    /// <summary>Texts that would end a literal, a comment or a statement if they were not written by the literal writer.</summary>
    public static readonly string[] Hostile =
    [
        "' OR 1=1 --", "\\' OR 1=1 --", "\\", "'); DROP TABLE events; --", "/* */", "{as_of}", "`", "\"", "a\nb", "größe ✓ 😀", "%_", "''", "$1", "?",
    ];

    public static readonly string[] Names =
    [
        "Page Viewed", "Page Viewed", "Product Added", "Product Added", "Order Completed", "Order Completed", "Order Refunded", "Coupon Applied", .. Hostile,
    ];

    static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyList<SeenEvent> Events { get; }

    public IReadOnlyList<SeenCustomer> All { get; }

    public static ProjectDefinition Project { get; } = new()
    {
        Name = "rules",
        Sources =
        [
            new()
            {
                Name = "any",
                Files = ["any"],
                Map = new Dictionary<string, FieldMapping>(),
                Properties = new Dictionary<string, FieldMapping> { ["colour"] = new() { Column = "any" } },
            },
        ],
        Segments =
        [
            new() { Id = "behaviour" },
            new() { Id = "buyers", Rule = new DidCondition { Did = ["Order Completed"], InLast = TimeSpan.FromDays(20) } },
            new() { Id = "champions", Rule = new SegmentCondition { Segment = "champions" } },
        ],
    };

    public static Moment Moment { get; } = new(Project, Run, AsOf);

    public RuleWorld(ulong seed, int events)
    {
        var rng = new Rng(seed);
        All =
        [
            .. Enumerable.Range(1, Customers).Select(id => new SeenCustomer(
                (ulong)id,
                rng.NextInt32(12) == 0 ? "robot" : "",
                ((string[])["orders", "revenue", "sessions", "engagement", "rfm_recency", "rfm_frequency"])
                    .Where(_ => rng.NextInt32(5) > 0).ToDictionary(name => name, name => name == "revenue" ? rng.NextInt32(40) * 12.25 : rng.NextInt32(6)),
                $"behaviour_{1 + rng.NextInt32(2)}")),
        ];
        Events = [.. Enumerable.Range(0, events).Select(_ => Any(rng))];
    }

    /// <summary>Puts the world into one engine and, spread by customer, into the shards of a cluster.</summary>
    public async Task LoadAsync(Engine one, IReadOnlyList<Engine> shards)
    {
        const string Features = "run UInt32, customer_id UInt64, left_out String, orders Nullable(Float64), revenue Nullable(Float64), sessions Nullable(Float64)";
        const string Compared = "run UInt32, customer_id UInt64, engagement Float32, rfm_recency Float32, rfm_frequency Float32";
        var fields = string.Join(", ", EventTable.Fields.Select(field => $"{field.Name} {EventTable.TypeOf(field)}")).Replace("LowCardinality(String)", "String", StringComparison.Ordinal);
        await TableAsync(one, shards, "events", $"event_id FixedString(16), customer_key UInt64, properties String, {fields}", "customer_key, occurred_at", "customer_key % 50", EventBlock());
        await TableAsync(one, shards, "features", Features, "customer_id", "customer_id % 50", FeatureBlock());
        await TableAsync(one, shards, "compared", Compared, "customer_id", "customer_id % 50", ComparedBlock());
        await TableAsync(one, shards, "memberships", "run UInt32, model String, customer_id UInt64, segment String", "customer_id", "customer_id % 50", MembershipBlock());

        // Keys above 1000 belong to the customer 1000 lower, which is on the same shard.
        var keys = All.Where(customer => customer.Id % 3 == 0).Select(customer => customer.Id).ToArray();
        var merged = new Block(Column.Of("customer_key", keys.Select(key => key + 1000).ToArray()), Column.Of("merged_id", keys));
        foreach (var engine in shards.Prepend(one))
        {
            await engine.ExecuteAsync($"DROP TABLE IF EXISTS customer_keys", CancellationToken.None);
            await engine.ExecuteAsync($"CREATE TABLE customer_keys (customer_key UInt64, merged_id UInt64) ENGINE = MergeTree ORDER BY customer_key", CancellationToken.None);
            await engine.InsertAsync("customer_keys", merged, CancellationToken.None);
        }
    }

    static async Task TableAsync(Engine one, IReadOnlyList<Engine> shards, string name, string columns, string orderBy, string shardBy, Block rows)
    {
        await one.ExecuteAsync($"DROP TABLE IF EXISTS {Sql.Identifier(name)}", CancellationToken.None);
        await one.ExecuteAsync($"CREATE TABLE {Sql.Identifier(name)} ({Sql.Trusted(columns)}) ENGINE = MergeTree ORDER BY ({Sql.Trusted(orderBy)})", CancellationToken.None);
        await one.InsertAsync(name, rows, CancellationToken.None);
        if (shards.Count > 0)
        {
            await ClusterFixture.CreateTableAsync(shards, name, columns, orderBy, shardBy);
            await shards[0].InsertAsync(name, rows, CancellationToken.None);
        }
    }

    static SeenEvent Any(Rng rng)
    {
        var name = rng.NextInt32(12) == 0 ? ((string[])["Consent Granted", "Consent Withdrawn"])[rng.NextInt32(2)] : Names[rng.NextInt32(Names.Length)];
        var (customer, order) = ((ulong)(1 + rng.NextInt32(Customers)), name.StartsWith("Order", StringComparison.Ordinal) && rng.NextInt32(4) > 0);
        return new(
            customer,
            Start + (rng.NextInt32(42 * 24) * Hour), // two days beyond the moment
            name,
            order ? $"o{rng.NextInt32(4)}" : "",
            rng.NextInt32(3) == 0 ? null : rng.NextInt32(100),
            rng.NextInt32(3) == 0 ? Hostile[rng.NextInt32(Hostile.Length)] : $"c{rng.NextInt32(3)}",
            name.StartsWith("Consent", StringComparison.Ordinal)
                ? new Dictionary<string, string> { ["purpose"] = rng.NextInt32(2) == 0 ? "marketing" : "it's \\ \"quoted\" --" }
                : new Dictionary<string, string> { ["colour"] = rng.NextInt32(2) == 0 ? "red" : "' OR '1'='1" });
    }

    Block EventBlock() => new(
        Column.Of("event_id", Events.Select((_, i) => BitConverter.GetBytes(i).Concat(new byte[12]).ToArray()).ToArray(), "FixedString(16)"),
        Column.Of("customer_key", Events.Select((seen, i) => seen.Customer % 3 == 0 && i % 2 == 0 ? seen.Customer + 1000 : seen.Customer).ToArray()),
        Column.Of("occurred_at", Events.Select(seen => seen.At).ToArray()),
        Column.Of("event", Events.Select(seen => seen.Name).ToArray()),
        Column.Of("order_id", Events.Select(seen => seen.Order).ToArray()),
        Column.OfNullable("price", Events.Select(seen => seen.Price).ToArray()),
        Column.Of("category", Events.Select(seen => seen.Category).ToArray()),
        Column.Of("properties", Events.Select(seen => JsonSerializer.Serialize(seen.Properties, Json)).ToArray()));

    Block FeatureBlock() => new(
        Column.Of("run", All.Select(_ => Run).ToArray()),
        Column.Of("customer_id", All.Select(customer => customer.Id).ToArray()),
        Column.Of("left_out", All.Select(customer => customer.LeftOut).ToArray()),
        Nullable("orders"),
        Nullable("revenue"),
        Nullable("sessions"));

    Block ComparedBlock()
    {
        var analysed = All.Where(customer => customer.LeftOut == "").ToList();
        return new(
        [
            Column.Of("run", analysed.Select(_ => Run).ToArray()),
            Column.Of("customer_id", analysed.Select(customer => customer.Id).ToArray()),
            .. ((string[])["engagement", "rfm_recency", "rfm_frequency"]).Select(name =>
                Column.Of(name, analysed.Select(customer => customer.Features.TryGetValue(name, out var value) ? (float)value : float.NaN).ToArray())),
        ]);
    }

    Block MembershipBlock() => new(
        Column.Of("run", All.Select(_ => Run).ToArray()),
        Column.Of("model", All.Select(_ => "behaviour").ToArray()),
        Column.Of("customer_id", All.Select(customer => customer.Id).ToArray()),
        Column.Of("segment", All.Select(customer => customer.Segment).ToArray()));

    Column Nullable(string name) =>
        Column.OfNullable(name, All.Select(customer => customer.Features.TryGetValue(name, out var value) ? value : (double?)null).ToArray());
}
