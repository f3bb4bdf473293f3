using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Pull;

/// <summary>How fresh a source is.</summary>
/// <param name="PulledAt">When it was last pulled; null for files, and before the first pull.</param>
/// <param name="Newest">When its newest event happened.</param>
/// <param name="LagSeconds">How far that lies behind now.</param>
/// <param name="Warning">What is wrong with that and what to do, or null.</param>
public sealed record SourceFreshness(string Source, DateTimeOffset? PulledAt, DateTimeOffset? Newest, double? LagSeconds, string? Warning);

/// <summary>Tells sources that have fallen behind.</summary>
public static class Freshness
{
    /// <summary>Pulls that a source may miss before it counts as stale, where its project does not say.</summary>
    const int Missed = 3;

    /// <summary>The sources that are pulled, and others of which the project says how old they may be.</summary>
    public static async Task<IReadOnlyList<SourceFreshness>> OfAsync(Engine engine, ProjectDefinition project, DateTimeOffset now, CancellationToken cancellation)
    {
        var watched = project.Sources.Where(source => source.IsPulled || source.StaleAfter is not null).ToList();
        if (watched.Count == 0)
        {
            return [];
        }

        var pulls = await PullLog.NewestAsync(engine, cancellation);
        var newest = (await engine.QueryAsync(
            $"SELECT source, max(occurred_at) FROM events GROUP BY source", row => (row.Get<string>(0), row.Get<long>(1)), cancellation)).ToDictionary();
        return [.. watched.Select(source => Of(
            source,
            pulls.TryGetValue(source.Name, out var pull) ? DateTimeOffset.FromUnixTimeMilliseconds(pull.FinishedAt) : null,
            newest.TryGetValue(source.Name, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            now))];
    }

    /// <summary>What there is to say of a source that was pulled and whose newest event happened at these times.</summary>
    internal static SourceFreshness Of(SourceDefinition source, DateTimeOffset? pulled, DateTimeOffset? newest, DateTimeOffset now)
    {
        var (name, allowed) = (source.Name, source.StaleAfter ?? source.Every * Missed);
        var warning = (pulled, newest) switch
        {
            (null, _) when source.IsPulled => $"Source {name} was never pulled: 'kindred pull {name}' does it.",
            ({ } last, _) when now - last > allowed => $"Source {name} was last pulled {Told(now - last)} ago, which may be {Duration.Format(allowed.Value)}: see to its schedule, and try 'kindred pull {name}'.",
            (_, { } last) when now - last > source.StaleAfter => $"The newest event of source {name} happened {Told(now - last)} ago, which may be {Duration.Format(source.StaleAfter.Value)}: look for what has stopped to fill it.",
            (_, null) when source.StaleAfter is not null => $"Source {name} has no event yet: look at what fills it.",
            _ => null,
        };
        return new(name, pulled, newest, newest is { } at ? Math.Round((now - at).TotalSeconds, 3) : null, warning);
    }

    /// <summary>A time to the minute, or to the second where it is shorter.</summary>
    static string Told(TimeSpan time) => Duration.Format(time < TimeSpan.FromMinutes(1)
        ? TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds))
        : TimeSpan.FromMinutes(Math.Floor(time.TotalMinutes)));
}
