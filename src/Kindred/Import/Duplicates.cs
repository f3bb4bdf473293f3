using Kindred.ClickHouse;

namespace Kindred.Import;

/// <summary>Takes out events that came twice, told by their event id.</summary>
static class Duplicates
{
    /// <summary>New ids looked at in one pass, which bounds the memory that grouping them takes.</summary>
    const long IdsAPass = 2_000_000;

    /// <summary>Up to this many new rows, which are less than a fifth of all, are sorted with what has their ids: that asks for one look at all ids instead of two.</summary>
    const long FewRows = 500_000;

    static readonly SqlTemplate Find = Sql.Load("Import/Duplicates.sql");
    static readonly SqlTemplate Repeated = Sql.Load("Import/RepeatedIds.sql");

    static Sql Half => Sql.Trusted("reinterpretAsUInt64(event_id)");

    /// <summary>Keeps one event of each id, the one of the oldest file; an event of a file that was there before is never touched.</summary>
    /// <param name="firstNew">The number of the first new file.</param>
    /// <param name="sameMoment">Whether rows of new files can only repeat events of the same moment; others are then not looked at.</param>
    /// <param name="columns">The columns that the events table stores.</param>
    /// <param name="merging">Sources whose identical rows become one with the sum of their quantities.</param>
    /// <returns>How many rows were taken out, by file.</returns>
    public static async Task<IReadOnlyDictionary<uint, long>> RemoveAsync(
        Engine engine, uint firstNew, bool sameMoment, IReadOnlyCollection<string> columns, IReadOnlyCollection<string> merging, CancellationToken cancellation)
    {
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS spare", cancellation);
        await engine.ExecuteAsync(
            $"CREATE TABLE spare (event_id FixedString(16), file UInt32, source String, part String, place UInt64) ENGINE = Memory", cancellation);
        foreach (var suspects in await SuspectsAsync(engine, firstNew, sameMoment, cancellation))
        {
            await engine.ExecuteAsync(Find.Fill(("first_new", (long)firstNew), ("suspects", suspects)), cancellation);
        }

        var counts = await engine.QueryAsync(
            $"SELECT file, toInt64(count()) FROM spare GROUP BY file", row => (row.Get<uint>(0), row.Get<long>(1)), cancellation);
        if (counts.Count > 0)
        {
            await AddUpAsync(engine, columns, merging, cancellation);
            // Parts without a spare row are told by their name alone; a row's part is compared by its hash, since pairs of numbers are
            // found several times faster than pairs with a text.
            var parts = await engine.QueryAsync($"SELECT DISTINCT part FROM spare", row => row.Get<string>(0), cancellation);
            await engine.ExecuteAsync(
                $"DELETE FROM events WHERE _part IN {Literal.List(parts)} AND (cityHash64(_part), _part_offset) IN (SELECT cityHash64(part), place FROM spare)", cancellation);
        }

        await engine.ExecuteAsync($"DROP TABLE spare", cancellation);
        return counts.ToDictionary();
    }

    /// <summary>Conditions on events, one a pass, that hold for every event whose id another one has.</summary>
    static async Task<IReadOnlyList<Sql>> SuspectsAsync(Engine engine, uint firstNew, bool sameMoment, CancellationToken cancellation)
    {
        Sql isNew = $"file >= {(long)firstNew}";
        var (rows, others, earliest, latest) = (await engine.QueryAsync(
            $"SELECT toInt64(countIf({isNew})), toInt64(countIf(NOT {isNew})), minIf(occurred_at, {isNew}), maxIf(occurred_at, {isNew}) FROM events",
            row => (row.Get<long>(0), row.Get<long>(1), row.Get<long>(2), row.Get<long>(3)),
            cancellation))[0];
        var few = rows <= FewRows && rows < others / 4;
        if (few && sameMoment)
        {
            return [$"occurred_at >= {earliest} AND occurred_at <= {latest} AND {Half} IN (SELECT {Half} FROM events WHERE {isNew})"];
        }

        if (few)
        {
            return [$"{Half} IN (SELECT {Half} FROM events WHERE {isNew})"];
        }

        Sql known = others switch
        {
            0 => $"1",
            _ => $"half IN (SELECT {Half} FROM events WHERE {isNew})",
        };
        var passes = 1 + (rows / IdsAPass);
        return [.. Enumerable.Range(0, (int)passes).Select(pass => (Sql)$"{Half} IN ({Repeated.Fill(("of_pass", (Sql)$"half % {passes} = {pass} AND {known}"))})")];
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
