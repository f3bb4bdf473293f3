using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kindred.Project;
using Kindred.Server.Spooling;
using Microsoft.Data.Sqlite;

namespace Kindred.Server.Keys;

/// <summary>The write keys of a project, in its control database. Secrets are stored as SHA-256 hashes: they are random, so nothing slower is needed.</summary>
/// <remarks>Several threads and processes may use it at once.</remarks>
public sealed class KeyStore : IDisposable
{
    /// <summary>How long an old secret holds after a new one is made, unless another time is asked for.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    const string Tables =
        """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS write_keys (
            number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, source TEXT NOT NULL, strict INTEGER NOT NULL, items_per_second INTEGER NOT NULL,
            created_at INTEGER NOT NULL, revoked_at INTEGER, require TEXT NOT NULL DEFAULT '');
        CREATE TABLE IF NOT EXISTS write_key_secrets (
            hash BLOB PRIMARY KEY, key INTEGER NOT NULL, begins TEXT NOT NULL, created_at INTEGER NOT NULL, until INTEGER) WITHOUT ROWID;
        """;

    readonly Lock _turn = new();
    readonly SqliteConnection _file;
    readonly TimeProvider _clock;
    long _changes;

    KeyStore(SqliteConnection file, TimeProvider clock) => (_file, _clock) = (file, clock);

    /// <summary>Opens the control database beside a project's store.</summary>
    public static KeyStore Open(string store, TimeProvider clock)
    {
        var folder = Path.GetDirectoryName(store)!;
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "control.db");
        var isNew = !File.Exists(path);
        var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            file.Open();
            using var made = SpoolFile.Command(file, Tables);
            made.ExecuteNonQuery();
            AddRequire(file);
            if (isNew)
            {
                SpoolFile.KeepPrivate(path);
            }

            return new(file, clock);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes a key.</summary>
    /// <param name="require">Purposes that a visitor must have allowed.</param>
    /// <exception cref="DefinitionException">There is one of that name, or the name or source is no identifier.</exception>
    public NewKey Create(string name, string source, bool strict, int itemsPerSecond, IReadOnlyList<Purpose>? require = null)
    {
        Check("name", name);
        Check("source", source);
        using var turn = _turn.EnterScope();
        if (Find(name) is not null)
        {
            throw new DefinitionException("name", $"There is a write key '{name}' already: choose another name, or 'kindred keys rotate {name}' for a new secret.");
        }

        using var transaction = _file.BeginTransaction();
        using var insert = SpoolFile.Command(
            _file,
            "INSERT INTO write_keys (name, source, strict, items_per_second, created_at, require) VALUES ($name, $source, $strict, $rate, $now, $require) RETURNING number",
            ("$name", name), ("$source", source), ("$strict", strict), ("$rate", itemsPerSecond), ("$now", Now), ("$require", Written(require ?? [])));
        var secret = AddSecret((long)insert.ExecuteScalar()!);
        transaction.Commit();
        return new(Required(name), secret);
    }

    /// <summary>Gives a key a new secret; the old ones hold for a while, so that clients can be changed one after the other.</summary>
    public NewKey Rotate(string name, TimeSpan grace)
    {
        using var turn = _turn.EnterScope();
        var key = Live(name);
        using var transaction = _file.BeginTransaction();
        using var end = SpoolFile.Command(
            _file,
            "UPDATE write_key_secrets SET until = min(coalesce(until, $until), $until) WHERE key = $key",
            ("$key", key.Number), ("$until", Now + (long)grace.TotalMilliseconds));
        end.ExecuteNonQuery();
        var secret = AddSecret(key.Number);
        transaction.Commit();
        return new(Required(name), secret);
    }

    /// <summary>Changes what holds for a key; its secrets stay.</summary>
    public WriteKey Change(string name, KeyChange change)
    {
        using var turn = _turn.EnterScope();
        var key = Live(name);
        using var changed = SpoolFile.Command(
            _file,
            "UPDATE write_keys SET strict = $strict, items_per_second = $rate, require = $require WHERE number = $key",
            ("$key", key.Number), ("$strict", change.Strict ?? key.Strict), ("$rate", change.ItemsPerSecond ?? key.ItemsPerSecond), ("$require", Written(change.Require ?? key.Require)));
        changed.ExecuteNonQuery();
        _changes++;
        return Required(name);
    }

