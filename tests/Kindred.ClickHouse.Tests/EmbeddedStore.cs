using Kindred.Testing;

namespace Kindred.ClickHouse.Tests;

/// <summary>A store in this process for all tests of a class.</summary>
public sealed class EmbeddedStore : IAsyncDisposable
{
    static readonly EngineLimits Limits = new() { MemoryBytes = 1L << 30 };

    public TemporaryFolder Folder { get; } = new();

    public Engine? Engine { get; private set; }

    public async Task OpenAsync() => Engine ??= await Engine.OpenAsync(Folder.File("store"), Limits, CancellationToken.None);

    /// <summary>Closes the store and opens it again for reading alone.</summary>
    public async Task<Engine> ReadOnlyAsync()
    {
        await CloseAsync();
        return await Engine.OpenAsync(Folder.File("store"), Limits with { ReadOnly = true }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Folder.Dispose();
    }

    async Task CloseAsync()
    {
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
            Engine = null;
        }
    }
}
