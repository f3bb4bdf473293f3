using System.Text;
using Kindred.Project;
using Kindred.Server.Keys;
using Kindred.Testing;

namespace Kindred.Server.Tests.Keys;

public sealed class KeyStoreTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly SetClock _clock = new();

    string Store => _folder.File("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_is_found_by_its_secret_which_is_stored_nowhere()
    {
        using var store = KeyStore.Open(Store, _clock);
        var made = store.Create("shop", "web", strict: true, itemsPerSecond: 50);

        Assert.Equivalent(made.Key, store.InForce()[KeyStore.HashOf(made.Secret)]);
        Assert.Equal(("shop", "web", true, 50), (made.Key.Name, made.Key.Source, made.Key.Strict, made.Key.ItemsPerSecond));
        Assert.StartsWith(made.Key.Begins, made.Secret, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_folder.Path), file => Assert.DoesNotContain(made.Secret, Encoding.Latin1.GetString(Contents(file)), StringComparison.Ordinal));
    }

    [Fact]
    public void What_holds_for_a_key_is_changed_and_the_rest_stays()
    {
        using var store = KeyStore.Open(Store, _clock);
        var made = store.Create("shop", "web", strict: true, itemsPerSecond: 50, [Purpose.Analyse]);
        var version = store.Version();

        var changed = store.Change("shop", new(Require: [Purpose.Activate, Purpose.Collect]));

        Assert.Equal([Purpose.Analyse], made.Key.Require);
        Assert.Equivalent(made.Key with { Require = [Purpose.Collect, Purpose.Activate] }, changed);
        Assert.Equivalent(changed, store.InForce()[KeyStore.HashOf(made.Secret)]);
        Assert.NotEqual(version, store.Version());
        Assert.Throws<DefinitionException>(() => store.Change("till", new(Strict: true)));
    }

    [Fact]
    public void After_a_rotation_the_old_secret_holds_for_the_time_of_grace()
    {
        using var store = KeyStore.Open(Store, _clock);
        var old = store.Create("shop", "web", strict: false, itemsPerSecond: 0);
        var made = store.Rotate("shop", TimeSpan.FromHours(1));

        Assert.Equal(2, store.InForce().Count);
        _clock.Now += TimeSpan.FromHours(2);

        Assert.Equal([KeyStore.HashOf(made.Secret)], store.InForce().Keys);
        Assert.Equal(old.Key.Number, made.Key.Number);
        Assert.StartsWith(store.List().Single().Begins, made.Secret, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revoked_key_is_in_force_no_more_and_cannot_be_rotated()
    {
        using var store = KeyStore.Open(Store, _clock);
        store.Create("shop", "web", strict: false, itemsPerSecond: 0);

        Assert.Equal(_clock.Now, store.Revoke("shop").RevokedAt);
        Assert.Empty(store.InForce());
        Assert.Contains("is revoked", Assert.Throws<DefinitionException>(() => store.Rotate("shop", TimeSpan.Zero)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop", "web", "already")]
    [InlineData("a b", "web", "cannot be the name")]
    [InlineData("other", "", "cannot be the source")]
    public void A_name_that_is_taken_or_none_is_refused(string name, string source, string because)
    {
        using var store = KeyStore.Open(Store, _clock);
        store.Create("shop", "web", strict: false, itemsPerSecond: 0);

        Assert.Contains(because, Assert.Throws<DefinitionException>(() => store.Create(name, source, false, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_by_another_process_counts_within_a_second()
    {
        using var store = KeyStore.Open(Store, TimeProvider.System);
        using var other = KeyStore.Open(Store, TimeProvider.System);
        var ring = new KeyRing(store, _clock);
        Assert.Null(ring.Find("nobody's"));

        var made = other.Create("shop", "web", strict: false, itemsPerSecond: 0);
        _clock.Now += TimeSpan.FromSeconds(0.5);
        Assert.Equivalent(made.Key, ring.Find(made.Secret));
        other.Revoke("shop");
        _clock.Now += TimeSpan.FromSeconds(1.5);

        Assert.Null(ring.Find(made.Secret));
    }

    [Fact]
    public void An_allowance_fills_at_its_rate()
    {
        var allowance = new KeyAllowance(_clock);

        Assert.Equal(TimeSpan.Zero, allowance.Take(100, 10)); // a full bucket lets one large batch in
        Assert.Equal(TimeSpan.FromSeconds(9.1), allowance.Take(1, 10));
        _clock.Now += TimeSpan.FromSeconds(9.1);
        Assert.Equal(TimeSpan.Zero, allowance.Take(1, 10));
    }

    static byte[] Contents(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
