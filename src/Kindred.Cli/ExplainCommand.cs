using System.CommandLine;
using System.Globalization;
using Kindred.Customers;
using Kindred.Project;
using Kindred.Rules;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred explain</summary>
static class ExplainCommand
{
    static readonly Argument<string> Segment = new("SEGMENT")
    {
        Description = "The id of a segment by a rule, or the name of a ready-made one.",
    };

    static readonly Option<string?> Customer = new("--customer")
    {
        Description = "Tell which conditions this customer meets, and by what values; any of their ids.",
        HelpName = "ID",
    };

    public static Verb Make() => new(
        "explain",
        "Tell what the rule of a segment means, how many customers each condition leaves, and its SQL.",
        [
            new("kindred explain at_risk", "In words, as a waterfall and as SQL, for the newest run."),
            new("kindred explain at_risk --customer 17850", "Which conditions the customer meets, with the values."),
        ],
        RunAsync)
    {
        Segment,
        Customer,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        var (id, rule) = RuleOf(project.Definition, line.GetRequiredValue(Segment));
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var run = await Shared.NewestRunAsync(engine, project, cancellation);
        await RuleSegments.CheckAsync(engine, project, cancellation);
        var moment = new Moment(project.Definition, run.Run, run.AsOf.ToUnixTimeMilliseconds());
        if (line.GetValue(Customer) is { } customer)
        {
            var number = await CustomerIds.NumberAsync(engine, customer, cancellation)
                ?? throw new NothingFoundException($"No event in {project.Folder} carries the id '{customer}'.");
            var answers = await RuleExplanation.OfAsync(engine, moment, rule, id, number, cancellation);
            output.Print(
                new { Segment = line.GetRequiredValue(Segment), Customer = customer, Analysed = answers.Count > 0, Member = answers.Count > 0 && answers[0].Holds, Conditions = answers },
                console => Show(console, customer, answers));
        }
        else
        {
            var report = await RuleExplanation.RunAsync(engine, moment, rule, id, cancellation);
            output.Print(
                new { Segment = line.GetRequiredValue(Segment), Rule = System.Text.Json.Nodes.JsonNode.Parse(RuleText.Write(rule)), report.Words, report.Customers, report.Members, report.Steps, report.Sql },
                console => Show(console, report));
        }

        return ExitCode.Done;
    }

    /// <summary>The rule of a segment of the project, else of a ready-made one.</summary>
    static (string Id, Condition Rule) RuleOf(ProjectDefinition project, string name)
    {
        if (project.Segments.FirstOrDefault(segment => segment.Id == name) is { Rule: { } rule })
        {
            return (name, rule);
        }

        if (ReadySegment.Find(name) is { } ready)
        {
            return ("", ready.Rule);
        }

        var known = project.Segments.Where(segment => segment.Rule is not null).Select(segment => segment.Id).Concat(ReadySegment.All.Select(one => one.Id)).Distinct().ToList();
        if (NamedSegments.Exists(name, project, "") || project.Segments.Any(segment => segment.Id == name))
        {
            throw new DefinitionException("", $"'{name}' is found by a model, not by a rule: 'kindred segments' tells what sets its members apart.");
        }

        var meant = Spelling.Nearest(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        throw new DefinitionException("", $"There is no segment '{name}' by a rule; there are {string.Join(", ", known)}.{meant}");
    }

    public static void Show(IAnsiConsole console, RuleReport report)
    {
        console.WriteLine(report.Words + ".");
        console.WriteLine();
        var table = PlainTable.Of(
            new TableColumn("Condition"), new TableColumn("alone") { Alignment = Justify.Right }, new TableColumn("together") { Alignment = Justify.Right });
        table.AddRow(new Text("Customers"), new Text(Count(report.Customers)), new Text(""));
        foreach (var step in report.Steps)
        {
            table.AddRow(new Text(Indented(step.Depth, step.Words)), new Text(Count(step.Alone)), new Text(step.Together is { } together ? Count(together) : ""));
        }

        console.Write(table);
        console.WriteLine();
        console.Profile.Out.Writer.WriteLine(report.Sql);
    }

    static void Show(IAnsiConsole console, string customer, IReadOnlyList<RuleAnswer> answers)
    {
        console.WriteLine(answers.Count == 0 ? $"{customer} is not analysed, so in no segment; 'kindred customer {customer}' tells why."
            : answers[0].Holds ? $"{customer} is a member." : $"{customer} is not a member.");
        PlainTable.Write(console, answers.Select(answer => (string[])[answer.Holds ? "yes" : "no", Indented(answer.Depth, answer.Words), answer.Value ?? ""]));
    }

    static string Indented(int depth, string words) => new string(' ', 2 * depth) + words;

    static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
