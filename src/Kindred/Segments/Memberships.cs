using Kindred.ClickHouse;

namespace Kindred.Segments;

/// <summary>Which customer is in which segment, run by run.</summary>
public static class Memberships
{
    /// <summary>Keeps the memberships that a model found in a run.</summary>
    public static async Task KeepAsync(Engine engine, uint run, ulong[] customers, ModelOutcome outcome, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        if (outcome.Segments.Count == 0)
        {
            return;
        }

        await engine.InsertAsync(
            "segments",
            new Block(
                Column.Of("run", outcome.Segments.Select(_ => run).ToArray()),
                Column.Of("model", outcome.Segments.Select(_ => outcome.Definition.Id).ToArray()),
                Column.Of("segment", outcome.Segments.Select(segment => segment.Id).ToArray()),
                Column.Of("name", outcome.Segments.Select(segment => segment.Name).ToArray()),
                Column.Of("sentence", outcome.Segments.Select(segment => segment.Sentence).ToArray()),
                Column.Of("size", outcome.Segments.Select(segment => (long)segment.Size).ToArray()),
                Column.Of("share", outcome.Segments.Select(segment => segment.Share).ToArray())),
            cancellation);
        await engine.InsertAsync(
            "memberships",
            new Block(
                Column.Of("run", outcome.Rows.Select(_ => run).ToArray()),
                Column.Of("model", outcome.Rows.Select(_ => outcome.Definition.Id).ToArray()),
                Column.Of("customer_id", outcome.Rows.Select(row => customers[row]).ToArray()),
                Column.Of("segment", outcome.Labels.Select(label => outcome.Segments[label].Id).ToArray())),
            cancellation);
    }

    /// <summary>Keeps the members of one segment that a rule declares; it stands for its own model.</summary>
    /// <param name="share">Of the analysed customers, 0 to 1.</param>
    public static async Task KeepAsync(
        Engine engine, uint run, string segment, string name, string sentence, ulong[] members, double share, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        await engine.ExecuteAsync(
            $"INSERT INTO segments VALUES ({run}, {segment}, {segment}, {name}, {sentence}, {members.Length}, {share})", cancellation);
        if (members.Length > 0)
        {
            await engine.InsertAsync(
                "memberships",
                new Block(
                    Column.Of("run", Enumerable.Repeat(run, members.Length).ToArray()),
                    Column.Of("model", Enumerable.Repeat(segment, members.Length).ToArray()),
                    Column.Of("customer_id", members),
                    Column.Of("segment", Enumerable.Repeat(segment, members.Length).ToArray())),
                cancellation);
        }
    }

    /// <summary>Makes the tables if there are none.</summary>
    public static async Task PrepareAsync(Engine engine, CancellationToken cancellation)
    {
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS segments (
                run UInt32, model LowCardinality(String), segment LowCardinality(String), name String, sentence String, size Int64, share Float64
            ) ENGINE = MergeTree PARTITION BY run ORDER BY (model, segment) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS memberships (
                run UInt32, model LowCardinality(String), customer_id UInt64, segment LowCardinality(String)
            ) ENGINE = MergeTree PARTITION BY run ORDER BY (model, customer_id) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
    }
}
