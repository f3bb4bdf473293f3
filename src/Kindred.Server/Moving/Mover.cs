using System.Diagnostics;
using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Server.Spooling;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kindred.Server.Moving;

/// <summary>Moves requests from the spool into the engine, in large blocks, and deletes them when the engine has them.</summary>
/// <remarks>
/// Which requests a block is of is noted before it is stored. Whoever is killed in between stores the same block again, under the same
/// token, so that it counts once.
/// </remarks>
sealed partial class Mover(
    Spool spool, StoreKeeper store, BlockStore blocks, ServeOptions options, Telemetry telemetry, ILogger<Mover> log) : BackgroundService
{
    /// <summary>About how many bytes of requests make a block.</summary>
    const long BlockBytes = 12 << 20;

    readonly Lazy<SqliteConnection> _reader = new(spool.OpenReader);
    long _done;

    /// <summary>Why nothing can be moved now, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Waits until everything that is in the spool now has been moved.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        var last = spool.Last;
        while (spool.Bytes > 0 && Interlocked.Read(ref _done) < last)
        {
            await Task.Delay(20, cancellation);
        }
    }

    /// <summary>Stops taking turns, then moves what is left.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            while (Trouble is null && await MoveAsync(cancellationToken))
            {
            }
        }
        catch (Exception e) when (IsPassing(e) || e is OperationCanceledException)
        {
            StillSpooled(log, spool.Bytes);
        }

        if (_reader.IsValueCreated)
        {
            await _reader.Value.DisposeAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var moved = await MoveAsync(stoppingToken);
                Trouble = null;
                if (!moved)
                {
                    await Task.Delay(options.MoveEvery, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsPassing(e))
            {
                Trouble = e.Message;
                blocks.Forget();
                CannotMove(log, e.GetType().Name, e is EngineException engine ? CodeOf(engine) : "");
                await Task.Delay(options.RetryAfter, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What may be over when it is tried again: a store in use, a full disk, an engine that refuses.</summary>
    static bool IsPassing(Exception e) => e is EngineException or IOException or SqliteException or UnauthorizedAccessException;

    /// <summary>The engine's name of an error; old servers have only its number.</summary>
    static string CodeOf(EngineException e) => e.CodeName is { Length: > 0 } name ? name : e.Code.ToString(CultureInfo.InvariantCulture);

    /// <summary>Moves one block.</summary>
    /// <returns>Whether it was a full one, so that more is to be expected at once.</returns>
    async Task<bool> MoveAsync(CancellationToken cancellation)
    {
        var unfinished = SpoolFile.Unfinished(_reader.Value);
        if (SpoolFile.Oldest(_reader.Value, unfinished?.Last ?? long.MaxValue, unfinished is null ? BlockBytes : long.MaxValue) is not { } portion)
        {
            return false;
        }

        if (unfinished is null)
        {
            await spool.ChangeAsync(file => SpoolFile.Take(file, portion.First, portion.Last));
        }

        var (began, token) = (Stopwatch.GetTimestamp(), $"{spool.Id}-{portion.First}-{portion.Last}");
        var counts = await store.UseAsync(
            engine => blocks.StoreAsync(engine, SpoolFile.Read(_reader.Value, portion), token, unfinished is not null, cancellation), cancellation);
        await spool.ChangeAsync(file => SpoolFile.Finish(file, portion.Last, counts));
        spool.Release(portion.Bytes);
        Interlocked.Exchange(ref _done, portion.Last);
        Tell(counts, Stopwatch.GetElapsedTime(began));
        return portion.Bytes >= BlockBytes || unfinished is not null;
    }

    void Tell(IReadOnlyList<Count> counts, TimeSpan took)
    {
        telemetry.Moved(Sum("accepted"), Sum("duplicate"), took);
        foreach (var count in counts.Where(count => count.Outcome == "rejected"))
        {
            telemetry.Rejected(count.Reason, count.Items);
        }

        Moved(log, Sum("accepted"), Sum("duplicate"), Sum("rejected"), (long)took.TotalMilliseconds);

        long Sum(string outcome) => counts.Where(count => count.Outcome == outcome).Sum(count => count.Items);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Moved {Accepted} events, {Duplicate} duplicates and {Rejected} rejected in {Milliseconds} ms.")]
    static partial void Moved(ILogger log, long accepted, long duplicate, long rejected, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing can be moved into the engine now ({Kind} {Code}); events stay in the spool.")]
    static partial void CannotMove(ILogger log, string kind, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping with {Bytes} bytes in the spool; the next start moves them.")]
    static partial void StillSpooled(ILogger log, long bytes);
}
