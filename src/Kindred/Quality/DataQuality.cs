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
        foreach (var source in project.Sources)
        {
            var own = files.Where(file => file.Source == source.Name).ToList();
            var days = await DaysAsync(engine, source, project.Timezone, cancellation);
            sources.Add(new(
                source.Name,
                [.. own.Select(file => file.Path).Distinct()],
                own.Sum(file => file.Read),
                own.Sum(file => file.Kept),
                own.Sum(file => file.Duplicate),
                own.Sum(file => file.Rejected),
                [.. reasons.Where(reason => reason.Source == source.Name).Select(reason => (reason.Reason, reason.Rows))],
                await FieldsAsync(engine, source, cancellation),
                [.. days.Zip(days.Skip(1)).Where(pair => pair.Second.DayNumber - pair.First.DayNumber > 1).Select(pair => (pair.First.AddDays(1), pair.Second))],
                await SkewAsync(engine, source, cancellation)));
        }

        return sources;
    }

    static async Task<IReadOnlyList<FieldCompleteness>> FieldsAsync(Engine engine, SourceDefinition source, CancellationToken cancellation)
    {
        var stored = await EventTable.StoredAsync(engine, cancellation);
        var fields = EventTable.Fields.Where(known => stored.Contains(known.Name) && (source.Map.ContainsKey(known.Name) || known.Name == "revenue")).ToList();
        var block = await engine.QueryAsync(
            $"SELECT count() AS n{Sql.Join("", fields.Select(Measures))} FROM events WHERE source = {source.Name}", cancellation);
        var total = block.Column<long>("n")[0];
        return [.. fields.Select(known => Completeness(known, total, block))];
    }

    static Sql Measures(EventField known) => known.Type switch
    {
        EventFieldType.Text => $", countIf({Sql.Identifier(known.Name)} != '') AS {Sql.Identifier(known.Name + "_known")}",
        _ => $", countIf(isNotNull({Sql.Identifier(known.Name)})) AS {Sql.Identifier(known.Name + "_known")}, toFloat64(min({Sql.Identifier(known.Name)})) AS {Sql.Identifier(known.Name + "_least")}, toFloat64(max({Sql.Identifier(known.Name)})) AS {Sql.Identifier(known.Name + "_most")}",
    };

    static FieldCompleteness Completeness(EventField known, long total, Block block)
    {
        var present = block.Column<long>(known.Name + "_known")[0];
        return known.Type is EventFieldType.Text || present == 0
            ? new(known, present, total - present, null, null)
            : new(known, present, total - present, block.Column<double>(known.Name + "_least")[0], block.Column<double>(known.Name + "_most")[0]);
    }

    static async Task<IReadOnlyList<DateOnly>> DaysAsync(Engine engine, SourceDefinition source, string timezone, CancellationToken cancellation) =>
        await engine.QueryAsync(
            $"SELECT DISTINCT toDate(intDiv(occurred_at, 1000), {timezone}) AS day FROM events WHERE source = {source.Name} ORDER BY day",
            row => row.Get<DateOnly>(0),
            cancellation);

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
