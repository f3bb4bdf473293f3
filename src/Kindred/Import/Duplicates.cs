using Kindred.ClickHouse;

namespace Kindred.Import;

/// <summary>Takes out events that came twice, told by their event id.</summary>
public static class Duplicates
{
    static readonly SqlTemplate Find = Sql.Load("Import/Duplicates.sql");

    /// <summary>Keeps one event of each id among those of new files; an event of an older file is never touched.</summary>
    /// <param name="firstNew">The number of the first new file.</param>
    /// <param name="columns">The columns that the events table stores.</param>
    /// <param name="merging">Sources whose identical rows become one with the sum of their quantities.</param>
    /// <returns>How many rows were taken out, by file.</returns>
    public static async Task<IReadOnlyDictionary<uint, long>> RemoveAsync(
        Engine engine, uint firstNew, IReadOnlyCollection<string> columns, IReadOnlyCollection<string> merging, CancellationToken cancellation)
    {
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS repeated", cancellation);
        await engine.ExecuteAsync($"CREATE TABLE repeated (event_id FixedString(16)) ENGINE = Memory", cancellation);
        await engine.ExecuteAsync(Find.Fill(("first_new", (long)firstNew)), cancellation);
        var before = await CountAsync(engine, firstNew, cancellation);
        if (before.Count > 0)
        {
            await ReplaceAsync(engine, firstNew, columns, merging, cancellation);
        }

        var after = await CountAsync(engine, firstNew, cancellation);
        await engine.ExecuteAsync($"DROP TABLE repeated", cancellation);
        return before.ToDictionary(count => count.Key, count => count.Value - after.GetValueOrDefault(count.Key));
    }

    static async Task ReplaceAsync(
        Engine engine, uint firstNew, IReadOnlyCollection<string> columns, IReadOnlyCollection<string> merging, CancellationToken cancellation)
    {
        var stored = Sql.Join(", ", columns.Select(Sql.Identifier));
        var summed = Sql.Join(", ", columns.Select(column => Summed(column, merging)));
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS kept", cancellation);
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE kept ENGINE = Memory AS SELECT {summed} FROM (
                SELECT {stored}, count() OVER (PARTITION BY event_id, file) AS times, min(file) OVER (PARTITION BY event_id) AS first_file
                FROM events WHERE event_id IN (SELECT event_id FROM repeated)
            ) WHERE file = first_file AND file >= {firstNew} LIMIT 1 BY event_id
            """,
            cancellation);
        await engine.ExecuteAsync($"DELETE FROM events WHERE file >= {firstNew} AND event_id IN (SELECT event_id FROM repeated)", cancellation);
        await engine.ExecuteAsync($"INSERT INTO events ({stored}) SELECT {stored} FROM kept", cancellation);
        await engine.ExecuteAsync($"DROP TABLE kept", cancellation);
    }

    static Sql Summed(string column, IReadOnlyCollection<string> merging) => column switch
    {
        "quantity" or "revenue" when merging.Count > 0 =>
            $"{Sql.Identifier(column)} * if(source IN {Literal.List(merging)}, times, 1) AS {Sql.Identifier(column)}",
        _ => Sql.Identifier(column),
    };

    static async Task<Dictionary<uint, long>> CountAsync(Engine engine, uint firstNew, CancellationToken cancellation)
    {
        var counts = await engine.QueryAsync(
            $"SELECT file, count() FROM events WHERE file >= {firstNew} AND event_id IN (SELECT event_id FROM repeated) GROUP BY file",
            row => (row.Get<uint>(0), row.Get<long>(1)),
            cancellation);
        return counts.ToDictionary();
    }
}
