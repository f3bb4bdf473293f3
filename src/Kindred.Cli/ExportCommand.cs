using System.CommandLine;
using System.Globalization;
using Kindred.Export;
using Kindred.Project;

namespace Kindred.Cli;

/// <summary>kindred export</summary>
static class ExportCommand
{
    static readonly Argument<string> What = new("WHAT")
    {
        Description = "segments: each customer with the segments they are in. features: each customer with all that was measured.",
    };

    static readonly Option<string> Format = new("--format")
    {
        Description = "csv, parquet or jsonl; csv where left out.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "csv",
    };

    static readonly Option<FileInfo> Out = new("--out")
    {
        Description = "The file to write; one that exists is replaced, and only by a whole one.",
        HelpName = "F",
        Required = true,
    };

    static readonly Option<string?> At = new("--as-of")
    {
        Description = "Who was in which segment at this date or time, one row a membership; only for segments.",
        HelpName = "T",
    };

    static ExportCommand()
    {
        What.AcceptOnlyFromAmong("segments", "features");
        Format.AcceptOnlyFromAmong("csv", "parquet", "jsonl");
    }

    public static Verb Make() => new(
        "export",
        "Write what the newest run found, one row a customer, for other programs.",
        [
            new("kindred export segments --format csv --out segments.csv", "For a spreadsheet or a mailing list."),
            new("kindred export segments --as-of 2011-09-01 --out then.csv", "As they were when September began."),
            new("kindred export features --format parquet --out features.parquet", "For a notebook or a warehouse."),
        ],
        RunAsync)
    {
        What,
        Format,
        Out,
        At,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var what = Enum.Parse<ExportContent>(line.GetRequiredValue(What), ignoreCase: true);
        var format = Enum.Parse<ExportFormat>(line.GetRequiredValue(Format), ignoreCase: true);
        var target = line.GetRequiredValue(Out);
        var project = Shared.OpenProject(line);
        var moment = line.GetValue(At) is { } text ? AsOf.Parse(text, TimeZoneInfo.FindSystemTimeZoneById(project.Definition.Timezone)) : (DateTimeOffset?)null;
        if (moment is not null && what is not ExportContent.Segments)
        {
            throw new DefinitionException("", "'--as-of' goes with 'export segments': who was in which segment is remembered, features are those of the newest run.");
        }

        await using var engine = await Shared.OpenStoreAsync(project, new(), cancellation);
        var newest = await Shared.NewestRunAsync(engine, project, cancellation);
        var customers = await output.WatchAsync(progress =>
        {
            progress.Report(new("Export"));
            return moment is { } then
                ? Exporting.WriteAsync(engine, then.ToUnixTimeMilliseconds(), format, target.FullName, cancellation)
                : Exporting.WriteAsync(engine, project.Definition, newest.Run, what, format, target.FullName, cancellation);
        });
        output.Print(
            new { newest.Run, AsOf = moment, What = what, Format = format, File = target.FullName, Customers = customers },
            console => console.Profile.Out.Writer.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{target.FullName} ({customers:N0} customers)")));
        return ExitCode.Done;
    }
}
