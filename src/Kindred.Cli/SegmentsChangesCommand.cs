using System.CommandLine;
using System.Globalization;
using Kindred.History;
using Kindred.Rules;
using Kindred.Runs;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred segments changes</summary>
static class SegmentsChangesCommand
{
    public static Verb Make() => new(
        "changes",
        "Show how the definitions in the project file differ from those last run, and who would enter and leave; nothing is kept.",
        [
            new("kindred segments changes", "After an edit of kindred.yaml, before 'kindred run' applies it."),
        ],
        RunAsync);

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var newest = await Shared.NewestRunAsync(engine, project, cancellation);
        await RuleSegments.CheckAsync(engine, project, cancellation);
        var changes = await DefinitionPreview.RunAsync(engine, project.Definition, (newest.Run, newest.AsOf), cancellation);
        output.Print(new { newest.Run, Changes = changes }, console =>
        {
            if (changes.Count == 0)
            {
                console.WriteLine("The definitions are those of the newest run.");
            }

            foreach (var change in changes)
            {
                Show(console, change);
            }
        });
        return ExitCode.Done;
    }

    static void Show(IAnsiConsole console, PreviewedChange preview)
    {
        ShowDiff(console, preview.Change);
        foreach (var turn in preview.Turns.Where(turn => turn.Kind is not TurnKind.Continued))
        {
            console.WriteLine($"  {turn.Sentence}");
        }

        PlainTable.Write(console, preview.Moves.Select(move => (string[])[move.Name, Line($"+{move.Entering:N0}/−{move.Leaving:N0}"), Line($"{move.Size:N0} customers then")]));
        if (preview.Note is { } note)
        {
            console.WriteLine($"  {note}");
        }
    }

    public static void ShowDiff(IAnsiConsole console, DefinitionChange change)
    {
        console.WriteLine($"{change.Model}, {(change.IsNew ? "new" : $"version {change.Version}")}:");
        foreach (var line in change.Diff.Where(line => line.Sign != ' '))
        {
            console.MarkupLine($"  [{(line.Sign == '+' ? "green" : "red")}]{Markup.Escape(line.ToString())}[/]");
        }
    }

    static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
