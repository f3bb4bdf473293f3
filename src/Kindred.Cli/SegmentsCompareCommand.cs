using System.CommandLine;
using System.Globalization;
using Kindred.Features;
using Kindred.Runs;
using Kindred.Validation;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred segments compare</summary>
static class SegmentsCompareCommand
{
    /// <summary>Differences told to a person; a script gets all.</summary>
    const int Told = 12;

    static readonly Argument<string> A = new("A") { Description = "The id or name of a segment." };

    static readonly Argument<string> B = new("B") { Description = "The id or name of another." };

    public static Verb Make() => new(
        "compare",
        "Hold two segments of the newest run against each other: shared customers, key figures, differences in every feature.",
        [
            new("kindred segments compare behaviour_1 behaviour_2", "Largest differences first, with effect sizes and corrected p-values."),
        ],
        RunAsync)
    {
        A,
        B,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var newest = await Shared.NewestReportAsync(engine, project, cancellation);
        var (a, b) = (Find(newest, line.GetRequiredValue(A)), Find(newest, line.GetRequiredValue(B)));
        var snapshot = await StoredSnapshot.ReadAsync(engine, project.Definition, newest.Run, newest.AsOf.ToUnixTimeMilliseconds(), cancellation);
        var comparison = await SegmentComparison.OfAsync(engine, snapshot, a, b, cancellation);
        output.Print(Plain(comparison), console => Show(console, comparison));
        return ExitCode.Done;
    }

    static (string Id, string Name) Find(RunReport report, string wanted)
    {
        var found = report.Segments.FirstOrDefault(segment => segment.Id == wanted)
            ?? report.Segments.FirstOrDefault(segment => string.Equals(segment.Name, wanted, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            var near = Spelling.Nearest(wanted, report.Segments.Select(segment => segment.Id)) is { } nearest ? $"; did you mean '{nearest}'?" : ".";
            throw new DefinitionException("segment", $"The newest run has no segment '{wanted}'{near} 'kindred segments' lists them.");
        }

        return (found.Id, found.Name);
    }

    static object Plain(SegmentComparison comparison) => new
    {
        comparison.A,
        comparison.B,
        comparison.Both,
        comparison.Similarity,
        comparison.Judged,
        Differences = comparison.Differences.Select(difference => new
        {
            Feature = difference.Feature.Name,
            difference.Median,
            difference.OtherMedian,
            difference.Delta,
            difference.PValue,
        }),
    };

    static void Show(IAnsiConsole console, SegmentComparison comparison)
    {
        console.WriteLine(Line($"A: {comparison.A.Name} ({comparison.A.Id}), {comparison.A.Customers:N0} customers"));
        console.WriteLine(Line($"B: {comparison.B.Name} ({comparison.B.Id}), {comparison.B.Customers:N0} customers"));
        console.WriteLine(Line($"In both: {comparison.Both:N0}, {100 * comparison.Similarity:0.0} % of all of them"));
        console.WriteLine();
        PlainTable.Write(console, comparison.A.Indicators.Zip(comparison.B.Indicators, (a, b) => (string[])[Name(a.Indicator), Written(a), Written(b)])
            .Prepend(["Key figures (95 %)", "A", "B"]));
        console.WriteLine();
        PlainTable.Write(console, comparison.Differences.Take(Told).Select(difference => (string[])
        [
            difference.Feature.Label,
            Line($"{difference.Median:#,0.##}"),
            Line($"{difference.OtherMedian:#,0.##}"),
            Line($"{difference.Delta:+0.00;−0.00;0.00}"),
            difference.PValue < 0.001 ? "<0.001" : Line($"{difference.PValue:0.000}"),
        ]).Prepend(["Differences", "median A", "median B", "δ", "p (Holm)"]));
        console.WriteLine();
        console.WriteLine("δ: how much likelier a customer of A has more than one of B rather than less. Features that made the segments differ by construction.");
    }

    static string Name(KeyIndicator indicator) => indicator is KeyIndicator.OrderValue ? "Order value" : indicator.ToString();

    static string Written(Indication indication) =>
        double.IsNaN(indication.Value) ? "–"
        : KeyIndicators.IsShare(indication.Indicator)
            ? Line($"{100 * indication.Value:0.0} % ({100 * indication.Interval.Low:0.0} to {100 * indication.Interval.High:0.0})")
            : Line($"{indication.Value:#,0.00} ({indication.Interval.Low:#,0.00} to {indication.Interval.High:#,0.00})");

    static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
