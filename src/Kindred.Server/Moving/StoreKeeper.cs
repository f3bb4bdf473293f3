using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Identity;

namespace Kindred.Server.Moving;

/// <summary>Holds the project's store for this process, and lends it to another.</summary>
/// <param name="cluster">What stands in the place of a store on this machine, or null.</param>
sealed class StoreKeeper(string folder, EngineLimits limits, ClusterArrivals? cluster = null) : IAsyncDisposable
{
    readonly SemaphoreSlim _turn = new(1);
    Engine? _engine;

    /// <summary>Whether another process has the store at our leave.</summary>
    public bool IsLent { get; private set; }

    /// <summary>Does work with the store, one after the other; it is opened when first needed.</summary>
    public async Task<T> UseAsync<T>(Func<Engine, Task<T>> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _engine ??= await OpenAsync(cancellation);
            return await work(_engine);
        }
        catch when (cluster is not null)
        {
            _engine = null; // to be prepared anew, since nobody knows what became of the work
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Closes the store and leaves it to another until told that it came back.</summary>
    public async Task LendAsync(Func<Task> lent, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await CloseAsync(cancellation);
            IsLent = true;
            await lent();
        }
        finally
        {
            IsLent = false;
            _turn.Release();
        }
    }

    /// <summary>Changes the store as a whole or not at all.</summary>
    public Task ChangeAsync(Func<Engine, Task> work, CancellationToken cancellation) => LendAsync(
        () => Engine.ChangeAsync(
            folder,
            limits,
            async engine =>
            {
                await work(engine);
                return true;
            },
            cancellation),
        cancellation);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        await CloseAsync(CancellationToken.None);
        _turn.Release();
    }

    static async Task<bool> PrepareAsync(Engine engine)
    {
        await Arrivals.PrepareAsync(engine, CancellationToken.None);
        await Recognition.PrepareAsync(engine, CancellationToken.None);
        return true;
    }

    async Task<Engine> OpenAsync(CancellationToken cancellation)
    {
        if (cluster is not null)
        {
            return await cluster.PrepareAsync(cancellation);
        }

        // As a whole: a definition that a full disk cut short would keep the engine from ever opening the store again.
        await Engine.ChangeAsync(folder, limits, PrepareAsync, cancellation);
        return await Engine.OpenAsync(folder, limits, cancellation);
    }

    async Task CloseAsync(CancellationToken cancellation)
    {
        var held = _engine;
        _engine = null;
        if (held is { } engine && cluster is null)
        {
            try
            {
                await Arrivals.FinishAsync(engine, cancellation);
            }
            catch (EngineException e) when (e.CodeName == "NOT_ENOUGH_SPACE")
            {
                // A run in between is slower then.
            }
            finally
            {
                await engine.DisposeAsync();
            }
        }
    }
}
