using Spectre.Console;

namespace Kindred.Cli.Tests;

public sealed class StageDisplayTests
{
    [Fact]
    public async Task Work_that_is_quick_shows_nothing()
    {
        using var written = new StringWriter();

        var answer = await StageDisplay.WatchAsync(
            progress =>
            {
                progress.Report(new("Import"));
                return Task.FromResult(42);
            },
            Timeout.InfiniteTimeSpan,
            On(written));

        Assert.Equal((42, ""), (answer, written.ToString()));
    }

    [Fact]
    public async Task Slow_work_writes_a_line_for_each_stage_with_its_last_detail()
    {
        using var written = new StringWriter();

        await StageDisplay.WatchAsync(
            async progress =>
            {
                progress.Report(new("Import", 0.5, "1 row"));
                progress.Report(new("Import", 0.9, "2 rows"));
                progress.Report(new("Sessions"));
                await Task.Delay(200);
                return 0;
            },
            TimeSpan.Zero,
            On(written));

        Assert.Matches(@"^Import: 2 rows, \d+\.\d s\nSessions, \d+\.\d s\n$", written.ToString());
    }

    [Fact]
    public async Task Work_that_fails_fails_the_same_after_its_stages_were_shown()
    {
        using var written = new StringWriter();

        await Assert.ThrowsAsync<InvalidDataException>(() => StageDisplay.WatchAsync<int>(
            async progress =>
            {
                progress.Report(new("Import"));
                await Task.Delay(200);
                throw new InvalidDataException();
            },
            TimeSpan.Zero,
            On(written)));

        Assert.StartsWith("Import, ", written.ToString(), StringComparison.Ordinal);
    }

    static IAnsiConsole On(TextWriter writer) => AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
}
