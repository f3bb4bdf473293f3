using Kindred.Server.Collecting;
using Microsoft.Data.Sqlite;

namespace Kindred.Server.Spooling;

/// <summary>The spool's SQLite file: its tables, and what is read and written there.</summary>
static class SpoolFile
{
    const int PieceBytes = 1 << 20;

    const string Tables =
        """
        CREATE TABLE IF NOT EXISTS requests (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, key INTEGER NOT NULL, protocol INTEGER NOT NULL, call TEXT NOT NULL,
            received_at INTEGER NOT NULL, ip TEXT NOT NULL, agent TEXT NOT NULL, body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS moving (number INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (number));
        CREATE TABLE IF NOT EXISTS counts (
            key INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, items INTEGER NOT NULL, PRIMARY KEY (key, outcome, reason)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS spool (id TEXT NOT NULL);
        """;

    /// <summary>Opens the file, making it where there is none. What a commit wrote survives a power failure.</summary>
    public static SqliteConnection Open(string path)
    {
        var isNew = !File.Exists(path);
        var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            file.Open();
            Run(file, "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;");
            Run(file, Tables);
            if (isNew)
            {
                KeepPrivate(path);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Lets nobody but the owner read a new database; what stands beside it later takes after it.</summary>
    public static void KeepPrivate(string path)
    {
        foreach (var part in ((string[])[path, $"{path}-wal", $"{path}-shm"]).Where(File.Exists))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    /// <summary>Opens the file for the one who writes. The log is only copied into the file on a commit when it has grown very long.</summary>
    public static SqliteConnection OpenWriter(string path)
    {
        var file = Open(path);
        Run(file, "PRAGMA wal_autocheckpoint = 10000;");
        return file;
    }

    /// <summary>Copies what was committed from the log into the file, as far as nobody reads it there; a disk that fails lets it stay in the log.</summary>
    public static void Copy(SqliteConnection file)
    {
        try
        {
            Run(file, "PRAGMA wal_checkpoint(PASSIVE);");
        }
        catch (SqliteException)
        {
            // Nothing is lost; the next time may do it, and a commit finds out whether the disk still works.
        }
    }

    /// <summary>The same beside others who use the file.</summary>
    public static void Copy(string path)
    {
        try
        {
            using var file = Open(path);
            Copy(file);
        }
        catch (SqliteException)
        {
            // As above.
        }
    }

    /// <summary>What tells this spool from one that lay here before.</summary>
    public static string IdOf(SqliteConnection file)
    {
        using var made = Command(file, "INSERT INTO spool SELECT $id WHERE NOT EXISTS (SELECT 1 FROM spool)", ("$id", Guid.CreateVersion7().ToString("N")));
        made.ExecuteNonQuery();
        using var id = Command(file, "SELECT id FROM spool");
        return (string)id.ExecuteScalar()!;
    }

    /// <summary>How many bytes of requests there are.</summary>
    public static long BytesOf(SqliteConnection file)
    {
        using var sum = Command(file, "SELECT coalesce(sum(length(body)), 0) FROM requests");
        return (long)sum.ExecuteScalar()!;
    }

    /// <summary>When the oldest request came, or null where there is none.</summary>
    public static DateTimeOffset? OldestAt(SqliteConnection file)
    {
        using var oldest = Command(file, "SELECT received_at FROM requests ORDER BY number LIMIT 1");
        return oldest.ExecuteScalar() is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }

    /// <summary>The first and last request that a mover took and did not finish with, or null.</summary>
    public static (long First, long Last)? Unfinished(SqliteConnection file)
    {
        using var asked = Command(file, "SELECT first, last FROM moving");
        using var row = asked.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }

    /// <summary>The oldest requests, up to a number and about so many bytes; null where there are none.</summary>
    public static Portion? Oldest(SqliteConnection file, long last, long bytes)
    {
        using var asked = Command(file, "SELECT number, length(body) FROM requests WHERE number <= $last ORDER BY number", ("$last", last));
        using var row = asked.ExecuteReader();
        var portion = new Portion(0, 0, 0);
        while (portion.Bytes < bytes && row.Read())
        {
            var number = row.GetInt64(0);
            portion = new(portion.First == 0 ? number : portion.First, number, portion.Bytes + row.GetInt64(1));
        }

        return portion.First == 0 ? null : portion;
    }

    /// <summary>Those requests, a few at a time, so that neither memory nor a view of the file is held for all of them.</summary>
    public static IEnumerable<SpooledRequest> Read(SqliteConnection file, Portion portion)
    {
        for (var piece = Piece(file, portion.First, portion.Last); piece.Count > 0; piece = Piece(file, piece[^1].Number + 1, portion.Last))
        {
            foreach (var request in piece)
            {
                yield return request;
            }
        }
    }

    /// <summary>Notes which requests are about to be moved.</summary>
    public static void Take(SqliteConnection file, long first, long last)
    {
        using var noted = Command(file, "INSERT OR REPLACE INTO moving VALUES (1, $first, $last)", ("$first", first), ("$last", last));
        noted.ExecuteNonQuery();
    }

    /// <summary>Takes out what was moved and counts what became of it.</summary>
    public static void Finish(SqliteConnection file, long last, IEnumerable<Count> counts)
    {
        using var deleted = Command(file, "DELETE FROM requests WHERE number <= $last; DELETE FROM moving;", ("$last", last));
        deleted.ExecuteNonQuery();
        Add(file, counts);
    }

    /// <summary>Counts what became of items.</summary>
    public static void Add(SqliteConnection file, IEnumerable<Count> counts)
    {
        foreach (var count in counts)
        {
            using var added = Command(
                file,
                "INSERT INTO counts VALUES ($key, $outcome, $reason, $items) ON CONFLICT DO UPDATE SET items = items + excluded.items",
                ("$key", count.Key), ("$outcome", count.Outcome), ("$reason", count.Reason), ("$items", count.Items));
            added.ExecuteNonQuery();
        }
    }

    /// <summary>What became of all items ever, by key.</summary>
    public static IReadOnlyList<Count> Counts(SqliteConnection file)
    {
        using var asked = Command(file, "SELECT key, outcome, reason, items FROM counts ORDER BY key, outcome, reason");
        using var row = asked.ExecuteReader();
        var counts = new List<Count>();
        while (row.Read())
        {
            counts.Add(new(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetInt64(3)));
        }

        return counts;
    }

    public static SqliteCommand Command(SqliteConnection file, string text, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = file.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    static List<SpooledRequest> Piece(SqliteConnection file, long first, long last)
    {
        using var asked = Command(
            file,
            "SELECT number, id, key, protocol, call, received_at, ip, agent, body FROM requests WHERE number BETWEEN $first AND $last ORDER BY number",
            ("$first", first), ("$last", last));
        using var row = asked.ExecuteReader();
        var (requests, held) = (new List<SpooledRequest>(), 0);
        while (held < PieceBytes && row.Read())
        {
            requests.Add(new(row.GetInt32(2), (Protocol)row.GetInt32(3), row.GetString(4), row.GetInt64(5), row.GetString(6), row.GetString(7), row.GetFieldValue<byte[]>(8))
            {
                Number = row.GetInt64(0),
                Id = row.GetString(1),
            });
            held += requests[^1].Body.Length;
        }

        return requests;
    }

    static void Run(SqliteConnection file, string text)
    {
        using var command = Command(file, text);
        command.ExecuteNonQuery();
    }
}

/// <summary>How many items of a key had an outcome: accepted, duplicate, or rejected for a reason.</summary>
public sealed record Count(int Key, string Outcome, string Reason, long Items);

/// <summary>Some requests of the spool, by the numbers of the first and the last, and how many bytes they are.</summary>
readonly record struct Portion(long First, long Last, long Bytes);
