using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kindred.ClickHouse;

/// <summary>ClickHouse inside this process, on a store in a folder.</summary>
public sealed partial class EmbeddedEngine : Engine
{
    // libchdb has one store a process.
    static int OpenStores;

    readonly ConcurrentBag<ChdbConnection> _idle = [];
    readonly SemaphoreSlim _free;
    readonly StoreLock _lock;
    readonly string[] _arguments;
    readonly EngineLimits _limits;
    long _connections;
    bool _mayReturn;
    bool _disposed;

    EmbeddedEngine(StoreLock held, string[] arguments, EngineLimits limits)
    {
        (_lock, _arguments, _limits) = (held, arguments, limits);
        _free = new(Most(limits));
    }

    /// <param name="whole">Whether closing the store before <see cref="Keep"/> puts it back to what it was.</param>
    internal static EmbeddedEngine Open(string folder, EngineLimits limits, bool whole = false)
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
            SavePoint.Restore(folder);
            var engine = new EmbeddedEngine(held, Arguments(folder, limits), limits) { _mayReturn = whole };
            if (whole)
            {
                SavePoint.Take(folder);
            }

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

    /// <summary>Makes all that was done since the store was opened last.</summary>
    internal void Keep()
    {
        SavePoint.Drop(_lock.Folder);
        _mayReturn = false;
    }

    public override async Task ExecuteAsync(Sql sql, CancellationToken cancellation)
    {
        var text = sql.ToString();
        Room.Require(_lock.Folder, text);
        var connection = await TakeAsync(cancellation);
        try
        {
            await EndAsync(connection, connection.RunAsync(c => c.Execute(text)), cancellation);
        }
        finally
        {
            Return(connection);
        }
    }

    public override async IAsyncEnumerable<Block> StreamAsync(Sql sql, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var text = sql.ToString();
        Room.Require(_lock.Folder, text);
        var connection = await TakeAsync(cancellation);
        try
        {
            if (!Streamed().IsMatch(text))
            {
                foreach (var block in await EndAsync(connection, connection.RunAsync(c => c.Answer(text)), cancellation))
                {
                    yield return block;
                }

                yield break;
            }

            try
            {
                await EndAsync(connection, connection.RunAsync(c => c.Start(text)), cancellation);
                while (await EndAsync(connection, connection.RunAsync(c => c.Fetch()), cancellation) is { Count: > 0 } blocks)
                {
                    foreach (var block in blocks)
                    {
                        yield return block;
                    }
                }
            }
            finally
            {
                await connection.RunAsync(c => c.Finish());
            }
        }
        finally
        {
            Return(connection);
        }
    }

    public override Task TrimAsync(CancellationToken cancellation) => ExecuteAsync($"SYSTEM JEMALLOC PURGE", cancellation);

    public override async Task InsertAsync(string table, Block block, CancellationToken cancellation)
    {
        if (block.Rows == 0)
        {
            return;
        }

        using var file = NativeFile.Write(block, Path.Combine(_lock.Folder, "tmp"));
        var columns = Sql.Join(", ", block.Columns.Select(c => Sql.Identifier(c.Name)));
        await ExecuteAsync(
            $"INSERT INTO {Sql.Identifier(table)} ({columns}) SELECT {columns} FROM file({file.Path}, 'Native')",
            cancellation);
    }

    /// <summary>Closes the store once the queries that run are done.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (var i = 0; i < Most(_limits); i++)
        {
            await _free.WaitAsync();
        }

        foreach (var connection in _idle)
        {
            await connection.DisposeAsync();
        }

        try
        {
            PutBack();
        }
        finally
        {
            _lock.Dispose();
            _free.Dispose();
            Volatile.Write(ref OpenStores, 0);
        }
    }

    void PutBack()
    {
        try
        {
            if (_mayReturn)
            {
                SavePoint.Restore(_lock.Folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made the work fail fails this too; the next opening does it.
        }
    }

    /// <summary>The most queries at once; others wait for their turn.</summary>
    static int Most(EngineLimits limits) => 4 * limits.Threads;

    // Every table's inserts are on the disk when they are acknowledged. Without a configuration of its own the engine takes any config.xml in the
    // current folder, and fails on a foreign one.
    static string[] Arguments(string folder, EngineLimits limits)
    {
        var spill = Path.TrimEndingDirectorySeparator(Path.GetFullPath(limits.SpillFolder ?? Path.Combine(folder, "tmp")));
        var configuration = Path.Combine(folder, "engine.xml");
        var settings = new XElement("clickhouse",
            new XElement("tmp_path", $"{spill}/"),
            new XElement("max_server_memory_usage", limits.MemoryBytes),
            // A mutation makes a task of every part; those that find no free thread wait for seconds, though a task takes milliseconds.
            new XElement("background_pool_size", 16),
            new XElement("background_schedule_pool_size", 2),
            new XElement("merge_tree", new XElement("fsync_after_insert", 1), new XElement("fsync_part_directory", 1)));
        File.WriteAllText(configuration, settings.ToString());
        return ["kindred", $"--path={folder}", $"--config-file={configuration}"];
    }

    ChdbConnection Connect()
    {
        var connection = ChdbConnection.Open(_arguments, Interlocked.Increment(ref _connections));
        var settings = _limits.Settings().Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name} = {s.Value}"));
        // Machine code for the long queries of a run takes longer to make than it saves.
        connection.Execute($"SET log_comment = '{Mark(connection)}', session_timezone = 'UTC', implicit_select = 0, compile_expressions = 0, {string.Join(", ", settings)}");
        return connection;
    }

    /// <summary>What tells a connection's queries from others'.</summary>
    static string Mark(ChdbConnection connection) => string.Create(CultureInfo.InvariantCulture, $"kindred {connection.Number}");

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

    /// <summary>Waits for a connection's work; cancelling kills its query and waits for the end of that.</summary>
    async Task<T> EndAsync<T>(ChdbConnection connection, Task<T> running, CancellationToken cancellation)
    {
        try
        {
            return await running.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(connection, running);
            throw;
        }
    }

    // The query may not have begun yet when it is first killed, so this goes on until the work is over.
    async Task KillAsync(ChdbConnection connection, Task running)
    {
        await using var killer = ChdbConnection.Open(_arguments, 0);
        while (!running.IsCompleted)
        {
            await killer.RunAsync(c => c.Execute($"KILL QUERY WHERE Settings['log_comment'] = '{Mark(connection)}' ASYNC"));
            await Task.WhenAny(running, Task.Delay(20));
        }
    }

    /// <summary>The statements whose result the engine gives piece by piece; DESCRIBE, SHOW and the like come whole.</summary>
    [GeneratedRegex(@"^(\s|--[^\n]*\n|/\*.*?\*/)*(SELECT\b|WITH\b|\()", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Streamed();
}
