using System.CommandLine;
using System.Globalization;
using Kindred.History;
using Kindred.Runs;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred segments</summary>
static class SegmentsCommand
{
    static readonly Option<string?> At = new("--as-of")
    {
        Description = "How large each segment was at this date or time, by the run that had looked at it then.",
        HelpName = "T",
    };

    public static Verb Make() => new(
        "segments",
        "Show the segments of the newest run, compare them, tell their history.",
        [
            new("kindred segments", "Names, sizes, what sets each apart, and a short rule for each."),
            new("kindred segments --as-of 2011-09-01", "Their sizes as they were then."),
            new("kindred segments --json", "The same for a script."),
        ],
        RunAsync)
    {
        At,
        SegmentsCompareCommand.Make(),
        SegmentsHistoryCommand.Make(),
        SegmentsChangesCommand.Make(),
        SegmentsPreviewCommand.Make(),
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var report = await Shared.NewestReportAsync(engine, project, cancellation);
        if (line.GetValue(At) is { } text)
        {
            var moment = AsOf.Parse(text, TimeZoneInfo.FindSystemTimeZoneById(project.Definition.Timezone));
            var sizes = await MembershipLog.SizesAsync(engine, moment.ToUnixTimeMilliseconds(), cancellation);
            output.Print(new { AsOf = moment, Segments = sizes }, console => ShowSizes(console, moment, sizes));
            return ExitCode.Done;
        }

        output.Print(
            new { report.Run, report.AsOf, report.Models, report.Segments },
            console =>
            {
                foreach (var model in report.Models)
                {
                    Show(console, model, report.Segments);
                }

                ShowRules(console, report.Segments);
            });
        return ExitCode.Done;
    }

    static void ShowSizes(IAnsiConsole console, DateTimeOffset moment, IReadOnlyList<SegmentSize> sizes)
    {
        console.WriteLine(sizes.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"No run had looked as far as {moment:yyyy-MM-dd HH:mm} or found segments then.")
            : string.Create(CultureInfo.InvariantCulture, $"As of {moment:yyyy-MM-dd HH:mm}:"));
        PlainTable.Write(console, sizes.Select(size =>
            (string[])[size.Name, size.Segment, string.Create(CultureInfo.InvariantCulture, $"{size.Customers:N0} customers")]));
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
            Show(console, segment);
            if (segment.Rule is { AnyOf.Count: > 0 } rule)
            {
                console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  In short: {rule.Words} ({rule.Precision:P0} of those are in it, {rule.Recall:P0} of it are those)."));
            }
        }
    }

    /// <summary>What a run changed, in a few lines; nothing where there is nothing to tell.</summary>
    public static void ShowChanges(IAnsiConsole console, RunChanges changes)
    {
        foreach (var turn in changes.Turns.SelectMany(model => model.Turns).Where(turn => turn.Kind is not TurnKind.Continued))
        {
            console.WriteLine($"  {turn.Sentence}");
        }

        PlainTable.Write(console, changes.Moves.Select(move => (string[])[move.Name, Count("+", move.Entered), Count("−", move.Left)]));

        static string Count(string sign, IReadOnlyDictionary<ChangeReason, long> counts) => counts.Count == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"{sign}{counts.Values.Sum():N0} ({string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Key.ToString().ToLowerInvariant()} {count.Value.ToString("N0", CultureInfo.InvariantCulture)}"))})");
    }

    /// <summary>The segments that are declared by a rule, if there are any.</summary>
    public static void ShowRules(IAnsiConsole console, IReadOnlyList<SegmentLine> all)
    {
        var rules = all.Where(segment => segment.Model is null).ToList();
        if (rules.Count > 0)
        {
            console.WriteLine();
            console.WriteLine("by rule:");
            rules.ForEach(segment => Show(console, segment));
        }
    }

    static void Show(IAnsiConsole console, SegmentLine segment)
    {
        console.WriteLine();
        console.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  [bold]{Markup.Escape(segment.Name)}[/]  {segment.Size:N0} customers, {100 * segment.Share:0.0} %  [dim]{Markup.Escape(segment.Id)}[/]"));
        console.WriteLine($"  {segment.Sentence}");
    }
}
