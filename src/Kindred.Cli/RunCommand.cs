using System.CommandLine;
using System.Globalization;
using Kindred.Runs;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred run</summary>
static class RunCommand
{
    static readonly Option<string?> Until = new("--as-of")
    {
        Description = "Look only at what happened before this date or time; everything where left out.",
        HelpName = "T",
    };

    public static Verb Make() => new(
        "run",
        "Bring a project up to date: import, clean, resolve customers, measure, find segments, write the report.",
        [
            new("kindred run", "The project of the current folder; repeat it at any time, only what is new is read."),
            new("kindred run --dir shop --as-of 2011-09-01", "As the world stood when September began, in the project's time zone."),
            new("kindred run --json --quiet > run.json", "Counts, segments, quality and times for a script."),
        ],
        RunAsync)
    {
        Until,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(project.Definition.Timezone);
        var options = new RunOptions { AsOf = line.GetValue(Until) is { } text ? AsOf.Parse(text, zone) : null };
        await Shared.BorrowAsync(project, cancellation);
        var report = await output.WatchAsync(progress => ClickHouse.Engine.ChangeAsync(
            project.Store,
            new(),
            engine => Running.RunAsync(engine, project, options, TimeProvider.System, progress, cancellation),
            cancellation));
        output.Print(report, console => Show(console, report));
        foreach (var warning in report.Freshness.Select(source => source.Warning).OfType<string>())
        {
            Console.Error.WriteLine($"kindred: warning: {warning}");
        }

        return ExitCode.Done;
    }

    /// <summary>What a run found, as a person likes to read it.</summary>
    public static void Show(IAnsiConsole console, RunReport report)
    {
        console.WriteLine(Line($"{report.Project}, as of {report.AsOf:yyyy-MM-dd HH:mm} UTC"));
        console.WriteLine();
        console.WriteLine($"{Count(report.RowsRead, "row")} read: {Count(report.Events, "event")}, {Count(report.RowsDuplicate, "duplicate")}, {Line($"{report.RowsRejected:N0} rejected")}");
        console.WriteLine($"{Count(report.Customers, "customer")}, {Count(report.Sessions, "session")}, {Count(report.Orders, "order")}{Money(report)}");
        foreach (var (who, left) in report.CustomersLeftOut.Where(one => one.Value > 0 && report.Customers == 0))
        {
            console.WriteLine($"  left out: {Count(left, "customer")}, {LeftOut(who)}");
        }

        foreach (var source in report.Quality)
        {
            foreach (var (reason, rows) in source.RejectedBy)
            {
                console.WriteLine(Line($"  rejected from {source.Source}: {reason} ({rows:N0})"));
            }
        }

        foreach (var model in report.Models)
        {
            console.WriteLine();
            SegmentsCommand.Show(console, model, report.Segments);
        }

        SegmentsCommand.ShowRules(console, report.Segments);
        if (report.Changes is { Before: { } before } changes)
        {
            console.WriteLine();
            console.WriteLine(Line($"Against run {before}, as of {changes.BeforeAsOf:yyyy-MM-dd HH:mm} UTC: {(changes.Moves.Count == 0 ? "nobody entered or left a segment" : "who entered and left")}"));
            SegmentsCommand.ShowChanges(console, changes);
        }

        console.WriteLine();
        console.WriteLine(Line($"{report.Report} ({report.Seconds:0.0} s, {report.PeakMemoryMb:N0} MB at most)"));
    }

    static string Money(RunReport report) =>
        report.Revenue == 0 ? "" : Line($" worth {report.Revenue:N2}{(report.Currency is null ? "" : " ")}{report.Currency}, {report.Refunded:N2} refunded");

    static string LeftOut(string who) => who switch
    {
        "robots" => "taken for robots",
        "test_accounts" => "named as test accounts",
        _ => "who do not meet the condition of 'customers' in kindred.yaml",
    };

    static string Count(long number, string of) => Line($"{number:N0} {of}{(number == 1 ? "" : "s")}");

    static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
