using Kindred.ClickHouse;
using Kindred.Runs;

namespace Kindred.Demo;

/// <summary>Duplicates, robots and test accounts: what was caught, and what was caught wrongly.</summary>
static class CleaningTruth
{
    public static async Task<IReadOnlyList<FoundTruth>> JudgeAsync(Engine engine, string folder, RunReport report, CancellationToken cancellation) =>
    [
        .. await DuplicatesAsync(engine, folder, report, cancellation),
        .. await LeftOutAsync(engine, folder, report, cancellation),
    ];

    static async Task<IReadOnlyList<FoundTruth>> DuplicatesAsync(Engine engine, string folder, RunReport report, CancellationToken cancellation)
    {
        var known = TruthFiles.Read(folder, "duplicates").GroupBy(row => row[1]).ToDictionary(kind => kind.Key, kind => kind.ToList());
        var found = new List<FoundTruth>();
        var caught = 0L;
        foreach (var (kind, rows) in known.Where(kind => kind.Value[0][0] == "web"))
        {
            var once = await OnceAsync(engine, [.. rows.Select(row => row[2])], [.. rows.Select(row => row[3])], cancellation);
            found.Add(new("duplicates", $"caught: {kind}", once / (double)rows.Count, 1));
            caught += once;
        }

        var tills = report.Quality.Single(source => source.Source == "tills").Duplicate;
        var twice = known.Where(kind => kind.Value[0][0] == "tills").Sum(kind => kind.Value.Count);
        found.Add(new("duplicates", "caught: exported twice", twice == 0 ? 1 : Math.Min(tills, twice) / (double)twice, 1));
        found.Add(new("duplicates", "events taken for duplicates wrongly", report.RowsDuplicate - caught - Math.Min(tills, twice), 0));
        return found;
    }

    /// <summary>How many of the pairs of messages are in the store once.</summary>
    static async Task<long> OnceAsync(Engine engine, string[] ids, string[] firsts, CancellationToken cancellation)
    {
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS truth_twice", cancellation);
        await engine.ExecuteAsync($"CREATE TABLE truth_twice (id String, first String) ENGINE = Memory", cancellation);
        await engine.InsertAsync("truth_twice", new Block(Column.Of("id", ids), Column.Of("first", firsts)), cancellation);
        var once = await engine.ValueAsync<long>(
            $"""
            SELECT toInt64(countIf(times = 1))
            FROM (
                SELECT first, count() AS times
                FROM (SELECT event_id FROM events WHERE event_id IN (SELECT sipHash128(arrayJoin([id, first])) FROM truth_twice)) AS e
                INNER JOIN (SELECT DISTINCT first, sipHash128(arrayJoin([id, first])) AS event_id FROM truth_twice) AS k USING (event_id)
                GROUP BY first
            )
            """,
            cancellation);
        await engine.ExecuteAsync($"DROP TABLE truth_twice", cancellation);
        return once;
    }

    static async Task<IReadOnlyList<FoundTruth>> LeftOutAsync(Engine engine, string folder, RunReport report, CancellationToken cancellation)
    {
        var left = await engine.QueryAsync(
            $"""
            SELECT customer, left_out FROM (SELECT customer_id, toString(left_out) AS left_out FROM features WHERE run = {report.Run} AND left_out IN ('robot', 'test')) AS f
            ANY INNER JOIN customers USING (customer_id)
            """,
            row => (Customer: row.Get<string>(0), Why: row.Get<string>(1)),
            cancellation);
        var robots = left.Where(row => row.Why == "robot").Select(row => row.Customer).ToHashSet();
        var known = TruthFiles.Read(folder, "robots").ToList();
        return
        [
            .. known.GroupBy(row => row[1]).Select(kind =>
                new FoundTruth("robots", $"caught: {kind.Key}", kind.Count(row => robots.Contains(row[0])) / (double)kind.Count(), 1)),
            new("robots", "people taken for robots", robots.Except(known.Select(row => row[0])).Count(), 0),
            new("test accounts", "caught", left.Count(row => row.Why == "test"), Crowd.Testers + TillFiles.Stores.Count),
        ];
    }
}
