using System.CommandLine;

namespace Kindred.Cli;

/// <summary>kindred report</summary>
static class ReportCommand
{
    static readonly Option<FileInfo> Out = new("--out")
    {
        Description = "The HTML file to write; one that exists is replaced.",
        HelpName = "F",
        Required = true,
    };

    public static Verb Make() => new(
        "report",
        "Write the report of the newest run as one HTML file that needs no network.",
        [
            new("kindred report --out segments.html", "To look at, print or send."),
        ],
        RunAsync)
    {
        Out,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var run = await Shared.NewestReportAsync(engine, project, cancellation);
        if (!File.Exists(run.Report))
        {
            throw new DefinitionException("", $"The page of the newest run, {run.Report}, is gone: 'kindred run' writes it again.");
        }

        var target = line.GetRequiredValue(Out);
        if (target.FullName != run.Report)
        {
            File.Copy(run.Report, target.FullName, overwrite: true);
        }

        output.Print(new { run.Run, Report = target.FullName }, console => console.Profile.Out.Writer.WriteLine(target.FullName));
        return ExitCode.Done;
    }
}
