using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Project;

namespace Kindred.Quality;

/// <summary>What the events of a source are in some parts of the table.</summary>
/// <param name="Definition">The query that tells it, but for the parts.</param>
/// <param name="Parts">What tells these parts from all others.</param>
/// <param name="Known">How many events have a value, by field.</param>
/// <param name="Least">The least value of each number and time that is known at all.</param>
/// <param name="Most">The greatest.</param>
/// <param name="Days">The days with events, counted from 1970.</param>
sealed record PartMeasure(string Definition, ulong[] Parts, long Events, long[] Known, double[] Least, double[] Most, long[] Days);

/// <summary>Measures of events, kept from run to run, so that a run measures only parts of the table that are new or changed.</summary>
/// <remarks>
/// The engine never changes a part: whatever writes, replaces or takes out an event leaves another, with other bytes, and so with another
/// hash, and one that no event was taken out of keeps its hash. So nobody who changes events has to think of these measures.
/// </remarks>
static class PartMeasures
{
    /// <summary>Parts are measured together until they have this many events: one by one, or grouped by part, takes longer.</summary>
    const long EventsTogether = 4_000_000;

    sealed record Part(ulong Key, string Name, long Rows);

    /// <summary>A query of the measures of a source, to be narrowed down to parts.</summary>
    /// <remarks>Days are told of quarters of an hour: since 1980 every time zone is whole quarters from UTC, of earlier events every second is looked at.</remarks>
    public static Sql Query(SourceDefinition source, IReadOnlyList<EventField> fields, string timezone) =>
        $"""
        SELECT toInt64(count()), CAST([{Each(fields, Known)}] AS Array(Int64)), CAST([{Each(fields, Least)}] AS Array(Float64)), CAST([{Each(fields, Most)}] AS Array(Float64)),
            arrayDistinct(arrayMap(
                moment -> toInt64(toDate(toDateTime(moment, {timezone}))),
                arrayConcat(
                    groupUniqArrayIf(toUInt32(intDiv(occurred_at, 1000)), occurred_at < 315532800000),
                    arrayFilter(moment -> moment >= 315532800, arrayMap(quarter -> quarter * 900, groupUniqArray(toUInt32(intDiv(occurred_at, 900000))))))))
        FROM events WHERE source = {source.Name}
        """;

    /// <summary>Measures of all events there are, by the query asked for.</summary>
    public static async Task<ILookup<string, PartMeasure>> OfAsync(Engine engine, IReadOnlyCollection<Sql> queries, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        var definitions = queries.Select(query => query.ToString()).ToHashSet();
        while (true)
        {
            var parts = await PartsAsync(engine, cancellation);
            var keys = parts.Select(part => part.Key).ToHashSet();
            var kept = (await KeptAsync(engine, cancellation)).Where(measure => definitions.Contains(measure.Definition) && keys.IsSupersetOf(measure.Parts)).ToList();
            var fresh = await MeasureAsync(engine, queries, parts, kept, cancellation);

            if (fresh.Count == 0)
            {
                return kept.ToLookup(measure => measure.Definition);
            }

            // Parts that are still there were there all the time. Where one was joined with others meanwhile, all is looked through again.
            if ((await PartsAsync(engine, cancellation)).ToHashSet().IsSupersetOf(parts))
            {
                PartMeasure[] all = [.. kept, .. fresh];
                await KeepAsync(engine, all, cancellation);
                return all.ToLookup(measure => measure.Definition);
            }
        }
    }

    static async Task<List<PartMeasure>> MeasureAsync(
        Engine engine, IReadOnlyCollection<Sql> queries, IReadOnlyList<Part> parts, List<PartMeasure> kept, CancellationToken cancellation)
    {
        var fresh = new List<PartMeasure>();
        foreach (var query in queries)
        {
            var definition = query.ToString();
            var known = kept.Where(measure => measure.Definition == definition).SelectMany(measure => measure.Parts).ToHashSet();
            foreach (var together in Together(parts.Where(part => !known.Contains(part.Key))))
            {
                ulong[] keys = [.. together.Select(part => part.Key)];
                fresh.AddRange(await engine.QueryAsync(
                    $"{query} AND _part IN {Literal.List(together.Select(part => part.Name))}",
                    row => new PartMeasure(
                        definition, keys, row.Get<long>(0), row.Get<long[]>(1), row.Get<double[]>(2), row.Get<double[]>(3), row.Get<long[]>(4)),
                    cancellation));
            }
        }

        return fresh;
    }