    /// <summary>Ends a key for good.</summary>
    public WriteKey Revoke(string name)
    {
        using var turn = _turn.EnterScope();
        var key = Live(name);
        using var revoked = SpoolFile.Command(_file, "UPDATE write_keys SET revoked_at = $now WHERE number = $key", ("$key", key.Number), ("$now", Now));
        revoked.ExecuteNonQuery();
        _changes++;
        return Required(name);
    }

    /// <summary>All keys, the oldest first.</summary>
    public IReadOnlyList<WriteKey> List()
    {
        using var turn = _turn.EnterScope();
        using var asked = SpoolFile.Command(
            _file,
            """
            SELECT number, name, source, strict, items_per_second, created_at, revoked_at, require,
                (SELECT begins FROM write_key_secrets WHERE key = number ORDER BY created_at DESC, until IS NOT NULL LIMIT 1)
            FROM write_keys ORDER BY number
            """);
        using var row = asked.ExecuteReader();
        var keys = new List<WriteKey>();
        while (row.Read())
        {
            keys.Add(new(
                row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetInt32(4), Read(row.GetString(7)), row.GetString(8),
                At(row.GetInt64(5)), row.IsDBNull(6) ? null : At(row.GetInt64(6))));
        }

        return keys;
    }

    /// <summary>What is another after every change, whoever made it; far cheaper to ask than the keys.</summary>
    internal (long Own, long Others) Version()
    {
        using var turn = _turn.EnterScope();
        using var asked = SpoolFile.Command(_file, "PRAGMA data_version");
        return (_changes, (long)asked.ExecuteScalar()!);
    }

    /// <summary>The keys in force by the hash of each of their secrets in hexadecimal.</summary>
    internal Dictionary<string, WriteKey> InForce()
    {
        using var turn = _turn.EnterScope();
        var keys = List().Where(key => key.RevokedAt is null).ToDictionary(key => key.Number);
        using var asked = SpoolFile.Command(_file, "SELECT hash, key FROM write_key_secrets WHERE until IS NULL OR until > $now", ("$now", Now));
        using var row = asked.ExecuteReader();
        var found = new Dictionary<string, WriteKey>();
        while (row.Read())
        {
            if (keys.TryGetValue(row.GetInt32(1), out var key))
            {
                found[Convert.ToHexStringLower(row.GetFieldValue<byte[]>(0))] = key;
            }
        }

        return found;
    }

    /// <summary>What is stored of a secret.</summary>
    internal static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public void Dispose() => _file.Dispose();

    long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    static DateTimeOffset At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    static void Check(string property, string name)
    {
        if (name.Length is 0 or > 64 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
        {
            throw new DefinitionException(property, $"'{name}' cannot be the {property} of a write key: take 1 to 64 letters, digits, - and _.");
        }
    }

    /// <summary>Makes room for required purposes in a database of before there were any.</summary>
    static void AddRequire(SqliteConnection file)
    {
        using var asked = SpoolFile.Command(file, "SELECT count(*) FROM pragma_table_info('write_keys') WHERE name = 'require'");
        if ((long)asked.ExecuteScalar()! == 0)
        {
            using var added = SpoolFile.Command(file, "ALTER TABLE write_keys ADD COLUMN require TEXT NOT NULL DEFAULT ''");
            added.ExecuteNonQuery();
        }
    }

    static string Written(IEnumerable<Purpose> purposes) => string.Join(' ', purposes.Distinct().Order());

    static IReadOnlyList<Purpose> Read(string purposes) => [.. purposes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Purpose>)];

    string AddSecret(long key)
    {
        _changes++;
        var secret = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", 32);
        using var insert = SpoolFile.Command(
            _file,
            "INSERT INTO write_key_secrets (hash, key, begins, created_at) VALUES ($hash, $key, $begins, $now)",
            ("$hash", SHA256.HashData(Encoding.UTF8.GetBytes(secret))), ("$key", key), ("$begins", secret[..6]), ("$now", Now));
        insert.ExecuteNonQuery();
        return secret;
    }

    WriteKey? Find(string name) => List().FirstOrDefault(key => key.Name == name);

    WriteKey Required(string name) => Find(name) ?? throw new DefinitionException(
        "name", $"There is no write key '{name}'. {Known()}");

    WriteKey Live(string name) => Required(name) is { RevokedAt: null } key
        ? key
        : throw new DefinitionException("name", $"The write key '{name}' is revoked: 'kindred keys create' makes another.");

    string Known()
    {
        var names = List().Select(key => key.Name).ToList();
        return names.Count == 0 ? "There are none yet: 'kindred keys create NAME' makes one." : string.Create(CultureInfo.InvariantCulture, $"There are {string.Join(", ", names)}.");
    }
}
