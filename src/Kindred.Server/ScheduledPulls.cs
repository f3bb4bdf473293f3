using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Pull;
using Kindred.Server.Moving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kindred.Server;

/// <summary>Pulls the sources that say how often, one after another, and takes the store from the collector only while it stores rows.</summary>
sealed partial class ScheduledPulls(ProjectFile project, StoreKeeper store, TimeProvider clock, ILogger<ScheduledPulls> log) : BackgroundService
{
    /// <summary>How long a source that could not be pulled is left alone, where it is pulled less often.</summary>
    static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var due = project.Definition.Sources.Index()
            .Where(source => source.Item.Every is not null)
            .ToDictionary(source => source.Index, _ => DateTimeOffset.MinValue);
        if (due.Count == 0)
        {
            return;
        }

        try
        {
            await PlanAsync(due, stoppingToken);
            while (true)
            {
                var (index, at) = due.MinBy(source => source.Value);
                var wait = at - clock.GetUtcNow();
                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, stoppingToken);
                due[index] = clock.GetUtcNow() + await PullAsync(index, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Goes on with the rhythm of the process before.</summary>
    async Task PlanAsync(Dictionary<int, DateTimeOffset> due, CancellationToken cancellation)
    {
        try
        {
            var before = await store.UseAsync(engine => PullLog.NewestAsync(engine, cancellation), cancellation);
            foreach (var (index, source) in due.Keys.ToList().Select(index => (index, project.Definition.Sources[index])))
            {
                due[index] = before.TryGetValue(source.Name, out var pull)
                    ? DateTimeOffset.FromUnixTimeMilliseconds(pull.FinishedAt) + source.Every!.Value
                    : clock.GetUtcNow();
            }
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            CannotPull(log, "all", e.GetType().Name);
        }
    }

    /// <returns>When to pull it again.</returns>
    async Task<TimeSpan> PullAsync(int index, CancellationToken cancellation)
    {
        var source = project.Definition.Sources[index];
        try
        {
            var pulled = await Pulling.RunAsync(project, index, false, work => store.ChangeAsync(work, cancellation), clock, new Progress<StageProgress>(), cancellation);
            Pulled(log, source.Name, pulled.Read, pulled.Kept, pulled.Rejected, pulled.LagSeconds ?? 0);
            return source.Every!.Value;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What an engine says may hold values of rows; what a source or the project says does not.
            CannotPull(log, source.Name, e is PullException or DefinitionException ? e.Message : e.GetType().Name);
            return source.Every!.Value < RetryAfter ? source.Every.Value : RetryAfter;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pulled {Source}: {Read} rows read, {Kept} new events, {Rejected} rejected; the newest lies {LagSeconds} s back.")]
    static partial void Pulled(ILogger log, string source, long read, long kept, long rejected, double lagSeconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot pull {Source}: {Reason}")]
    static partial void CannotPull(ILogger log, string source, string reason);
}
