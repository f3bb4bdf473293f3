using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.Project;
using Kindred.Rules;
using Kindred.Segments;

namespace Kindred.History;

/// <summary>Who entered and left which segment when, and why; with it, who was in a segment at any moment that was looked at.</summary>
/// <remarks>
/// The log goes forward in time: a run that looks at an earlier moment than one before it is not in it. Between two runs nothing is known,
/// so a membership lasts from the moment of the run that found it to that of the run that no longer does.
/// </remarks>
public static class MembershipLog
{
    static readonly SqlTemplate Query = Sql.Load("History/MembershipLog.sql");

    /// <summary>Begins the history of a run: makes the tables and forgets what a run that was cut short left.</summary>
    public static async Task BeginAsync(Engine engine, uint run, CancellationToken cancellation)
    {
        await Memberships.PrepareAsync(engine, cancellation);
        await HistoryTables.PrepareAsync(engine, run, cancellation);
    }

    /// <summary>Writes what changed in a run, once its memberships are kept.</summary>
    /// <param name="now">The run and the moment it looks at, in milliseconds.</param>
    /// <param name="before">The finished run that looked at the latest moment, the newest of them; null before the first.</param>
    public static async Task<RunChanges> RecordAsync(
        Engine engine,
        ProjectDefinition project,
        (uint Run, long AsOf) now,
        (uint Run, long AsOf)? before,
        IReadOnlyList<ModelTurns> turns,
        DateTimeOffset at,
        CancellationToken cancellation)
    {
        var definitions = await DefinitionVersions.NoteAsync(engine, project, now.Run, at, cancellation);
        var looksBack = before is { } latest && now.AsOf < latest.AsOf;
        if (!looksBack)
        {
            var redefined = await RedefinedAsync(engine, before?.Run ?? 0, cancellation);
            await engine.ExecuteAsync($"DROP TABLE IF EXISTS changed_customers", cancellation);
            await engine.ExecuteAsync($"CREATE TABLE changed_customers ENGINE = Memory AS {Changed(now.Run, before?.Run ?? 0)}", cancellation);
            await engine.ExecuteAsync(
                $"""
                INSERT INTO membership_log (model, segment, customer_id, entered, reason, run, as_of)
                SELECT model, segment, customer_id, entered, reason, {now.Run}, {now.AsOf}
                FROM ({Changes(project, now, before, redefined, $"(SELECT customer_id FROM changed_customers)")})
                """,
                cancellation);
            await engine.ExecuteAsync($"DROP TABLE changed_customers", cancellation);
            await KeepKeysAsync(engine, now.Run, before?.Run ?? 0, cancellation);
        }

        return new(
            now.Run,
            DateTimeOffset.FromUnixTimeMilliseconds(now.AsOf),
            before?.Run,
            before is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known.AsOf) : null,
            looksBack,
            definitions,
            turns,
            await MovesAsync(engine, now.Run, cancellation));
    }

    /// <summary>A query of the customers who are not in the same segments in two runs.</summary>
    internal static Sql Changed(uint run, uint before) =>
        $"""
        SELECT customer_id FROM memberships WHERE run = {run} OR run = {before} GROUP BY customer_id
        HAVING sumIf(cityHash64(model, segment), run = {run}) != sumIf(cityHash64(model, segment), run = {before})
        """;

    /// <summary>The query behind the log.</summary>
    /// <param name="redefined">The models whose definition is not that of the run before.</param>
    /// <param name="changed">Who is not in the same segments, in brackets.</param>
    internal static Sql Changes(
        ProjectDefinition project, (uint Run, long AsOf) now, (uint Run, long AsOf)? before, IReadOnlyList<string> redefined, Sql changed)
    {
        var measured = Measuring.All(project).Select(feature => feature.Name).ToHashSet();
        var models = project.Segments
            .Select(model => (model.Id, Features: (model.Rule is { } rule ? RuleTree.Features(rule, project, model.Id) : model.Features).Where(measured.Contains).ToList()))
            .Where(model => model.Features.Count > 0).ToList();
        var moved = before is { } earlier && now.AsOf != earlier.AsOf;
        return Query.Fill(
            ("run", now.Run),
            ("before", before?.Run ?? 0),
            ("changed", changed),
            ("changed_keys", KeysOf(changed, before?.Run ?? 0)),
            ("redefined", redefined.Count == 0 ? Never : (Sql)$"model IN {Literal.List(redefined)}"),
            ("changed_features", Sql.Join("", models.Select((model, i) => (Sql)$", {Sql.Join(" OR ", model.Features.Select(Differs))} AS {Sql.Identifier($"changed_{i}")}"))),
            ("changed_names", Sql.Join("", models.Select((_, i) => (Sql)$", {Sql.Identifier($"changed_{i}")}"))),
            ("by_clock", moved ? (Sql)$"multiIf({Sql.Join("", models.Select((model, i) => (Sql)$"model = {model.Id}, {Sql.Identifier($"changed_{i}")} = 1, "))}model = '', 0, 1)" : Never));
    }

    static Sql Never => $"0";

    /// <summary>The ids that belong to some customers now or did in the run before.</summary>
    static Sql KeysOf(Sql customers, uint before) =>
        $"""
        (SELECT customer_key FROM (
            SELECT customer_key, merged_id FROM known_keys WHERE run = {before} UNION ALL SELECT customer_key, merged_id FROM customer_keys
        ) WHERE customer_key GLOBAL IN {customers} OR merged_id GLOBAL IN {customers})
        """;

    static Sql Differs(string feature)
    {
        var column = Sql.Identifier(feature);
        return $"max(ifNull({column}, -1e300)) != min(ifNull({column}, -1e300))";
    }

    static Task<IReadOnlyList<string>> RedefinedAsync(Engine engine, uint before, CancellationToken cancellation) => engine.QueryAsync(
        $"SELECT DISTINCT toString(model) FROM definition_versions WHERE run > {before}", row => row.Get<string>(0), cancellation);

    /// <summary>Which ids belong together now, to tell at the next run what was joined or parted; what the run before knew stays until then.</summary>
    static async Task KeepKeysAsync(Engine engine, uint run, uint before, CancellationToken cancellation)
    {
        foreach (var old in await engine.QueryAsync($"SELECT DISTINCT run FROM known_keys WHERE run != {before}", row => row.Get<uint>(0), cancellation))
        {
            await engine.ExecuteAsync($"ALTER TABLE known_keys DROP PARTITION {old}", cancellation);
        }

        await engine.ExecuteAsync($"INSERT INTO known_keys SELECT {run}, customer_key, merged_id FROM customer_keys", cancellation);
    }

    /// <summary>How many entered and left each segment in a run.</summary>
    public static async Task<IReadOnlyList<SegmentMove>> MovesAsync(Engine engine, uint run, CancellationToken cancellation)
    {
        var rows = await engine.QueryAsync(
            $"""
            SELECT toString(model) AS owner, toString(segment) AS id, entered, toString(reason) AS why, toInt64(count()) AS customers
            FROM membership_log WHERE run = {run} GROUP BY owner, id, entered, why ORDER BY owner, id, entered, why
            """,
            row => (Model: row.Get<string>(0), Segment: row.Get<string>(1), Entered: row.Get<byte>(2) == 1, Reason: Enum.Parse<ChangeReason>(row.Get<string>(3), true), Customers: row.Get<long>(4)),
            cancellation);
        var names = await NamesAsync(engine, cancellation);
        return
        [
            .. rows.GroupBy(row => (row.Model, row.Segment)).Select(group => new SegmentMove(
                group.Key.Model,
                group.Key.Segment,
                names.GetValueOrDefault(group.Key.Segment, group.Key.Segment),
                group.Where(row => row.Entered).ToDictionary(row => row.Reason, row => row.Customers),
                group.Where(row => !row.Entered).ToDictionary(row => row.Reason, row => row.Customers))),
        ];
    }

    /// <summary>How large each segment was at a moment, by the newest run that had looked at it then.</summary>
    public static async Task<IReadOnlyList<SegmentSize>> SizesAsync(Engine engine, long asOf, CancellationToken cancellation)
    {
        var names = await NamesAsync(engine, cancellation);
        return await engine.QueryAsync(
            $"SELECT toString(model) AS owner, toString(segment) AS id, toInt64(count()) AS customers FROM ({Members(asOf)}) GROUP BY owner, id ORDER BY owner, customers DESC, id",
            row => new SegmentSize(row.Get<string>(0), row.Get<string>(1), names.GetValueOrDefault(row.Get<string>(1), row.Get<string>(1)), row.Get<long>(2)),
            cancellation);
    }

    /// <summary>A query of who was in which segment at a moment: model, segment, customer_id.</summary>
    public static Sql Members(long asOf) =>
        $"""
        SELECT model, segment, customer_id FROM (
            SELECT model, segment, customer_id, argMax(entered, run) AS is_in
            FROM membership_log WHERE as_of <= {asOf} AND run <= (SELECT max(run) FROM runs)
            GROUP BY model, segment, customer_id
        ) WHERE is_in = 1
        """;

    /// <summary>What a customer entered and left, oldest first.</summary>
    public static Task<IReadOnlyList<MembershipChange>> OfCustomerAsync(Engine engine, ulong customer, CancellationToken cancellation) => engine.QueryAsync(
        $"""
        SELECT run, as_of, toString(model), toString(segment), entered, toString(reason) FROM membership_log
        WHERE customer_id = {customer} AND run <= (SELECT max(run) FROM runs) ORDER BY run, entered, model, segment
        """,
        row => new MembershipChange(
            row.Get<uint>(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Get<long>(1)), row.Get<string>(2), row.Get<string>(3), row.Get<byte>(4) == 1,
            Enum.Parse<ChangeReason>(row.Get<string>(5), true)),
        cancellation);

    /// <summary>The newest name of every segment that there ever was, by id.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> NamesAsync(Engine engine, CancellationToken cancellation) => (await engine.QueryAsync(
        Names, row => (row.Get<string>(0), row.Get<string>(1)), cancellation)).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>A query of the newest name of every segment that there ever was: segment, name.</summary>
    public static Sql Names =>
        $"""
        SELECT id AS segment, newest AS name FROM (
            SELECT toString(segment) AS id, argMax(name, run) AS newest
            FROM (SELECT segment, name, run FROM segments UNION ALL SELECT segment, name, run FROM segment_lives) GROUP BY id
        )
        """;
}
