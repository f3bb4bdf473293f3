using System.Runtime.InteropServices;
using System.Text;

namespace Kindred.ClickHouse;

/// <summary>One connection to the engine in this process; it runs one statement at a time, on a thread of its own.</summary>
/// <param name="number">Tells the connection's queries from others', so that one can be stopped from beside.</param>
sealed class ChdbConnection(IntPtr handle, long number) : IAsyncDisposable
{
    readonly WaitingThread _thread = new($"engine {number}");
    IntPtr _stream;
    bool _ended;

    static ReadOnlySpan<byte> Format => "Native"u8;

    public long Number => number;

    IntPtr Inner => Marshal.ReadIntPtr(handle);

    public static ChdbConnection Open(string[] arguments, long number)
    {
        var handle = ChdbLibrary.Connect(arguments.Length, arguments);
        return handle == IntPtr.Zero
            ? throw new EngineException(0, "CANNOT_START", "The engine could not open the store; what it wrote to the error output says why.")
            : new(handle, number);
    }

    /// <summary>Does work on this connection's thread.</summary>
    public Task<T> RunAsync<T>(Func<ChdbConnection, T> work) => _thread.RunAsync(() => work(this));

    /// <summary>Does work on this connection's thread.</summary>
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
    public void Start(string sql)
    {
        var query = Encoding.UTF8.GetBytes(sql);
        var stream = ChdbLibrary.Stream(Inner, query, (nuint)query.Length, Format, (nuint)Format.Length);
        try
        {
            ThrowIfFailed(stream);
            (_stream, _ended) = (stream, false);
        }
        catch
        {
            ChdbLibrary.Destroy(stream);
            throw;
        }
    }

    /// <summary>The next blocks of the started query; none at its end.</summary>
    public List<Block> Fetch()
    {
        var blocks = Read(ChdbLibrary.Fetch(Inner, _stream));
        _ended = blocks.Count == 0;
        return blocks;
    }

    /// <summary>Ends the query if one was started, whether or not all of it was fetched.</summary>
    public void Finish()
    {
        if (_stream != IntPtr.Zero)
        {
            if (!_ended)
            {
                ChdbLibrary.Cancel(Inner, _stream);
            }

            ChdbLibrary.Destroy(_stream);
            _stream = IntPtr.Zero;
        }
    }

    /// <summary>Closes the connection once its work is done.</summary>
    public async ValueTask DisposeAsync()
    {
        await RunAsync(c => ChdbLibrary.Close(handle));
        await _thread.DisposeAsync();
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
