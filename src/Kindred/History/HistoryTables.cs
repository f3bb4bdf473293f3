using Kindred.ClickHouse;

namespace Kindred.History;

/// <summary>The tables that remember from run to run.</summary>
static class HistoryTables
{
    /// <summary>Makes them, and forgets what a run that was cut short left under this or a later number.</summary>
    public static async Task PrepareAsync(Engine engine, uint run, CancellationToken cancellation)
    {
        await MakeAsync(engine, cancellation);
        foreach (var table in (string[])["segment_lives", "definition_versions", "membership_log", "known_keys"])
        {
            var name = Sql.Identifier(table);
            if (await engine.ValueAsync<ulong>($"SELECT count() FROM {name} WHERE run >= {run}", cancellation) > 0)
            {
                await engine.ExecuteAsync($"DELETE FROM {name} WHERE run >= {run}", cancellation);
            }
        }
    }

    static async Task MakeAsync(Engine engine, CancellationToken cancellation)
    {
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS segment_lives (run UInt32, model LowCardinality(String), segment LowCardinality(String), name String, slot Int32)
            ENGINE = MergeTree ORDER BY (model, segment) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS definition_versions (run UInt32, at Int64, model LowCardinality(String), version UInt32, text String)
            ENGINE = MergeTree ORDER BY (model, version) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS membership_log (
                run UInt32, as_of Int64, model LowCardinality(String), segment LowCardinality(String), customer_id UInt64,
                entered UInt8, reason LowCardinality(String)
            ) ENGINE = MergeTree ORDER BY (customer_id, segment, run) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS known_keys (run UInt32, customer_key UInt64, merged_id UInt64)
            ENGINE = MergeTree PARTITION BY run ORDER BY customer_key SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
    }
}
