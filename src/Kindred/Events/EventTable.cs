using Kindred.ClickHouse;

namespace Kindred.Events;

/// <summary>The one wide table of events.</summary>
/// <remarks>
/// Every field of the vocabulary is a column, but only those that some source maps take space: the others are aliases of "no value" until
/// a source needs them. An absent text is empty, an absent number or time is NULL; <c>occurred_at</c> is always there.
/// Rows lie in the order of the strongest id they carry, so that a customer's rows are close together.
/// </remarks>
public static class EventTable
{
    public const string Name = "events";

    /// <summary>Columns that every event has, beside the fields of the vocabulary.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["event_id", "customer_key", "source", "file", "flagged", "properties"];

    /// <summary>Text fields in which nearly every event can have a value of its own.</summary>
    static readonly HashSet<string> Various =
    [
        "anonymous_id", "user_id", "device_id", "session_id", "product_id", "product_name", "variant", "order_id", "cart_id", "coupon", "url",
        "referrer", "title", "search_query", "user_agent", "city", "support_topic", "conversation_id", "context",
    ];

    static readonly HashSet<string> Always = ["occurred_at", "event", "anonymous_id", "user_id", "device_id"];

    /// <summary>The fields that have a column of their own; a message id is stored as part of the event id.</summary>
    public static IEnumerable<EventField> Fields => EventField.All.Where(known => known.Name != "message_id");

    /// <summary>Makes the table if there is none, and gives room to the fields named.</summary>
    public static async Task PrepareAsync(Engine engine, IReadOnlyCollection<string> stored, CancellationToken cancellation)
    {
        var fields = Fields.Select(field => Column(field, IsStored(field, stored)));
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS events (
                event_id FixedString(16), customer_key UInt64, source LowCardinality(String), file UInt32,
                flagged LowCardinality(String), properties String, {Sql.Join(", ", fields)}
            ) ENGINE = MergeTree ORDER BY (customer_key, occurred_at)
            SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, {Unmerged}
            """,
            cancellation);
        var aliases = await engine.QueryAsync(
            $"SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'events' AND default_kind = 'ALIAS'",
            row => row.Get<string>(0),
            cancellation);
        Sql[] changes = [.. aliases.Where(stored.Contains).Select(name => (Sql)$"MODIFY COLUMN {Sql.Identifier(name)} REMOVE ALIAS")];
        if (changes.Length > 0)
        {
            await engine.ExecuteAsync($"ALTER TABLE events {Sql.Join(", ", changes)}", cancellation);
        }
    }

    /// <summary>Joins the parts of the table when many imports have left many.</summary>
    /// <remarks>The engine's own merging would take half the machine from the import that is running.</remarks>
    public static async Task CompactAsync(Engine engine, CancellationToken cancellation)
    {
        const int Many = 100;
        var parts = await engine.ValueAsync<long>(
            $"SELECT toInt64(count()) FROM system.parts WHERE database = currentDatabase() AND table = 'events' AND active", cancellation);
        if (parts > Many)
        {
            await engine.ExecuteAsync(
                $"ALTER TABLE events RESET SETTING max_bytes_to_merge_at_max_space_in_pool, max_bytes_to_merge_at_min_space_in_pool", cancellation);
            await engine.ExecuteAsync($"OPTIMIZE TABLE events FINAL", cancellation);
            await engine.ExecuteAsync($"ALTER TABLE events MODIFY SETTING {Unmerged}", cancellation);
        }
    }

    /// <summary>Says whether the engine is to merge parts by itself, which many small inserts need and large imports do better without.</summary>
    public static Task MergeInBackgroundAsync(Engine engine, bool merge, CancellationToken cancellation) => engine.ExecuteAsync(
        merge switch
        {
            true => $"ALTER TABLE events RESET SETTING max_bytes_to_merge_at_max_space_in_pool, max_bytes_to_merge_at_min_space_in_pool",
            false => $"ALTER TABLE events MODIFY SETTING {Unmerged}",
        },
        cancellation);

    static Sql Unmerged => $"max_bytes_to_merge_at_max_space_in_pool = 1, max_bytes_to_merge_at_min_space_in_pool = 1";

    /// <summary>The columns that take space, keys first.</summary>
    public static async Task<IReadOnlyList<string>> StoredAsync(Engine engine, CancellationToken cancellation) => await engine.QueryAsync(
        $"SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'events' AND default_kind != 'ALIAS' ORDER BY position",
        row => row.Get<string>(0),
        cancellation);

    /// <summary>The ClickHouse type of a field.</summary>
    public static Sql TypeOf(EventField field) => field.Type switch
    {
        _ when field.Name == "occurred_at" => $"Int64",
        EventFieldType.Text when Various.Contains(field.Name) => $"String",
        EventFieldType.Text => $"LowCardinality(String)",
        EventFieldType.Number => $"Nullable(Float64)",
        _ => $"Nullable(Int64)",
    };

    static bool IsStored(EventField field, IReadOnlyCollection<string> stored) => Always.Contains(field.Name) || stored.Contains(field.Name);

    static Sql Column(EventField field, bool stored) => field.Name switch
    {
        "occurred_at" => $"occurred_at Int64 CODEC(Delta, LZ4)",
        _ when stored => $"{Sql.Identifier(field.Name)} {TypeOf(field)}",
        _ => $"{Sql.Identifier(field.Name)} {TypeOf(field)} ALIAS {Absent(field)}",
    };

    /// <summary>What a field is where it has no value.</summary>
    static Sql Absent(EventField field) => field.Type switch
    {
        EventFieldType.Text => $"CAST('' AS {TypeOf(field)})",
        _ => $"CAST(NULL AS {TypeOf(field)})",
    };
}
