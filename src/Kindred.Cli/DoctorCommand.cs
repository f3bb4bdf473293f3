using System.CommandLine;
using Kindred.Project;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred doctor</summary>
static class DoctorCommand
{
    public static Verb Make() => new(
        "doctor",
        "Check the installation and the project, and say what to do about what is wrong.",
        [
            new("kindred doctor", "Check everything, with the project of the current folder."),
            new("kindred doctor --dir shop --json", "The same for another project, for a script; exit code 1 where something fails."),
        ],
        RunAsync);

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var folder = line.GetValue(Shared.Folder)?.FullName ?? ProjectFile.Find(Environment.CurrentDirectory);
        var checks = await output.WatchAsync<IReadOnlyList<Check>>(async progress =>
        {
            progress.Report(new("Check the installation"));
            var installation = await InstallationCheckup.RunAsync(cancellation);
            progress.Report(new("Check the installation", 1));
            progress.Report(new("Check the project"));
            return [.. installation, .. await ProjectCheckup.RunAsync(folder, cancellation)];
        });
        var failed = checks.Count(c => c.Verdict == Verdict.Fail);
        output.Print(new { Failed = failed, Checks = checks }, console => Show(console, checks));
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    static void Show(IAnsiConsole console, IReadOnlyList<Check> checks)
    {
        foreach (var check in checks)
        {
            var mark = check.Verdict switch
            {
                Verdict.Ok => "[green]ok  [/]",
                Verdict.Warn => "[yellow]warn[/]",
                _ => "[red]fail[/]",
            };
            console.MarkupLine($"{mark}  {Markup.Escape(check.Name)}: {Markup.Escape(check.Found)}");
            if (check.Advice is not null)
            {
                console.MarkupLine($"      {Markup.Escape(check.Advice.ReplaceLineEndings("\n      "))}");
            }
        }
    }
}
