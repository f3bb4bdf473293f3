using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Import;

namespace Kindred.Collect;

/// <summary>What arrived and cannot be used.</summary>
/// <param name="Request">The number of the request that brought it.</param>
/// <param name="Raw">The event as it was sent.</param>
public sealed record RejectedArrival(string Source, uint File, long Request, string Reason, string Raw);

/// <summary>Stores events that arrived, each message once.</summary>
/// <remarks>
/// A block that is stored again, because whoever stored it was killed before it could say so, carries the same token: the engine passes
/// over what it has under that token, and the messages themselves are looked for in the store. A message that comes in another block is
/// told by its id, for <see cref="RememberedDays"/> days.
/// </remarks>
public static class Arrivals
{
    /// <summary>How long the ids of messages are remembered.</summary>
    public const int RememberedDays = 30;

    const int MostTokens = 1000;

    /// <summary>Makes the tables that collecting needs, and lets the engine merge the many small parts that it leaves.</summary>
    public static async Task PrepareAsync(Engine engine, CancellationToken cancellation)
    {
        await EventTable.PrepareAsync(engine, [], cancellation);
        await ImportedFiles.PrepareAsync(engine, cancellation);
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS event_ids (event_id FixedString(16), day Date, block UInt64) ENGINE = ReplacingMergeTree ORDER BY event_id
            TTL day + INTERVAL {Sql.Trusted($"{RememberedDays}")} DAY SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        await engine.ExecuteAsync($"ALTER TABLE event_ids ADD COLUMN IF NOT EXISTS block UInt64", cancellation); // which earlier versions did not note
        await CollectedSources.PrepareAsync(engine, cancellation);
        await StageAsync(
            engine,
            "arriving",
            $"place Int32, message_id String, source String, file UInt32, flagged String, properties String, {Sql.Join(", ", EventTable.Fields.Select(Staged))}",
            cancellation);
        await StageAsync(engine, "arriving_rejected", $"file UInt32, source String, line UInt64, reason String, raw String", cancellation);
        foreach (var table in (string[])["events", "events_rejected", "collected"])
        {
            await engine.ExecuteAsync($"ALTER TABLE {Sql.Identifier(table)} MODIFY SETTING non_replicated_deduplication_window = {MostTokens}", cancellation);
        }

        await EventTable.MergeInBackgroundAsync(engine, true, cancellation);
    }

    /// <summary>Leaves the store as a run wants to find it.</summary>
    public static Task FinishAsync(Engine engine, CancellationToken cancellation) => EventTable.MergeInBackgroundAsync(engine, false, cancellation);

    /// <summary>Stores a block as a whole. May be repeated with the same block and token after a failure.</summary>
    /// <param name="token">What tells this block from all others.</param>
    /// <param name="again">Whether the block may have been stored before.</param>
    /// <returns>The places in the block of events whose message came in another block before.</returns>
    public static async Task<IReadOnlyList<int>> StoreAsync(
        Engine engine, ArrivalBlock block, IReadOnlyList<RejectedArrival> rejected, string token, bool again, CancellationToken cancellation)
    {
        await RejectAsync(engine, rejected, token, cancellation);
        var read = block.Files.Concat(rejected.Select(one => one.File)).CountBy(file => file);
        await CollectedSources.CountAsync(engine, [.. read], token, cancellation);
        if (block.Rows == 0)
        {
            return [];
        }

        await EventTable.PrepareAsync(engine, block.Fields, cancellation);
        await engine.ExecuteAsync($"TRUNCATE TABLE arriving", cancellation);
        await engine.InsertAsync("arriving", block.ToBlock(), cancellation);
        var before = await PlacesAsync(engine, $"SELECT event_id FROM event_ids WHERE block != sipHash64({token}) AND event_id IN ({Ids})", cancellation);
        var stored = again ? await PlacesAsync(engine, $"SELECT event_id FROM events WHERE event_id IN ({Ids})", cancellation) : [];
        IReadOnlyList<int> known = [.. before.Union(stored)];
        if (known.Count < block.Rows)
        {
            await InsertAsync(engine, block.Fields, known, token, cancellation);
        }

        await engine.ExecuteAsync(
            $"INSERT INTO event_ids (event_id, day, block) SELECT sipHash128(message_id), today(), sipHash64({token}) FROM arriving WHERE {Without(before)}", cancellation);
        await engine.ExecuteAsync($"TRUNCATE TABLE arriving", cancellation);
        return before;
    }

