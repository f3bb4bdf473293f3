using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Kindred.ClickHouse;

/// <summary>One connection to the engine in this process; it runs one statement at a time, on a thread of its own.</summary>
/// <remarks>The engine works while its caller waits. On threads of the pool, a few long queries would leave none for anything else.</remarks>
sealed class ChdbConnection : IAsyncDisposable
{
    readonly BlockingCollection<Task> _work = [];
    readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly IntPtr _handle;

    ChdbConnection(IntPtr handle, long number)
    {
        (_handle, Number) = (handle, number);
        new Thread(WorkToTheEnd) { IsBackground = true, Name = $"engine {number}" }.Start();
    }

    static ReadOnlySpan<byte> Format => "Native"u8;

    /// <summary>Tells the connection's queries from others', so that one can be stopped from beside.</summary>
    public long Number { get; }

    IntPtr Inner => Marshal.ReadIntPtr(_handle);

    public static ChdbConnection Open(string[] arguments, long number)
    {
        var handle = ChdbLibrary.Connect(arguments.Length, arguments);
        return handle == IntPtr.Zero
            ? throw new EngineException(0, "CANNOT_START", "The engine could not open the store; what it wrote to the error output says why.")
            : new(handle, number);
    }

    /// <summary>Does work that waits for the engine on this connection's thread.</summary>
    public Task<T> RunAsync<T>(Func<ChdbConnection, T> work)
    {
        var task = new Task<T>(() => work(this), TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(task);
        return task;
    }

    /// <summary>Does work that waits for the engine on this connection's thread.</summary>
    public Task<bool> RunAsync(Action<ChdbConnection> work) => RunAsync(connection =>
    {
        work(connection);
        return true;
    });

    /// <summary>Runs a statement to its end.</summary>
    public void Execute(string sql)
    {
        var query = Encoding.UTF8.GetBytes(sql);
        var result = ChdbLibrary.Query(Inner, query, (nuint)query.Length, Format, (nuint)Format.Length);
        try
        {
            ThrowIfFailed(result);
        }
        finally
        {
            ChdbLibrary.Destroy(result);
        }
    }

    /// <summary>Runs a statement whose whole result comes at once, such as DESCRIBE.</summary>
    public List<Block> Answer(string sql)
    {
        var query = Encoding.UTF8.GetBytes(sql);
        return Read(ChdbLibrary.Query(Inner, query, (nuint)query.Length, Format, (nuint)Format.Length));
    }

    /// <summary>Starts a query whose result is fetched piece by piece.</summary>
    public IntPtr Start(string sql)
    {
        var query = Encoding.UTF8.GetBytes(sql);
        var stream = ChdbLibrary.Stream(Inner, query, (nuint)query.Length, Format, (nuint)Format.Length);
        try
        {
            ThrowIfFailed(stream);
            return stream;
        }
        catch
        {
            ChdbLibrary.Destroy(stream);
            throw;
        }
    }

    /// <summary>The next blocks of a started query; none at its end.</summary>
    public List<Block> Fetch(IntPtr stream) => Read(ChdbLibrary.Fetch(Inner, stream));

    /// <summary>Ends a started query, whether or not all of it was fetched.</summary>
    public void Finish(IntPtr stream, bool early)
    {
        if (early)
        {
            ChdbLibrary.Cancel(Inner, stream);
        }

        ChdbLibrary.Destroy(stream);
    }

    /// <summary>Closes the connection once its work is done.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _closed.Task;
    }

    void WorkToTheEnd()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work.RunSynchronously(TaskScheduler.Default);
        }

        ChdbLibrary.Close(_handle);
        _work.Dispose();
        _closed.SetResult();
    }

    static unsafe List<Block> Read(IntPtr result)
    {
        try
        {
            ThrowIfFailed(result);
            var blocks = new List<Block>();
            var length = (long)ChdbLibrary.Length(result);
            if (length > 0)
            {
                using var bytes = new UnmanagedMemoryStream((byte*)ChdbLibrary.Buffer(result), length);
                var reader = new NativeReader(bytes);
                while (reader.Read() is { } block)
                {
                    blocks.Add(block);
                }
            }

            return blocks;
        }
        finally
        {
            ChdbLibrary.Destroy(result);
        }
    }

    static void ThrowIfFailed(IntPtr result)
    {
        if (result == IntPtr.Zero)
        {
            throw new EngineException(0, "", "The engine gave no answer.");
        }

        if (Marshal.PtrToStringUTF8(ChdbLibrary.Error(result)) is { Length: > 0 } error)
        {
            throw EngineException.Parse(error);
        }
    }
}
