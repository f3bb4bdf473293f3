using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Import;
using Kindred.Project;

namespace Kindred.Quality;

/// <summary>What one source gave, and what was wrong with it; read = kept + duplicate + rejected.</summary>
public sealed record SourceQuality(
    string Source,
    IReadOnlyList<string> Files,
    long Read,
    long Kept,
    long Duplicate,
    long Rejected,
    IReadOnlyList<(string Reason, long Rows)> Reasons,
    IReadOnlyList<FieldCompleteness> Fields,
    IReadOnlyList<(DateOnly From, DateOnly Until)> Gaps,
    Skew? Skew);

/// <summary>How complete a field is, and between which values numbers and times lie (times in milliseconds).</summary>
public sealed record FieldCompleteness(EventField Field, long Present, long Missing, double? Least, double? Most);

/// <summary>Arrival minus claimed time, over events that tell both, in milliseconds.</summary>
public sealed record Skew(long Compared, long InFuture, double Median, double LargestLead);

/// <summary>Looks at what the store holds of each source.</summary>
public static class DataQuality
{
    public static async Task<IReadOnlyList<SourceQuality>> RunAsync(
        Engine engine, ProjectDefinition project, IReadOnlyList<ImportedFile> files, CancellationToken cancellation)
    {
        var sources = new List<SourceQuality>();
        var reasons = await engine.QueryAsync(
            $"SELECT source, reason, count() FROM events_rejected GROUP BY source, reason ORDER BY count() DESC, reason",
            row => (Source: row.Get<string>(0), Reason: row.Get<string>(1), Rows: row.Get<long>(2)),
            cancellation);
        var stored = await EventTable.StoredAsync(engine, cancellation);
        var asked = project.Sources.Select(source => (Source: source, Fields: Fields(source, stored))).ToList();
        var queries = asked.ConvertAll(ask => PartMeasures.Query(ask.Source, ask.Fields, project.Timezone));
        var measured = await PartMeasures.OfAsync(engine, queries, cancellation);
        foreach (var ((source, fields), query) in asked.Zip(queries))
        {
            var own = files.Where(file => file.Source == source.Name).ToList();
            var measures = measured[query.ToString()].Where(measure => measure.Events > 0).ToList();
            sources.Add(new(
                source.Name,
                [.. own.Select(file => file.Path).Distinct()],
                own.Sum(file => file.Read),
                own.Sum(file => file.Kept),
                own.Sum(file => file.Duplicate),
                own.Sum(file => file.Rejected),
                [.. reasons.Where(reason => reason.Source == source.Name).Select(reason => (reason.Reason, reason.Rows))],
                [.. fields.Select((field, i) => Completeness(field, i, measures))],
                Gaps(measures),
                await SkewAsync(engine, source, cancellation)));
        }

        return sources;
    }

    static List<EventField> Fields(SourceDefinition source, IReadOnlyList<string> stored) =>
        [.. EventTable.Fields.Where(known => stored.Contains(known.Name) && (source.Map.ContainsKey(known.Name) || known.Name == "revenue"))];

    static FieldCompleteness Completeness(EventField field, int place, List<PartMeasure> measures)
    {
        var (present, total) = (measures.Sum(measure => measure.Known[place]), measures.Sum(measure => measure.Events));
        var knowing = measures.Where(measure => measure.Known[place] > 0).ToList();
        return field.Type is EventFieldType.Text || present == 0
            ? new(field, present, total - present, null, null)
            : new(field, present, total - present, knowing.Min(measure => measure.Least[place]), knowing.Max(measure => measure.Most[place]));
    }

    /// <summary>The days between days with events, from the first without events to the next with some.</summary>
    static List<(DateOnly From, DateOnly Until)> Gaps(List<PartMeasure> measures)
    {
        var first = new DateOnly(1970, 1, 1);
        List<DateOnly> days = [.. measures.SelectMany(measure => measure.Days).Distinct().Order().Select(day => first.AddDays((int)day))];
        return [.. days.Zip(days.Skip(1)).Where(pair => pair.Second.DayNumber - pair.First.DayNumber > 1).Select(pair => (pair.First.AddDays(1), pair.Second))];
    }

    static async Task<Skew?> SkewAsync(Engine engine, SourceDefinition source, CancellationToken cancellation)
    {
        var arrival = source.Map.ContainsKey("received_at") ? "received_at" : source.Map.ContainsKey("sent_at") ? "sent_at" : null;
        if (arrival is null)
        {
            return null;
        }

        var column = Sql.Identifier(arrival);
        var rows = await engine.QueryAsync(
            $"""
            SELECT count(), countIf(occurred_at > {column}), toFloat64(quantileExact(0.5)(assumeNotNull({column}) - occurred_at)), toFloat64(max(occurred_at - assumeNotNull({column})))
            FROM events WHERE source = {source.Name} AND isNotNull({column})
            """,
            row => new Skew(row.Get<long>(0), row.Get<long>(1), row.Get<double>(2), row.Get<double>(3)),
            cancellation);
        return rows[0].Compared == 0 ? null : rows[0];
    }
}
