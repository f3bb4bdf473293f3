using Kindred.ClickHouse;
using Kindred.Import;

namespace Kindred.Pull;

/// <summary>A finished pull.</summary>
/// <param name="Number">The number that its rows carry; 0 where there were none.</param>
/// <param name="Place">What was read: another place, or another mark, begins anew.</param>
/// <param name="Definition">How its rows became events.</param>
/// <param name="StartedAt">Milliseconds since 1970 in UTC, as the other times.</param>
/// <param name="Mark">How far it read; empty where nothing was there.</param>
/// <param name="Newest">When the newest event of the source happened; 0 where there is none.</param>
public sealed record FinishedPull(
    string Source, uint Number, string Place, string Definition, long StartedAt, long FinishedAt, string Mark, long Read, long Kept, long Duplicate, long Rejected, long Newest);

/// <summary>The list of finished pulls. How far a source has been read is in the newest of them.</summary>
public static class PullLog
{
    static readonly string[] Columns =
        ["source", "number", "place", "definition", "started_at", "finished_at", "mark", "read", "kept", "duplicate", "rejected", "newest"];

    public static Task PrepareAsync(Engine engine, CancellationToken cancellation) => engine.ExecuteAsync(
        $"""
        CREATE TABLE IF NOT EXISTS pulls (
            source String, number UInt32, place String, definition String, started_at Int64, finished_at Int64, mark String,
            read Int64, kept Int64, duplicate Int64, rejected Int64, newest Int64
        ) ENGINE = MergeTree ORDER BY (source, finished_at) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
        """,
        cancellation);

    /// <summary>The newest pull of each source.</summary>
    public static async Task<IReadOnlyDictionary<string, FinishedPull>> NewestAsync(Engine engine, CancellationToken cancellation)
    {
        var exists = await engine.ValueAsync<ulong>($"SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'pulls'", cancellation);
        if (exists == 0)
        {
            return new Dictionary<string, FinishedPull>();
        }

        var newest = await engine.QueryAsync(
            $"SELECT {Sql.Join(", ", Columns.Select(Sql.Identifier))} FROM pulls ORDER BY finished_at DESC, number DESC LIMIT 1 BY source", Of, cancellation);
        return newest.ToDictionary(pull => pull.Source);
    }

    /// <summary>The lowest number of the rows pulled since a moment, in milliseconds; null where there are none.</summary>
    public static async Task<uint?> FirstSinceAsync(Engine engine, long moment, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        var first = await engine.ValueAsync<uint>($"SELECT min(number) FROM pulls WHERE number > 0 AND finished_at >= {moment}", cancellation);
        return first == 0 ? null : first;
    }

    /// <summary>Adds a pull of files, with what was read of them.</summary>
    /// <param name="files">The files that the pull has read; their numbers begin with the first one's.</param>
    /// <returns>The pull as it stands in the list.</returns>
    internal static async Task<FinishedPull> AddAsync(
        Engine engine, FinishedPull pull, IReadOnlyList<ImportedFile> files, TimeProvider clock, CancellationToken cancellation)
    {
        pull = pull with
        {
            Number = files.Count > 0 ? files[0].Number : 0,
            FinishedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Read = files.Sum(file => file.Read),
            Kept = files.Sum(file => file.Kept),
            Duplicate = files.Sum(file => file.Duplicate),
            Rejected = files.Sum(file => file.Rejected),
            Newest = await engine.ValueAsync<long>($"SELECT max(occurred_at) FROM events WHERE source = {pull.Source}", cancellation),
        };
        await AddAsync(engine, pull, cancellation);
        return pull;
    }

    internal static Task AddAsync(Engine engine, FinishedPull pull, CancellationToken cancellation)
    {
        Literal[] values =
        [
            pull.Source, pull.Number, pull.Place, pull.Definition, pull.StartedAt, pull.FinishedAt, pull.Mark,
            pull.Read, pull.Kept, pull.Duplicate, pull.Rejected, pull.Newest,
        ];
        return engine.ExecuteAsync($"INSERT INTO pulls ({Sql.Join(", ", Columns.Select(Sql.Identifier))}) VALUES {Literal.List(values)}", cancellation);
    }

    static FinishedPull Of(Row row) => new(
        row.Get<string>("source"), row.Get<uint>("number"), row.Get<string>("place"), row.Get<string>("definition"), row.Get<long>("started_at"),
        row.Get<long>("finished_at"), row.Get<string>("mark"), row.Get<long>("read"), row.Get<long>("kept"), row.Get<long>("duplicate"),
        row.Get<long>("rejected"), row.Get<long>("newest"));
}
