using Kindred.Testing;

namespace Kindred.ClickHouse.Tests;

/// <summary>What the engine inside a process must not do to that process, and what must outlive it.</summary>
public sealed class ProcessTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string Store => _folder.File("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Null_references_and_garbage_collections_survive_queries()
    {
        using var child = new Child("fault", Store);

        var (code, output, errors) = await child.EndAsync();

        Assert.Equal((0, ""), (code, errors));
        Assert.All(output.Split(' '), count => Assert.InRange(long.Parse(count), 30, long.MaxValue));
    }

    [Fact]
    public async Task Other_processes_and_the_interrupt_key_work_beside_the_engine()
    {
        using var child = new Child("interrupt", Store);
        var lines = new List<string?>();
        do
        {
            lines.Add(await child.ReadLineAsync());
        }
        while (lines[^1] is not ("ready" or null));

        child.Interrupt();
        var (code, output, errors) = await child.EndAsync();

        Assert.Equal(["hello", "exit code 7", "blocked: ", "ready"], lines);
        Assert.Equal((0, "interrupted\n", ""), (code, output, errors));
    }

    [Fact]
    public async Task A_process_that_starts_while_the_engine_does_is_seen_to_end()
    {
        using var child = new Child("start", Store);

        Assert.Equal((0, "exit code 7\n", ""), await child.EndAsync());
    }

    [Fact]
    public async Task A_committed_insert_survives_the_death_of_the_process()
    {
        var committed = -1L;
        using (var child = new Child("insert", Store))
        {
            while (committed < 5)
            {
                committed = long.Parse((await child.ReadLineAsync())!);
            }
        }

        await using var engine = await Engine.OpenAsync(Store, new(), Cancellation);
        var blocks = await engine.QueryAsync($"SELECT block, count() AS rows FROM t GROUP BY block ORDER BY block", Cancellation);

        Assert.InRange(blocks.Rows, committed + 1, long.MaxValue);
        Assert.Equal(Enumerable.Range(0, blocks.Rows).Select(b => (long)b), blocks.Column<long>("block"));
        Assert.All(blocks.Column<long>("rows"), rows => Assert.Equal(100, rows));
    }

    [Fact]
    public async Task A_second_process_is_told_who_has_the_store()
    {
        var (id, code, output, errors) = (0, 0, "", "");
        using (var holder = new Child("hold", Store))
        {
            Assert.Equal("open", await holder.ReadLineAsync());
            using var second = new Child("hold", Store);

            (code, output, errors) = await second.EndAsync();
            id = holder.Id;
        }

        await using var engine = await Engine.OpenAsync(Store, new(), Cancellation);

        Assert.Equal(3, code);
        Assert.StartsWith($"Another kindred is using this project, process {id}.", output, StringComparison.Ordinal);
        Assert.Equal("", errors);
        Assert.Equal(1, await engine.ValueAsync<int>($"SELECT 1", Cancellation));
    }
}
