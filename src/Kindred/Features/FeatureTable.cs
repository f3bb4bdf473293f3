using Kindred.ClickHouse;

namespace Kindred.Features;

/// <summary>The table of features: a row for each customer of each run, a partition for each run.</summary>
static class FeatureTable
{
    /// <summary>Makes the table if there is none, and a column for each feature that has none yet.</summary>
    public static async Task PrepareAsync(Engine engine, IReadOnlyList<Feature> features, CancellationToken cancellation)
    {
        var columns = Sql.Join(", ", features.Select(Column));
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS features (
                run UInt32, customer_id UInt64, left_out LowCardinality(String), top_category_hash UInt64, {columns}
            ) ENGINE = MergeTree PARTITION BY run ORDER BY customer_id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        var known = (await engine.QueryAsync(
            $"SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'features'", row => row.Get<string>(0), cancellation)).ToHashSet();
        foreach (var feature in features.Where(feature => !known.Contains(feature.Name)))
        {
            await engine.ExecuteAsync($"ALTER TABLE features ADD COLUMN {Column(feature)}", cancellation);
        }
    }

    static Sql Column(Feature feature) => $"{Sql.Identifier(feature.Name)} Nullable(Float64)";
}
