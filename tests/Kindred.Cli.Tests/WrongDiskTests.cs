namespace Kindred.Cli.Tests;

/// <summary>Disks that cannot be written, in a mount of the test's own.</summary>
public sealed class WrongDiskTests : IDisposable
{
    readonly OrdersProject _project = new();

    public WrongDiskTests() => _project.Write("orders.csv", OrdersProject.Header + OrdersProject.Rows(60));

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_with_what_to_do()
    {
        var run = await MountedAsync("""mount --bind "$FOLDER" "$FOLDER" && mount -o remount,ro,bind "$FOLDER" """, """dotnet "$PROGRAM" run --quiet --dir "$FOLDER" """);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches("^kindred: Read-only file system : '.*kindred'. Nothing can be written on that disk: work in another folder with --dir.\n$", run.Error);
    }

    [Fact]
    public async Task A_full_disk_is_told_with_what_to_do_and_leaves_the_store_as_it_was()
    {
        var counts = "SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM runs) AS runs, (SELECT count() FROM features) AS features, (SELECT count() FROM customers) AS customers";
        _project.Write("more.csv", OrdersProject.Header + OrdersProject.Rows(20_000, "n"));

        var run = await MountedAsync(
            """cp -r "$FOLDER" "$FOLDER.copy" && mount -t tmpfs -o size=16m tmpfs "$FOLDER" && cp -r "$FOLDER.copy/." "$FOLDER" && rm -r "$FOLDER.copy" """,
            $"""
            cd "$FOLDER"
            dotnet "$PROGRAM" run --quiet --dir "$FOLDER" >first || exit 10
            mv more.csv orders2.csv
            head -c 20000000 /dev/zero >fill 2>fill.error
            truncate -s -200000 fill
            dotnet "$PROGRAM" run --quiet --dir "$FOLDER"
            echo "exit code $?"
            rm fill
            dotnet "$PROGRAM" sql --quiet --dir "$FOLDER" "{counts}"
            """);

        Assert.Equal("exit code 1\nevents  runs  features  customers\n   270     1        60         60\n", run.Output);
        Assert.Matches("^kindred: .*disk is full: make room.*\n$", run.Error);
    }

    /// <summary>Runs a script after a mount that only it sees.</summary>
    async Task<Run> MountedAsync(string mount, string script)
    {
        var place = new Dictionary<string, string> { ["FOLDER"] = _project.Path, ["PROGRAM"] = Run.Program };
        var first = await Run.OfAsync("sh", ["-c", $"command -v unshare && unshare --mount sh -c '{mount}'"], _project.Path, place);
        Assert.SkipUnless(first.ExitCode == 0, $"This test mounts a folder, which this machine does not allow: {first.Error.Trim()}");
        return await Run.OfAsync("unshare", ["--mount", "sh", "-c", $"{mount} || exit 11\n{script}"], _project.Path, place);
    }
}
