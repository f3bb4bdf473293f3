using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Kindred.Collect;
using Kindred.Project;
using Kindred.Server.Collecting;
using Kindred.Server.Keys;
using Kindred.Server.Moving;
using Kindred.Server.Spooling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kindred.Server;

/// <summary>The server: it collects what clients send, and keeps the project's store.</summary>
public sealed partial class KindredServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Spool _spool;
    readonly KeyStore _keys;
    readonly EventCluster? _cluster;
    readonly StoreKeeper _store;
    readonly Telemetry _telemetry = new();
    readonly Feed _feed = new();
    readonly string _folder;
    readonly TimeProvider _clock;
    readonly ILogger _log;
    readonly IDisposable? _exporting;
    bool _announced;

    KindredServer(ProjectFile project, ServeOptions options, TimeProvider clock)
    {
        _folder = project.Store;
        var gate = PrivacyGate.Of(project.Definition.Privacy, _folder);
        _cluster = project.Definition.Cluster is null ? null : EventCluster.Connect(project, limits: null);
        _spool = Spool.Open(_folder, options);
        _keys = KeyStore.Open(_folder, clock);
        var arrivals = _cluster is null ? null : new ClusterArrivals(_cluster, _spool.Id, clock);
        _store = new(_folder, new(), arrivals);
        var (ring, rules) = (new KeyRing(_keys, clock), new ArrivalRules(project.Definition));
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://{options.Host}:{options.Port}"));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Logging.AddJsonConsole().SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", LogLevel.Warning); // the host's own would tell addresses
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(services => new Mover(_spool, _store, new(ring, rules, _feed, arrivals), options, _telemetry, services.GetRequiredService<ILogger<Mover>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<Mover>());
        builder.Services.AddHostedService(services => new ScheduledPulls(project, _store, clock, services.GetRequiredService<ILogger<ScheduledPulls>>()));
        _app = builder.Build();
        (_telemetry.SpoolBytes, _telemetry.SpoolAge) = (() => _spool.Bytes, () => _spool.Age(clock.GetUtcNow()).TotalSeconds);
        (_clock, _log, _exporting) = (clock, _app.Services.GetRequiredService<ILogger<KindredServer>>(), Exporting.Start());
        Mover = _app.Services.GetRequiredService<Mover>();
        Map(new(_spool, ring, rules, gate, new(_telemetry, _feed, clock), options, clock), ring, options.ScriptPath);
    }

    /// <summary>The address it listens on, once it is started.</summary>
    public string Address => _app.Urls.First();

    /// <summary>The secret that commands of the same user know it by.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    internal Mover Mover { get; }

    internal StoreKeeper Store => _store;

    internal KeyStore Keys => _keys;

    /// <summary>Puts a server together; nothing is listened to before it is started.</summary>
    public static KindredServer Build(ProjectFile project, ServeOptions options, TimeProvider clock) => new(project, options, clock);

    /// <summary>What became of all events ever sent, by key.</summary>
    public IReadOnlyList<Count> Counts() => Counting.Of(_folder);

    /// <summary>Starts to listen and tells other commands where.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        // The writer of the spool and the mover hold a thread each, waiting for the disk or mapping a block; requests need the others at once.
        ThreadPool.GetMinThreads(out _, out var ports);
        ThreadPool.SetMinThreads(Environment.ProcessorCount + 2, ports);
        await _app.StartAsync(cancellation);
        new ServeFile(ServeFile.Near(Address), Token).Write(_folder);
        _announced = true;
        Started(_log, Address);
    }

    /// <summary>Waits until it is told to stop.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _app.Lifetime.ApplicationStopping);
        await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes no more requests, moves what it has and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_announced)
        {
            ServeFile.Remove(_folder);
        }

        await _app.StopAsync();
        _exporting?.Dispose(); // sends what was counted last
        Stopped(_log, _spool.Bytes);
        await _app.DisposeAsync();
        await _spool.DisposeAsync();
        await _store.DisposeAsync();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _keys.Dispose();
        _telemetry.Dispose();
    }

    static void Limit(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    void Map(Collector collector, KeyRing ring, string script)
    {
        _app.Use(FirstAsync);
        _app.UseRouting();
        _app.MapSegment(collector);
        _app.MapRudder(collector, ring);
        _app.MapSegmentLike(collector);
        _app.MapPostHog(collector);
        _app.MapSnowplow(collector);
        _app.MapGoogle(collector, ring);
        _app.MapScript(collector, script);
        _app.MapGet("/health", http => Replies.WriteAsync(http, 200, """{"status":"ok"}"""));
        _app.MapGet("/ready", http => ReadyAsync(http));
        _app.MapLocalApi(Token, _store, Mover, _keys, _feed, _app.Lifetime);
    }

    /// <summary>What comes before every endpoint: browsers are let in, and a request that breaks off or dribbles is no fault of ours.</summary>
    async Task FirstAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            if (http.Request.Path.StartsWithSegments("/api/v1", StringComparison.Ordinal) || !WebAccess.Allow(http))
            {
                await next(http);
            }
        }
        catch (BadHttpRequestException broken) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = broken.StatusCode;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            // What an exception says may hold what was sent; where it happened does not.
            Failed(_log, fault.GetType().Name, fault.StackTrace);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>Whether events flow: collected ones reach the engine, or wait because the store is lent to a command.</summary>
    Task ReadyAsync(HttpContext http)
    {
        var trouble = _spool.Trouble ?? (_store.IsLent ? null : Mover.Trouble);
        return Replies.WriteAsync(http, trouble is null ? 200 : 503, JsonSerializer.Serialize(new
        {
            status = trouble is null ? "ready" : "not ready",
            reason = trouble,
            spool_bytes = _spool.Bytes,
            spool_seconds = Math.Round(_spool.Age(_clock.GetUtcNow()).TotalSeconds, 3),
            store = _store.IsLent ? "lent to another command" : "held",
        }));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Address}.")]
    static partial void Started(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped with {Bytes} bytes in the spool.")]
    static partial void Stopped(ILogger log, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed: {Kind} at {Where}")]
    static partial void Failed(ILogger log, string kind, string? where);
}
