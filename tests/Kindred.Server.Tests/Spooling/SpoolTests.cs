using Kindred.Server.Collecting;
using Kindred.Server.Spooling;
using Kindred.Testing;

namespace Kindred.Server.Tests.Spooling;

public sealed class SpoolTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    Spool _spool = null!;

    string Store => _folder.File(Path.Combine(".kindred", "store"));

    public ValueTask InitializeAsync()
    {
        _spool = Spool.Open(Store, new());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _spool.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_oldest_requests_are_read_in_their_order_however_many_pieces_that_takes()
    {
        var sizes = Enumerable.Range(1, 40).Select(i => 1000 * i * i).ToArray(); // 22 MB in all, the last one 1.6 MB
        foreach (var size in sizes)
        {
            Assert.Equal(Admission.Kept, await AppendAsync(size));
        }

        using var reader = _spool.OpenReader();
        var portion = SpoolFile.Oldest(reader, 39, long.MaxValue)!.Value;
        var read = SpoolFile.Read(reader, portion).ToList();

        Assert.Equal(new Portion(1, 39, sizes.Take(39).Sum()), portion);
        Assert.Equal(sizes.Take(39), read.Select(request => request.Body.Length));
        Assert.Equal(Enumerable.Range(1, 39), read.Select(request => (int)request.Number));
    }

    [Fact]
    public async Task A_portion_ends_with_the_request_that_makes_it_large_enough()
    {
        foreach (var size in (int[])[300, 300, 300, 300])
        {
            await AppendAsync(size);
        }

        using var reader = _spool.OpenReader();

        Assert.Equal(new Portion(1, 2, 600), SpoolFile.Oldest(reader, long.MaxValue, 600));
        Assert.Equal(new Portion(1, 3, 900), SpoolFile.Oldest(reader, long.MaxValue, 601));
        Assert.Null(SpoolFile.Oldest(reader, 0, 1000));
    }

    [Fact]
    public async Task The_log_of_the_file_begins_anew_before_long()
    {
        const int Most = 2000;
        var (written, log) = (0, new FileInfo(Spool.PathOf(Store) + "-wal"));
        do
        {
            Assert.True(written < Most, $"After {written} requests of 100 kB the log is {log.Length:N0} bytes long.");
            await AppendAsync(100_000);
            written++;
            log.Refresh();
        }
        while (log.Length > written * 50_000);

        Assert.Equal(written * 100_000, _spool.Bytes);
    }

    Task<Admission> AppendAsync(int size) => _spool.AppendAsync(new(1, Protocol.Segment, "track", 0, "", "", new byte[size]));
}
