using Kindred.ClickHouse;
using Kindred.Testing;

namespace Kindred.Tests;

/// <summary>An embedded engine on a store of its own, for all tests of a class.</summary>
public sealed class EmbeddedFixture : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();

    public Engine Engine { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Engine = await Engine.OpenAsync(_folder.File("store"), new() { MemoryBytes = 1L << 30 }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }
}
