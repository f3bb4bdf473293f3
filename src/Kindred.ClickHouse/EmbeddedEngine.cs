using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Kindred.ClickHouse;

/// <summary>ClickHouse inside this process, on a store in a folder.</summary>
public sealed class EmbeddedEngine : Engine
{
    // libchdb has one store a process.
    static int OpenStores;

    readonly ConcurrentBag<ChdbConnection> _idle = [];
    readonly SemaphoreSlim _free;
    readonly StoreLock _lock;
    readonly string[] _arguments;
    readonly EngineLimits _limits;
    long _connections;
    bool _disposed;

    EmbeddedEngine(StoreLock held, string[] arguments, EngineLimits limits)
    {
        (_lock, _arguments, _limits) = (held, arguments, limits);
        _free = new(4 * limits.Threads);
    }

    internal static EmbeddedEngine Open(string folder, EngineLimits limits)
    {
        limits.Check();
        if (Interlocked.Exchange(ref OpenStores, 1) != 0)
        {
            throw new InvalidOperationException("This process has a store open; close it before opening another.");
        }

        StoreLock? held = null;
        try
        {
            folder = Path.GetFullPath(folder);
            held = StoreLock.Take(folder);
            var engine = new EmbeddedEngine(held, Arguments(folder, limits), limits);
            engine._idle.Add(SignalHandlers.Preserve(engine.Connect));
            return engine;
        }
        catch
        {
            held?.Dispose();
            Volatile.Write(ref OpenStores, 0);
            throw;
        }
    }

    public override Task ExecuteAsync(Sql sql, CancellationToken cancellation) =>
        WithConnectionAsync(
            async connection =>
            {
                await RunAsync(
                    connection,
                    () =>
                    {
                        connection.Execute(sql.ToString());
                        return true;
                    },
                    cancellation);
            },
            cancellation);

    public override async IAsyncEnumerable<Block> StreamAsync(Sql sql, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var connection = await TakeAsync(cancellation);
        try
        {
            if (!Streams(sql))
            {
                foreach (var block in await RunAsync(connection, () => connection.Answer(sql.ToString()), cancellation))
                {
                    yield return block;
                }

                yield break;
            }

            var stream = await RunAsync(connection, () => connection.Start(sql.ToString()), cancellation);
            var ended = false;
            try
            {
                while (!ended)
                {
                    var blocks = await RunAsync(connection, () => connection.Fetch(stream), cancellation);
                    ended = blocks.Count == 0;
                    foreach (var block in blocks)
                    {
                        yield return block;
                    }
                }
            }
            finally
            {
                connection.Finish(stream, early: !ended);
            }
        }
        finally
        {
            Return(connection);
        }
    }

    /// <summary>Whether the engine can give the result of a statement piece by piece; DESCRIBE, SHOW and the like come whole.</summary>
    static bool Streams(Sql sql)
    {
        var text = sql.ToString().AsSpan().TrimStart();
        return text.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase) || text.StartsWith("WITH", StringComparison.OrdinalIgnoreCase);
    }

    public override async Task InsertAsync(string table, Block block, CancellationToken cancellation)
    {
        using var file = NativeFile.Write(block, Path.Combine(_lock.Folder, "tmp"));
        var columns = Sql.Join(", ", block.Columns.Select(c => Sql.Identifier(c.Name)));
        await ExecuteAsync(
            $"INSERT INTO {Sql.Identifier(table)} ({columns}) SELECT {columns} FROM file({file.Path}, 'Native')",
            cancellation);
    }

    public override ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            foreach (var connection in _idle)
            {
                connection.Dispose();
            }

            _lock.Dispose();
            _free.Dispose();
            Volatile.Write(ref OpenStores, 0);
        }

        return ValueTask.CompletedTask;
    }

    // Without a configuration of its own the engine takes any config.xml in the current folder, and fails on a foreign one.
    static string[] Arguments(string folder, EngineLimits limits)
    {
        var spill = Path.TrimEndingDirectorySeparator(Path.GetFullPath(limits.SpillFolder ?? Path.Combine(folder, "tmp")));
        var configuration = Path.Combine(folder, "engine.xml");
        var settings = new XElement("clickhouse",
            new XElement("tmp_path", $"{spill}/"),
            new XElement("max_server_memory_usage", limits.MemoryBytes),
            new XElement("background_pool_size", 2),
            new XElement("background_schedule_pool_size", 2));
        File.WriteAllText(configuration, settings.ToString());
        return ["kindred", $"--path={folder}", $"--config-file={configuration}"];
    }

    ChdbConnection Connect()
    {
        var connection = ChdbConnection.Open(_arguments, Interlocked.Increment(ref _connections));
        var settings = _limits.Settings().Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name} = {s.Value}"));
        connection.Execute($"SET log_comment = 'kindred {connection.Number}', {string.Join(", ", settings)}");
        return connection;
    }

    async Task WithConnectionAsync(Func<ChdbConnection, Task> work, CancellationToken cancellation)
    {
        var connection = await TakeAsync(cancellation);
        try
        {
            await work(connection);
        }
        finally
        {
            Return(connection);
        }
    }

    async Task<ChdbConnection> TakeAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _free.WaitAsync(cancellation);
        try
        {
            return _idle.TryTake(out var idle) ? idle : await Task.Run(Connect, cancellation);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    void Return(ChdbConnection connection)
    {
        _idle.Add(connection);
        _free.Release();
    }

    /// <summary>Does work on a connection away from the caller's thread; cancelling kills its query.</summary>
    async Task<T> RunAsync<T>(ChdbConnection connection, Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var running = Task.Run(work, CancellationToken.None);
        while (true)
        {
            try
            {
                return await running.WaitAsync(cancellation);
            }
            catch (OperationCanceledException) when (!running.IsCompleted)
            {
                await KillAsync(connection, running);
                cancellation.ThrowIfCancellationRequested();
            }
            catch (EngineException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
        }
    }

    // The query may not have begun yet when it is first killed, so this goes on until the work is over.
    async Task KillAsync(ChdbConnection connection, Task running)
    {
        using var killer = await Task.Run(Connect);
        while (!running.IsCompleted)
        {
            await Task.Run(() => killer.Execute($"KILL QUERY WHERE Settings['log_comment'] = 'kindred {connection.Number}' ASYNC"));
            await Task.WhenAny(running, Task.Delay(50));
        }
    }
}
