using Kindred.Testing;

namespace Kindred.ClickHouse.Tests;

/// <summary>A store is put back to its save point, wherever the keeping or the putting back was itself cut short.</summary>
public sealed class SavePointTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public SavePointTests()
    {
        Write("data/part/column.bin", "rows");
        Write("metadata/t.sql", "CREATE t");
        Write("metadata/empty/.keep", "");
        File.CreateSymbolicLink(_folder.File("data/link"), "../metadata");
        Write("owner", "17");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_changed_removed_and_added_is_put_back()
    {
        var before = Content();
        SavePoint.Take(_folder.Path);
        Change();

        SavePoint.Restore(_folder.Path);

        Assert.Equal(before, Content());
    }

    [Fact]
    public void A_save_point_let_go_leaves_what_was_changed()
    {
        SavePoint.Take(_folder.Path);
        Change();
        var changed = Content();

        SavePoint.Drop(_folder.Path);
        SavePoint.Restore(_folder.Path);

        Assert.Equal(changed.Where(entry => !entry.StartsWith("saved", StringComparison.Ordinal)), Content());
    }

    [Fact]
    public void What_is_no_data_stays_as_it_is()
    {
        SavePoint.Take(_folder.Path);
        Write("owner", "18");

        SavePoint.Restore(_folder.Path);

        Assert.Equal("18", File.ReadAllText(_folder.File("owner")));
    }

    [Fact]
    public void A_save_point_that_was_never_finished_counts_for_nothing()
    {
        Write("saving/data/part/column.bin", "half");
        var before = Content();

        SavePoint.Restore(_folder.Path);
        Assert.Equal(before, Content());
        SavePoint.Take(_folder.Path);
        SavePoint.Restore(_folder.Path);

        Assert.Equal(before.Where(entry => !entry.StartsWith("saving", StringComparison.Ordinal)), Content());
    }

    [Fact]
    public void Putting_back_that_was_cut_short_is_done_again()
    {
        var before = Content();
        SavePoint.Take(_folder.Path);
        Change();
        Directory.Delete(_folder.File("metadata"), recursive: true); // as far as it came
        Write("data/part/column.bin", "half copied");

        SavePoint.Restore(_folder.Path);

        Assert.Equal(before, Content());
    }

    [Fact]
    public void Letting_go_that_was_cut_short_is_done_to_its_end()
    {
        SavePoint.Take(_folder.Path);
        Change();
        Directory.Move(_folder.File("saved"), _folder.File("spent"));
        var changed = Content().Where(entry => !entry.StartsWith("spent", StringComparison.Ordinal)).ToList();

        SavePoint.Restore(_folder.Path);

        Assert.Equal(changed, Content());
    }

    [Fact]
    public async Task Work_that_fails_leaves_the_store_as_it_was_and_work_that_ends_well_is_kept()
    {
        using var folder = new TemporaryFolder();
        var store = folder.File("store");
        await ChangeAsync(store, 1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Engine.ChangeAsync<int>(store, new(), async engine =>
        {
            await engine.ExecuteAsync($"INSERT INTO t VALUES (7)", CancellationToken.None);
            await engine.ExecuteAsync($"CREATE TABLE other (n Int64) ENGINE = MergeTree ORDER BY n", CancellationToken.None);
            throw new InvalidOperationException("no more");
        }, CancellationToken.None));
        var (rows, tables) = await ChangeAsync(store, 2);

        Assert.Equal((2, 1), (rows, tables));
        Assert.False(Directory.Exists(Path.Combine(store, "saved")));
    }

    static Task<(long Rows, long Tables)> ChangeAsync(string store, long row) => Engine.ChangeAsync(store, new(), async engine =>
    {
        await engine.ExecuteAsync($"CREATE TABLE IF NOT EXISTS t (n Int64) ENGINE = MergeTree ORDER BY n", CancellationToken.None);
        await engine.ExecuteAsync($"INSERT INTO t VALUES ({row})", CancellationToken.None);
        return (
            await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM t", CancellationToken.None),
            await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM system.tables WHERE database = currentDatabase()", CancellationToken.None));
    }, CancellationToken.None);

    void Change()
    {
        File.Delete(_folder.File("data/part/column.bin"));
        Write("data/next/column.bin", "more rows");
        using (var written = new FileStream(_folder.File("metadata/t.sql"), FileMode.Open))
        {
            written.Write("ALTERED t"u8); // over the old text in its place, as the engine does
        }

        Directory.Delete(_folder.File("metadata/empty"), recursive: true);
        File.Delete(_folder.File("data/link"));
    }

    void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), text);
    }

    /// <summary>Every folder, link and file with what it holds.</summary>
    List<string> Content() =>
    [
        .. new DirectoryInfo(_folder.Path).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(entry => $"{Path.GetRelativePath(_folder.Path, entry.FullName)} {entry.LinkTarget ?? (entry is FileInfo ? File.ReadAllText(entry.FullName) : "/")}")
            .Where(entry => !entry.StartsWith("owner", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];
}
