using System.Collections.Concurrent;

namespace Kindred.Server.Keys;

/// <summary>The write keys in force as the server holds them: looked up in memory, and read again every second, or when one is unknown and something changed.</summary>
sealed class KeyRing(KeyStore store, TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    readonly Lock _reading = new();
    readonly ConcurrentDictionary<int, KeyAllowance> _allowances = [];
    volatile Held? _held;

    /// <summary>The key that a secret belongs to, or null.</summary>
    public WriteKey? Find(string secret)
    {
        if (secret.Length is 0 or > 200)
        {
            return null;
        }

        var hash = KeyStore.HashOf(secret);
        return Current().ByHash.GetValueOrDefault(hash) ?? Changed().ByHash.GetValueOrDefault(hash);
    }

    /// <summary>A key by its number, also one that is no longer in force.</summary>
    public WriteKey? Find(int number) => Current().ByNumber.GetValueOrDefault(number) ?? Changed().ByNumber.GetValueOrDefault(number);

    /// <summary>How long a key has to wait before it may send so many events; zero when it may now, and then they are counted.</summary>
    public TimeSpan Wait(WriteKey key, int items) => key.ItemsPerSecond == 0
        ? TimeSpan.Zero
        : _allowances.GetOrAdd(key.Number, _ => new(clock)).Take(items, key.ItemsPerSecond);

    Held Current()
    {
        var held = _held;
        if (held is not null && clock.GetElapsedTime(held.ReadAt) < Fresh)
        {
            return held;
        }

        lock (_reading)
        {
            return ReferenceEquals(_held, held) ? _held = Read() : _held!;
        }
    }

    /// <summary>What holds now, should it be other than what is held.</summary>
    Held Changed()
    {
        lock (_reading)
        {
            return store.Version() == _held!.Version ? _held : _held = Read();
        }
    }

    Held Read() => new(store.Version(), store.InForce(), store.List().ToDictionary(key => key.Number), clock.GetTimestamp());

    sealed record Held((long Own, long Others) Version, Dictionary<string, WriteKey> ByHash, Dictionary<int, WriteKey> ByNumber, long ReadAt);
}
