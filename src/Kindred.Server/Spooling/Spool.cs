using System.Threading.Channels;
using Kindred.Project;
using Microsoft.Data.Sqlite;

namespace Kindred.Server.Spooling;

/// <summary>Requests on the disk, from the moment they are acknowledged until the engine has them.</summary>
/// <remarks>
/// One task writes: it takes what all callers handed over meanwhile into one transaction, so that they share the cost of the disk's
/// confirmation, and answers them when it is committed. Memory and disk are bounded; beyond that nothing is taken.
/// </remarks>
sealed class Spool : IAsyncDisposable
{
    const int MostInOneCommit = 4000;

    /// <summary>After about so many bytes the log of the file is copied into the file.</summary>
    const long LoggedBytes = 8 << 20;

    /// <summary>What a commit writes to the log beside the requests.</summary>
    const long CommitBytes = 32 << 10;

    readonly string _path;
    readonly FileStream _lock;
    readonly ServeOptions _options;
    readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new() { SingleReader = true });
    readonly Task _writing;
    SqliteConnection? _file;
    Task? _copying;
    long _logged;
    long _pendingBytes;
    long _bytes;
    volatile bool _failed;

    Spool(string path, ServeOptions options, FileStream held)
    {
        (_path, _options, _lock, _file) = (path, options, held, SpoolFile.OpenWriter(path));
        (Id, _bytes) = (SpoolFile.IdOf(_file), SpoolFile.BytesOf(_file));
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>What tells this spool from one that lay here before.</summary>
    public string Id { get; }

    /// <summary>Bytes of requests that the engine does not have yet.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Why requests are not taken now, or null.</summary>
    public string? Trouble => _failed ? "The disk is full or fails." : Bytes >= _options.MaxSpoolBytes ? "The spool is as large as it may get." : null;

    /// <summary>The number of the last request written.</summary>
    public long Last { get; private set; }

    /// <summary>Where the spool of a project is.</summary>
    public static string PathOf(string store) => Path.Combine(Path.GetDirectoryName(store)!, ProjectFile.SpoolName);

    /// <exception cref="IOException">Another server collects for this project.</exception>
    public static Spool Open(string store, ServeOptions options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(store)!);
        FileStream held;
        try
        {
            held = new(PathOf(store) + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(PathOf(store) + ".lock"))
        {
            throw new IOException($"Another kindred serve collects for this project already{(ServeFile.Read(store) is { } other ? $", at {other.Address}" : "")}: stop it first", e);
        }

        try
        {
            return new(PathOf(store), options, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>How long the oldest request has waited for the engine.</summary>
    public TimeSpan Age(DateTimeOffset now)
    {
        if (Bytes == 0)
        {
            return TimeSpan.Zero;
        }

        using var file = OpenReader();
        var age = now - SpoolFile.OldestAt(file);
        return age > TimeSpan.Zero ? age.Value : TimeSpan.Zero;
    }

    /// <summary>A second view of the file for reading beside the writer.</summary>
    public SqliteConnection OpenReader() => SpoolFile.Open(_path);

    /// <summary>Writes a request to the disk; it is there for good when the answer is <see cref="Admission.Kept"/>.</summary>
    public async Task<Admission> AppendAsync(SpooledRequest request)
    {
        if (Interlocked.Read(ref _bytes) + request.Body.Length > _options.MaxSpoolBytes)
        {
            return Admission.Full;
        }

        if (Interlocked.Add(ref _pendingBytes, request.Body.Length) > _options.MaxPendingBytes)
        {
            Interlocked.Add(ref _pendingBytes, -request.Body.Length);
            return Admission.Full;
        }

        try
        {
            var entry = new Entry(request, null);
            return _entries.Writer.TryWrite(entry) && await entry.Written.Task ? Admission.Kept : Admission.Failed;
        }
        finally
        {
            Interlocked.Add(ref _pendingBytes, -request.Body.Length);
        }
    }

    /// <summary>Does work on the file in the place of the writer.</summary>
    /// <exception cref="IOException">It could not be committed.</exception>
    public async Task ChangeAsync(Action<SqliteConnection> work)
    {
        var entry = new Entry(null, work);
        if (!_entries.Writer.TryWrite(entry) || !await entry.Written.Task)
        {
            throw new IOException("The spool cannot be written");
        }
    }

    /// <summary>Tells that requests have left.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>Writes what was handed over and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_entries.Writer.TryComplete())
        {
            await _writing;
            await (_copying ?? Task.CompletedTask);
            _file?.Dispose();
            await _lock.DisposeAsync();
        }
    }

    async Task WriteAsync()
    {
        var group = new List<Entry>();
        while (await _entries.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MostInOneCommit && _entries.Reader.TryRead(out var entry))
            {
                group.Add(entry);
            }

            var written = Commit(group);
            foreach (var entry in group)
            {
                entry.Written.SetResult(written);
            }

            Copy();
        }
    }

    /// <summary>
    /// Keeps the log of the file short: its bulk is copied beside the writer, so that nobody waits for it, and only what came
    /// meanwhile by the writer itself, after which the log begins anew.
    /// </summary>
    void Copy()
    {
        if (_logged < LoggedBytes)
        {
            return;
        }

        if (_copying is null)
        {
            _copying = Task.Run(() => SpoolFile.Copy(_path));
        }
        else if (_copying.IsCompleted && _file is not null)
        {
            SpoolFile.Copy(_file);
            (_copying, _logged) = (null, 0);
        }
    }

    bool Commit(List<Entry> group)
    {
        try
        {
            _file ??= SpoolFile.OpenWriter(_path);
            using var transaction = _file.BeginTransaction();
            var (bytes, last) = (0L, Last);
            using (var insert = Insertion(_file))
            {
                foreach (var entry in group)
                {
                    entry.Work?.Invoke(_file);
                    if (entry.Request is { } request)
                    {
                        last = Put(insert, request);
                        bytes += request.Body.Length;
                    }
                }
            }

            transaction.Commit();
            Interlocked.Add(ref _bytes, bytes);
            _logged += bytes + CommitBytes;
            (Last, _failed) = (last, false);
            return true;
        }
        catch (SqliteException)
        {
            // A full or failing disk may leave the connection in any state; the next commit opens the file anew.
            _file?.Dispose();
            (_file, _failed) = (null, true);
            return false;
        }
    }

    static SqliteCommand Insertion(SqliteConnection file) => SpoolFile.Command(
        file,
        "INSERT INTO requests (id, key, protocol, call, received_at, ip, agent, body) VALUES ($id, $key, $protocol, $call, $at, $ip, $agent, $body) RETURNING number",
        ("$id", ""), ("$key", 0), ("$protocol", 0), ("$call", ""), ("$at", 0L), ("$ip", ""), ("$agent", ""), ("$body", Array.Empty<byte>()));

    static long Put(SqliteCommand insert, SpooledRequest request)
    {
        object[] values =
        [
            Guid.CreateVersion7().ToString("N"), request.Key, (int)request.Protocol, request.Call, request.ReceivedAt, request.Ip, request.Agent, request.Body,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            insert.Parameters[i].Value = values[i];
        }

        return (long)insert.ExecuteScalar()!;
    }

    /// <summary>A request to keep, or other work in its place in the queue.</summary>
    sealed record Entry(SpooledRequest? Request, Action<SqliteConnection>? Work)
    {
        public TaskCompletionSource<bool> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
