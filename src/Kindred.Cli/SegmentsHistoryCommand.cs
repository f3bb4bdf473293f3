using System.CommandLine;
using System.Globalization;
using Kindred.History;
using Kindred.Runs;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred segments history</summary>
static class SegmentsHistoryCommand
{
    public static Verb Make() => new(
        "history",
        "Tell what every run changed: who entered and left, splits, merges, births and deaths, versions of definitions.",
        [
            new("kindred segments history", "Newest run first."),
            new("kindred segments history --json", "The same for a script, with every version of every definition."),
        ],
        RunAsync);

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        await Shared.NewestRunAsync(engine, project, cancellation);
        var runs = await RunHistory.AllAsync(engine, cancellation);
        var changes = runs.Select(run => Shared.ReportOf(run).Changes).OfType<RunChanges>().ToList();
        var versions = await DefinitionVersions.AllAsync(engine, cancellation);
        output.Print(new { Runs = changes, Definitions = versions }, console => changes.ForEach(run => Show(console, run)));
        return ExitCode.Done;
    }

    static void Show(IAnsiConsole console, RunChanges run)
    {
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Run {run.Run}, as of {run.AsOf:yyyy-MM-dd HH:mm} UTC{(run.LooksBack ? ", looks back: not in the log" : "")}"));
        SegmentsCommand.ShowChanges(console, run);
        foreach (var change in run.Definitions.Where(change => !change.IsNew))
        {
            SegmentsChangesCommand.ShowDiff(console, change);
        }

        console.WriteLine();
    }
}
