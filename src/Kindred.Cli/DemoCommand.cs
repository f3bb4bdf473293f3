using System.CommandLine;
using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Demo;
using Kindred.Runs;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred demo</summary>
static class DemoCommand
{
    const string UsualFolder = "kindred-demo";

    static readonly Option<bool> NoServe = new("--no-serve") { Description = "End after the report; as there is no dashboard yet, every demo does." };

    static readonly Option<int> Customers = new("--customers")
    {
        Description = "How many customers a new shop has.",
        HelpName = "N",
        DefaultValueFactory = _ => new SampleShopOptions().Customers,
        Validators = { Shared.Within(100, 1_000_000, "a number from 100 to 1000000") },
    };

    static readonly Option<bool> Judge = new("--truths") { Description = "Tell as well how much of what is known of the shop was found again." };

    public static Verb Make() => new(
        "demo",
        "Make a sample shop with a year of customers, run it, and show its segments.",
        [
            new("kindred demo", $"The shop in a new folder {UsualFolder}; a second time it is only run again."),
            new("kindred demo --dir shop --truths", "In a folder of your choice; then what was found of the people, robots and seasons it was made of."),
        ],
        RunAsync)
    {
        Customers,
        Judge,
        NoServe,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var folder = line.GetValue(Shared.Folder)?.FullName ?? Path.Combine(Environment.CurrentDirectory, UsualFolder);
        var project = SampleShop.ProjectIn(folder);
        var options = new SampleShopOptions { Customers = line.GetValue(Customers) };
        var (report, truths) = await output.WatchAsync(progress => Engine.ChangeAsync(
            project.Store,
            new(),
            async engine =>
            {
                if (!SampleShop.IsIn(folder))
                {
                    await SampleShop.WriteAsync(engine, folder, options, progress, cancellation);
                }

                var report = await Running.RunAsync(engine, project, new(), TimeProvider.System, progress, cancellation);
                return (report, line.GetValue(Judge) ? await Truths.JudgeAsync(engine, folder, report, cancellation) : null);
            },
            cancellation));
        output.Print(new { Run = report, Truths = truths }, console => Show(console, report, truths));
        return ExitCode.Done;
    }

    static void Show(IAnsiConsole console, RunReport report, IReadOnlyList<FoundTruth>? truths)
    {
        if (truths is not null)
        {
            PlainTable.Write(console, truths.Select(truth => (string[])[truth.Truth, truth.Measure, Number(truth.Found), truth.Known is { } known ? $"of {Number(known)}" : ""]));
            console.WriteLine();
        }

        RunCommand.Show(console, report);
    }

    static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
