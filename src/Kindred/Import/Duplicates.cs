using Kindred.ClickHouse;

namespace Kindred.Import;

/// <summary>Takes out events that came twice, told by their event id.</summary>
static class Duplicates
{
    /// <summary>New ids looked at in one pass, which bounds the memory that grouping them takes.</summary>
    const long IdsAPass = 2_000_000;

    static readonly SqlTemplate Find = Sql.Load("Import/Duplicates.sql");

    /// <summary>Keeps one event of each id, the one of the oldest file; an event of a file that was there before is never touched.</summary>
    /// <param name="firstNew">The number of the first new file.</param>
    /// <param name="columns">The columns that the events table stores.</param>
    /// <param name="merging">Sources whose identical rows become one with the sum of their quantities.</param>
    /// <returns>How many rows were taken out, by file.</returns>
    public static async Task<IReadOnlyDictionary<uint, long>> RemoveAsync(
        Engine engine, uint firstNew, IReadOnlyCollection<string> columns, IReadOnlyCollection<string> merging, CancellationToken cancellation)
    {
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS spare", cancellation);
        await engine.ExecuteAsync(
            $"CREATE TABLE spare (event_id FixedString(16), file UInt32, source String, part String, place UInt64) ENGINE = Memory", cancellation);
        var rows = await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events WHERE file >= {(long)firstNew}", cancellation);
        var passes = 1 + (rows / IdsAPass);
        for (var pass = 0L; pass < passes; pass++)
        {
            await engine.ExecuteAsync(Find.Fill(("first_new", (long)firstNew), ("passes", passes), ("pass", pass)), cancellation);
        }

        var counts = await engine.QueryAsync(
            $"SELECT file, toInt64(count()) FROM spare GROUP BY file", row => (row.Get<uint>(0), row.Get<long>(1)), cancellation);
        if (counts.Count > 0)
        {
            await AddUpAsync(engine, columns, merging, cancellation);
            // A part's name is compared by its hash, since pairs of numbers are found several times faster than pairs with a text.
            await engine.ExecuteAsync(
                $"DELETE FROM events WHERE file >= {(long)firstNew} AND (cityHash64(_part), _part_offset) IN (SELECT cityHash64(part), place FROM spare)", cancellation);
        }

        await engine.ExecuteAsync($"DROP TABLE spare", cancellation);
        return counts.ToDictionary();
    }

    /// <summary>Replaces the first of identical order lines by one with the quantity of all of them, and marks the first as spare too.</summary>
    static async Task AddUpAsync(Engine engine, IReadOnlyCollection<string> columns, IReadOnlyCollection<string> merging, CancellationToken cancellation)
    {
        if (merging.Count == 0)
        {
            return;
        }

        var summed = Sql.Join(", ", columns.Select(Summed));
        var stored = Sql.Join(", ", columns.Select(Sql.Identifier));
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS added_up", cancellation);
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE added_up ENGINE = Memory AS
            SELECT * FROM (
                SELECT *, count() OVER (PARTITION BY event_id, file) AS times FROM (
                    SELECT {stored}, _part AS part, _part_offset AS place FROM events
                    WHERE event_id IN (SELECT event_id FROM spare WHERE source IN {Literal.List(merging)})
                        AND file IN (SELECT file FROM spare WHERE source IN {Literal.List(merging)})
                )
            )
            WHERE times > 1 AND (part, place) NOT IN (SELECT part, place FROM spare)
            """,
            cancellation);
        await engine.ExecuteAsync($"INSERT INTO events ({stored}) SELECT {summed} FROM added_up", cancellation);
        await engine.ExecuteAsync($"INSERT INTO spare SELECT event_id, file, source, part, place FROM added_up", cancellation);
        await engine.ExecuteAsync($"DROP TABLE added_up", cancellation);
    }

    static Sql Summed(string column) => column switch
    {
        "quantity" or "revenue" => $"{Sql.Identifier(column)} * times",
        _ => Sql.Identifier(column),
    };
}
