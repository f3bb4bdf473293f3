namespace Kindred.ClickHouse;

/// <summary>A ClickHouse engine, in this process or on a server, that is asked in SQL and answers in typed columns.</summary>
/// <remarks>Safe for use by many callers at once. Cancelling stops the query in the engine too.</remarks>
public abstract class Engine : IAsyncDisposable
{
    private protected Engine()
    {
    }

    /// <summary>Opens (or makes) the store in a folder with the engine inside this process.</summary>
    /// <exception cref="EngineException">Another process has the store open, or the engine could not start.</exception>
    /// <exception cref="InvalidOperationException">This process has a store open already: it can hold one at a time.</exception>
    public static Task<Engine> OpenAsync(string folder, EngineLimits limits, CancellationToken cancellation) =>
        Task.Run<Engine>(() => EmbeddedEngine.Open(folder, limits), cancellation);

    /// <summary>Does work on the store in a folder that is kept as a whole or not at all: when it fails, is stopped or killed, the store is as before.</summary>
    /// <exception cref="EngineException">Another process has the store open, or the engine could not start.</exception>
    public static async Task<T> ChangeAsync<T>(string folder, EngineLimits limits, Func<Engine, Task<T>> work, CancellationToken cancellation)
    {
        await using var engine = await Task.Run(() => EmbeddedEngine.Open(folder, limits, whole: true), cancellation);
        var result = await work(engine);
        engine.Keep();
        return result;
    }

    /// <summary>Speaks to a server over ClickHouse's HTTP interface; nothing is sent before the first query.</summary>
    public static Engine Connect(HttpEngineOptions options) => new HttpEngine(options);

    /// <summary>Runs a statement that answers nothing: a definition, an insert from a query, a mutation.</summary>
    public abstract Task ExecuteAsync(Sql sql, CancellationToken cancellation);

    /// <summary>Runs a query and yields its rows block by block as the engine finds them, in bounded memory.</summary>
    /// <remarks>Leaving the loop early stops the query.</remarks>
    public abstract IAsyncEnumerable<Block> StreamAsync(Sql sql, CancellationToken cancellation);

    /// <summary>Appends the columns of a block to the table's columns of the same names.</summary>
    public abstract Task InsertAsync(string table, Block block, CancellationToken cancellation);

    /// <summary>Gives memory that the engine keeps in reserve back to the system; a server looks after its own.</summary>
    public virtual Task TrimAsync(CancellationToken cancellation) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs a query and holds its whole result.</summary>
    public async Task<Block> QueryAsync(Sql sql, CancellationToken cancellation)
    {
        var blocks = new List<Block>();
        await foreach (var block in StreamAsync(sql, cancellation))
        {
            blocks.Add(block);
        }

        return Block.Join(blocks);
    }

    /// <summary>Runs a query and makes one item of each row.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(Sql sql, Func<Row, T> make, CancellationToken cancellation)
    {
        var items = new List<T>();
        await foreach (var block in StreamAsync(sql, cancellation))
        {
            items.EnsureCapacity(items.Count + block.Rows);
            for (var row = 0; row < block.Rows; row++)
            {
                items.Add(make(new(block, row)));
            }
        }

        return items;
    }

    /// <summary>Runs a query that answers exactly one value.</summary>
    /// <exception cref="InvalidOperationException">The result is not one row of one column.</exception>
    public async Task<T> ValueAsync<T>(Sql sql, CancellationToken cancellation)
    {
        var block = await QueryAsync(sql, cancellation);
        return block is { Rows: 1, Columns.Count: 1 }
            ? block.Columns[0].Values<T>()[0]
            : throw new InvalidOperationException(
                $"One value was expected, but the result has {block.Rows} rows of {block.Columns.Count} columns.");
    }
}
