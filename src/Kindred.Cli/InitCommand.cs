using System.CommandLine;
using Kindred.Init;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred init</summary>
static class InitCommand
{
    static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Files of events: CSV, TSV, JSON lines (plain, gz, zst) or Parquet.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Verb Make() => new(
        "init",
        "Look at files of events and write a project that reads them.",
        [
            new("kindred init orders.csv.gz --dir shop", "A folder shop with a commented kindred.yaml, and why it is as it is."),
            new("kindred init data/2026-*.parquet --dir shop", "Files of one layout become one source."),
        ],
        RunAsync)
    {
        Files,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var folder = line.GetValue(Shared.Folder)?.FullName ?? Environment.CurrentDirectory;
        var report = await output.WatchAsync(progress =>
        {
            progress.Report(new("Look at the files"));
            return Shared.WithScratchEngineAsync(
                engine => ProjectInit.RunAsync(line.GetRequiredValue(Files), folder, engine, cancellation), cancellation);
        });
        output.Print(new { Project = report.Path, report.Sources }, console => Show(console, report, folder));
        return ExitCode.Done;
    }

    static void Show(IAnsiConsole console, InitReport report, string folder)
    {
        foreach (var source in report.Sources)
        {
            console.MarkupLine($"[bold]{Markup.Escape(source.Name)}[/]  {Markup.Escape(string.Join(", ", source.Files))}");
            PlainTable.Write(console, source.Guesses.Select(guess => (string[])[guess.Property, guess.Value, guess.Why]));
            console.WriteLine();
        }

        console.WriteLine($"Wrote {report.Path}. Look it through, then: kindred run{(folder == Environment.CurrentDirectory ? "" : $" --dir {folder}")}");
    }
}