    static IEnumerable<List<Part>> Together(IEnumerable<Part> parts)
    {
        var together = new List<Part>();
        foreach (var part in parts)
        {
            together.Add(part);
            if (together.Sum(one => one.Rows) >= EventsTogether)
            {
                yield return together;
                together = [];
            }
        }

        if (together.Count > 0)
        {
            yield return together;
        }
    }

    /// <summary>The table; what another version of the engine has measured is measured anew, since it may know other time zones.</summary>
    static Task PrepareAsync(Engine engine, CancellationToken cancellation) => engine.ExecuteAsync(
        $"""
        CREATE TABLE IF NOT EXISTS part_measures (
            definition String, parts Array(UInt64), events Int64, known Array(Int64), least Array(Float64), most Array(Float64), days Array(Int64),
            engine String DEFAULT version()
        ) ENGINE = MergeTree ORDER BY definition
        """,
        cancellation);

    /// <summary>The parts of the table. Where others change, one that does not gets another name, but keeps its blocks and its bytes.</summary>
    static Task<IReadOnlyList<Part>> PartsAsync(Engine engine, CancellationToken cancellation) => engine.QueryAsync(
        $"""
        SELECT cityHash64(min_block_number, max_block_number, hash_of_all_files), name, toInt64(rows) FROM system.parts
        WHERE database = currentDatabase() AND table = 'events' AND active ORDER BY min_block_number
        """,
        row => new Part(row.Get<ulong>(0), row.Get<string>(1), row.Get<long>(2)),
        cancellation);

    static Task<IReadOnlyList<PartMeasure>> KeptAsync(Engine engine, CancellationToken cancellation) => engine.QueryAsync(
        $"SELECT * FROM part_measures WHERE engine = version()",
        row => new PartMeasure(
            row.Get<string>("definition"), row.Get<ulong[]>("parts"), row.Get<long>("events"), row.Get<long[]>("known"), row.Get<double[]>("least"),
            row.Get<double[]>("most"), row.Get<long[]>("days")),
        cancellation);

    static async Task KeepAsync(Engine engine, PartMeasure[] all, CancellationToken cancellation)
    {
        await engine.ExecuteAsync($"TRUNCATE TABLE part_measures", cancellation);
        await engine.InsertAsync(
            "part_measures",
            new(
                Column.Of("definition", Array.ConvertAll(all, measure => measure.Definition)),
                Column.OfArrays("parts", Array.ConvertAll(all, measure => measure.Parts)),
                Column.Of("events", Array.ConvertAll(all, measure => measure.Events)),
                Column.OfArrays("known", Array.ConvertAll(all, measure => measure.Known)),
                Column.OfArrays("least", Array.ConvertAll(all, measure => measure.Least)),
                Column.OfArrays("most", Array.ConvertAll(all, measure => measure.Most)),
                Column.OfArrays("days", Array.ConvertAll(all, measure => measure.Days))),
            cancellation);
    }

    static Sql Each(IReadOnlyList<EventField> fields, Func<EventField, Sql> measure) => Sql.Join(", ", fields.Select(measure));

    static Sql Known(EventField known) => known.Type switch
    {
        EventFieldType.Text => $"countIf({Sql.Identifier(known.Name)} != '')",
        _ => $"countIf(isNotNull({Sql.Identifier(known.Name)}))",
    };

    static Sql Least(EventField known) => Bound(known, $"min({Sql.Identifier(known.Name)})");

    static Sql Most(EventField known) => Bound(known, $"max({Sql.Identifier(known.Name)})");

    static Sql Bound(EventField known, Sql bound) => known.Type switch
    {
        EventFieldType.Text => $"0",
        _ => $"ifNull(toFloat64({bound}), 0)",
    };
}
