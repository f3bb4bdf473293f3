using System.CommandLine;
using System.Globalization;
using Kindred.Runs;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred segments</summary>
static class SegmentsCommand
{
    public static Verb Make() => new(
        "segments",
        "Show the segments of the newest run.",
        [
            new("kindred segments", "Names, sizes and what sets each apart."),
            new("kindred segments --json", "The same for a script."),
        ],
        RunAsync);

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var report = await Shared.NewestRunAsync(engine, project, cancellation);
        output.Print(
            new { report.Run, report.AsOf, report.Models, report.Segments },
            console =>
            {
                foreach (var model in report.Models)
                {
                    Show(console, model, report.Segments);
                }
            });
        return ExitCode.Done;
    }

    /// <summary>The segments of one model, or why it has none to speak of.</summary>
    public static void Show(IAnsiConsole console, ModelLine model, IReadOnlyList<SegmentLine> all)
    {
        console.WriteLine(model.StructureFound
            ? string.Create(CultureInfo.InvariantCulture, $"{model.Id}: {model.ChosenK} segments")
            : $"{model.Id}: no structure found");
        foreach (var reason in model.Reasons)
        {
            console.WriteLine($"  {reason}");
        }

        foreach (var segment in all.Where(segment => segment.Model == model.Id))
        {
            console.WriteLine();
            console.MarkupLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  [bold]{Markup.Escape(segment.Name)}[/]  {segment.Size:N0} customers, {100 * segment.Share:0.0} %  [dim]{Markup.Escape(segment.Id)}[/]"));
            console.WriteLine($"  {segment.Sentence}");
        }
    }
}
