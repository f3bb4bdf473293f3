using Kindred.ClickHouse;

namespace Kindred.Runs;

/// <summary>A finished run.</summary>
/// <param name="AsOf">Milliseconds since 1970 in UTC.</param>
/// <param name="Report">The run's report as JSON.</param>
public sealed record FinishedRun(uint Run, long AsOf, long FinishedAt, string Report);

/// <summary>The list of finished runs. What a run left is good when the run is in this list, and not before.</summary>
public static class RunHistory
{
    /// <summary>Features and memberships of older runs are let go.</summary>
    const int Kept = 30;

    static readonly string[] Partitioned = ["features", "compared", "segments", "memberships"];

    public static Task PrepareAsync(Engine engine, CancellationToken cancellation) => engine.ExecuteAsync(
        $"""
        CREATE TABLE IF NOT EXISTS runs (run UInt32, as_of Int64, finished_at Int64, report String)
        ENGINE = MergeTree ORDER BY run SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
        """,
        cancellation);

    /// <summary>Lets go of what a cut-short run left under the number of the next one.</summary>
    public static async Task<uint> BeginAsync(Engine engine, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        var run = await engine.ValueAsync<uint>($"SELECT toUInt32(max(run) + 1) FROM runs", cancellation);
        await DropAsync(engine, run, cancellation);
        return run;
    }

    public static async Task FinishAsync(Engine engine, FinishedRun run, CancellationToken cancellation)
    {
        await engine.InsertAsync(
            "runs",
            new Block(
                Column.Of("run", (uint[])[run.Run]),
                Column.Of("as_of", (long[])[run.AsOf]),
                Column.Of("finished_at", (long[])[run.FinishedAt]),
                Column.Of("report", (string[])[run.Report])),
            cancellation);
        if (run.Run > Kept && await LatestAsync(engine, cancellation) is { } latest && latest.Run != run.Run - Kept)
        {
            await DropAsync(engine, run.Run - Kept, cancellation);
        }
    }

    /// <summary>The finished run that looked at the latest moment, the newest of them: the one that the log of memberships goes on from.</summary>
    public static async Task<(uint Run, long AsOf)?> LatestAsync(Engine engine, CancellationToken cancellation)
    {
        var latest = await engine.QueryAsync(
            $"SELECT run, as_of FROM runs ORDER BY as_of DESC, run DESC LIMIT 1", row => (row.Get<uint>(0), row.Get<long>(1)), cancellation);
        return latest.Count == 0 ? null : latest[0];
    }

    /// <summary>The newest finished run, or null before the first.</summary>
    public static async Task<FinishedRun?> NewestAsync(Engine engine, CancellationToken cancellation)
    {
        var exists = await engine.ValueAsync<long>(
            $"SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'runs'", cancellation);
        if (exists == 0)
        {
            return null;
        }

        var newest = await engine.QueryAsync(
            $"SELECT run, as_of, finished_at, report FROM runs ORDER BY run DESC LIMIT 1",
            row => new FinishedRun(row.Get<uint>(0), row.Get<long>(1), row.Get<long>(2), row.Get<string>(3)),
            cancellation);
        return newest.Count == 0 ? null : newest[0];
    }

    /// <summary>Every finished run, newest first.</summary>
    public static Task<IReadOnlyList<FinishedRun>> AllAsync(Engine engine, CancellationToken cancellation) => engine.QueryAsync(
        $"SELECT run, as_of, finished_at, report FROM runs ORDER BY run DESC",
        row => new FinishedRun(row.Get<uint>(0), row.Get<long>(1), row.Get<long>(2), row.Get<string>(3)),
        cancellation);

    static async Task DropAsync(Engine engine, uint run, CancellationToken cancellation)
    {
        var tables = await engine.QueryAsync(
            $"SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN {Literal.List(Partitioned)}", row => row.Get<string>(0), cancellation);
        foreach (var table in tables)
        {
            await engine.ExecuteAsync($"ALTER TABLE {Sql.Identifier(table)} DROP PARTITION {run}", cancellation);
        }
    }
}