    static Sql Ids => $"SELECT sipHash128(message_id) FROM arriving";

    /// <summary>The places in the block of messages whose ids a query finds.</summary>
    static Task<IReadOnlyList<int>> PlacesAsync(Engine engine, Sql found, CancellationToken cancellation) =>
        engine.QueryAsync($"SELECT place FROM arriving WHERE sipHash128(message_id) IN ({found})", row => row.Get<int>(0), cancellation);

    static Sql Without(IReadOnlyList<int> places) => places.Count switch
    {
        0 => $"1",
        _ => (Sql)$"place NOT IN {Literal.List(places.Select(place => (long)place))}",
    };

    static Task InsertAsync(Engine engine, IReadOnlyList<string> fields, IReadOnlyList<int> known, string token, CancellationToken cancellation)
    {
        var columns = Sql.Join(", ", fields.Select(Sql.Identifier));
        return engine.ExecuteAsync(
            $"""
            INSERT INTO events (event_id, customer_key, source, file, flagged, properties, {columns})
            SELECT sipHash128(message_id), {CustomerKey(fields)}, source, file, flagged, properties, {columns} FROM arriving WHERE {Without(known)} ORDER BY place
            SETTINGS insert_deduplication_token = {token}, max_threads = 1
            """,
            cancellation);
    }

    static async Task RejectAsync(Engine engine, IReadOnlyList<RejectedArrival> rejected, string token, CancellationToken cancellation)
    {
        if (rejected.Count == 0)
        {
            return;
        }

        await engine.ExecuteAsync($"TRUNCATE TABLE arriving_rejected", cancellation);
        await engine.InsertAsync(
            "arriving_rejected",
            new(
                Column.Of("file", rejected.Select(one => one.File).ToArray()),
                Column.Of("source", rejected.Select(one => one.Source).ToArray()),
                Column.Of("line", rejected.Select(one => (ulong)one.Request).ToArray()),
                Column.Of("reason", rejected.Select(one => one.Reason).ToArray()),
                Column.Of("raw", rejected.Select(one => one.Raw).ToArray())),
            cancellation);
        await engine.ExecuteAsync(
            $"""
            INSERT INTO events_rejected (file, source, line, reason, raw, event_id)
            SELECT file, source, line, reason, raw, sipHash128(source, raw) FROM arriving_rejected
            SETTINGS insert_deduplication_token = {token}, max_threads = 1
            """,
            cancellation);
        await engine.ExecuteAsync($"TRUNCATE TABLE arriving_rejected", cancellation);
    }

    /// <summary>Makes a table in memory that blocks pass through. Making one for each block would write to the disk each time.</summary>
    internal static async Task StageAsync(Engine engine, string table, Sql columns, CancellationToken cancellation)
    {
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS {Sql.Identifier(table)}", cancellation);
        await engine.ExecuteAsync($"CREATE TABLE {Sql.Identifier(table)} ({columns}) ENGINE = Memory", cancellation);
    }

    internal static Sql Staged(EventField field) => field.Type switch
    {
        EventFieldType.Text => $"{Sql.Identifier(field.Name)} String",
        EventFieldType.Number => $"{Sql.Identifier(field.Name)} Nullable(Float64)",
        _ => $"{Sql.Identifier(field.Name)} Nullable(Int64)",
    };

    /// <summary>The key of the strongest id: user before visitor before device, as in an import.</summary>
    internal static Sql CustomerKey(IReadOnlyList<string> fields)
    {
        var cases = ((string[])["user_id", "anonymous_id", "device_id"]).Index().Where(id => fields.Contains(id.Item))
            .Select(id => (Sql)$"{Sql.Identifier(id.Item)} != '', cityHash64({Sql.Identifier(id.Item)}) + {id.Index}");
        return $"multiIf({Sql.Join(", ", cases)}, toUInt64(0))";
    }
}
