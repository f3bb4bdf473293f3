using System.CommandLine;
using System.Globalization;
using Kindred.Project;
using Kindred.Rules;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred segments preview</summary>
static class SegmentsPreviewCommand
{
    /// <summary>So many customers give a share to about one percentage point.</summary>
    const int Sample = 10_000;

    static readonly Argument<FileInfo> RuleFile = new("FILE")
    {
        Description = "A condition as it stands under 'rule:' in the project file, in YAML or JSON.",
    };

    public static Verb Make() => new(
        "preview",
        "Estimate at once how many customers meet a rule, then count them.",
        [
            new("kindred segments preview vip.yaml", "An estimate with its error from a sample, and the exact size."),
            new("kindred segments preview vip.json --json", "The same for a script."),
        ],
        RunAsync)
    {
        RuleFile,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var (project, file) = (Shared.OpenProject(line), line.GetRequiredValue(RuleFile));
        if (!file.Exists)
        {
            throw new DefinitionException("", $"There is no file {file.FullName}: it should hold a condition as it stands under 'rule:' in the project file.");
        }

        var text = await File.ReadAllTextAsync(file.FullName, cancellation);
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var run = await Shared.NewestRunAsync(engine, project, cancellation);
        var rule = RuleText.Read(text, file.FullName, await RuleSegments.NamesAsync(engine, project.Definition, [text], cancellation));
        var moment = new Moment(project.Definition, run.Run, run.AsOf);
        var clock = TimeProvider.System.GetTimestamp();
        var estimate = await RulePreview.EstimateAsync(engine, moment, rule, Sample, cancellation);
        var seconds = TimeProvider.System.GetElapsedTime(clock).TotalSeconds;
        if (estimate.Sampled < estimate.Customers)
        {
            output.Say(Line($"about {estimate.Size:N0} customers ({estimate.Least:N0} to {estimate.Most:N0} with 95 % confidence), from a sample of {estimate.Sampled:N0}"));
        }

        var exact = estimate.Sampled < estimate.Customers ? await RulePreview.SizeAsync(engine, moment, rule, cancellation) : estimate.Size;
        var share = exact / (double)Math.Max(1, estimate.Customers);
        output.Print(
            new { Words = RuleWords.Of(rule, project.Definition), Estimate = estimate, EstimateSeconds = Math.Round(seconds, 3), Size = exact, Share = Math.Round(share, 6) },
            console =>
            {
                console.WriteLine(RuleWords.Of(rule, project.Definition) + ".");
                console.WriteLine(Line($"{exact:N0} of {estimate.Customers:N0} customers, {100 * share:0.0} %"));
            });
        return ExitCode.Done;
    }

    static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
