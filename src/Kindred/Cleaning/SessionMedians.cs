using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Identity;
using Kindred.Import;
using Kindred.Project;

namespace Kindred.Cleaning;

/// <summary>Puts the median of similar sessions in the place of a missing number, for the fields whose rule is session_median.</summary>
/// <remarks>Sessions are similar when they come from the same kind of device and are about equally long; see the queries.</remarks>
public static class SessionMedians
{
    static readonly SqlTemplate Members = Sql.Load("Cleaning/SessionMembers.sql");
    static readonly SqlTemplate Medians = Sql.Load("Cleaning/SessionMedians.sql");

    /// <summary>The events that lack a field and have similar sessions which know it: event_id and value.</summary>
    public static Sql Query(string name, TimeSpan gap)
    {
        var events = CustomerEvents.Before(long.MaxValue, [.. new HashSet<string> { "event_id", "occurred_at", "event", "device_type", name }]);
        Sql members = $"({Members.Fill(("field", Sql.Identifier(name)), ("gap", (long)gap.TotalMilliseconds), ("events", events))})";
        return Medians.Fill(("field", Sql.Identifier(name)), ("members", members));
    }

    /// <summary>Fills what is missing when a new file came in.</summary>
    public static async Task FillAsync(Engine engine, ProjectDefinition project, ImportReport imported, CancellationToken cancellation)
    {
        if (imported.Files.All(file => file.Number < imported.FirstNew))
        {
            return;
        }

        var stored = await EventTable.StoredAsync(engine, cancellation);
        foreach (var name in project.Cleaning.Missing.Where(rule => rule.Value.Action is MissingAction.SessionMedian && stored.Contains(rule.Key)).Select(rule => rule.Key))
        {
            var column = Sql.Identifier(name);
            await engine.ExecuteAsync($"DROP TABLE IF EXISTS medians", cancellation);
            await engine.ExecuteAsync($"CREATE TABLE medians (id String, value Float64) ENGINE = Join(ANY, LEFT, id)", cancellation);
            await engine.ExecuteAsync($"INSERT INTO medians SELECT hex(event_id), value FROM ({Query(name, project.Sessions.Gap)})", cancellation);
            await engine.ExecuteAsync(
                $"ALTER TABLE events UPDATE {column} = joinGet('default.medians', 'value', hex(event_id)) WHERE isNull({column}) AND hex(event_id) IN (SELECT id FROM default.medians) SETTINGS mutations_sync = 1",
                cancellation);
            await engine.ExecuteAsync($"DROP TABLE medians", cancellation);
        }
    }
}
