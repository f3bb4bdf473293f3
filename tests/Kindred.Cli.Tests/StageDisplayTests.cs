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
                progress.Report(new("Import", 1));
                progress.Report(new("Sessions"));
                progress.Report(new("Import", 0.95, "late"));
                await Task.Delay(200);
                return 0;
            },
            TimeSpan.Zero,
            On(written));

        Assert.Matches(@"^Import: 2 rows, \d+\.\d s\nSessions, \d+\.\d s\n$", written.ToString());
    }

    [Fact]
    public async Task Of_two_stages_at_once_each_ends_by_itself()
    {
        using var written = new StringWriter();

        await StageDisplay.WatchAsync(
            async progress =>
            {
                progress.Report(new("Segments", 0));
                progress.Report(new("Quality", 0));
                progress.Report(new("Quality", 1));
                await Task.Delay(300);
                progress.Report(new("Segments", 1, "8 of them"));
                return 0;
            },
            TimeSpan.Zero,
            On(written));

        Assert.Matches(@"^Segments: 8 of them, (?!0\.[0-2])\d+\.\d s\nQuality, \d+\.\d s\n$", written.ToString());
    }

    [Fact]
    public async Task A_terminal_gets_a_bar_for_each_stage()
    {
        using var written = new StringWriter();

        await StageDisplay.WatchAsync(
            async progress =>
            {
                progress.Report(new("Import [all]", 0.5, "1 row"));
                await Task.Delay(200);
                progress.Report(new("Sessions"));
                await Task.Delay(200);
                return 0;
            },
            TimeSpan.Zero,
            AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new Terminal(written) }));

        Assert.Contains("━", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("Import [all]: 1 row, ", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("Sessions, ", written.ToString(), StringComparison.Ordinal);
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

    sealed class Terminal(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => 100;

        public int Height => 30;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }

    static IAnsiConsole On(TextWriter writer) => AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
}
