namespace Kindred.Tests.Pull;

public sealed class FilePullTests : IDisposable
{
    readonly PullingProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_pull_of_files_reads_the_new_and_changed_ones()
    {
        _project.Declare("""
                files: "*.csv"
                map: { message_id: id, event: { constant: Page Viewed }, occurred_at: at, user_id: who }
              - name: others
                files: nowhere.csv
                map: { event: { constant: Page Viewed }, occurred_at: at, user_id: who }
            """);
        _project.Write("a.csv", "id,at,who\n1,2026-05-04 10:00:00,anna\n2,2026-05-04 11:00:00,\n");

        var first = await _project.PullAsync();
        var second = await _project.PullAsync();
        _project.Write("b.csv", "id,at,who\n1,2026-05-04 10:00:00,anna\n3,2026-05-05 10:00:00,bert\n");
        var third = await _project.PullAsync();

        Assert.Equal((2, 1, 0, 1), (first.Read, first.Kept, first.Duplicate, first.Rejected));
        Assert.Equal(0, second.Read);
        Assert.Equal((2, 1, 1, 0), (third.Read, third.Kept, third.Duplicate, third.Rejected));
        Assert.Equal(("files", "2026-05-05"), (third.Place, third.Newest?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("3 2", await _project.ValueAsync("SELECT concat(toString((SELECT count() FROM pulls)), ' ', toString(count())) FROM events"));
    }
}
