using System.CommandLine;
using System.Globalization;
using Kindred.Customers;
using Kindred.Project;
using Kindred.Rules;
using Kindred.Runs;
using Kindred.Validation;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred explain</summary>
static class ExplainCommand
{
    static readonly Argument<string> Segment = new("SEGMENT")
    {
        Description = "The id of a segment by a rule or of one that a model found, or the name of a ready-made one.",
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
            new("kindred explain behaviour_2", "The short rule that stands for a segment of a model, ready for kindred.yaml."),
        ],
        RunAsync)
    {
        Segment,
        Customer,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var (project, name) = (Shared.OpenProject(line), line.GetRequiredValue(Segment));
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var run = await Shared.NewestReportAsync(engine, project, cancellation);
        await RuleSegments.CheckAsync(engine, project, cancellation);
        var moment = new Moment(project.Definition, run.Run, run.AsOf.ToUnixTimeMilliseconds());
        var stands = RuleOf(project.Definition, name) is null ? await StandInAsync(engine, moment, run, name, cancellation) : null;
        var (id, rule) = RuleOf(project.Definition, name) ?? ("", stands!.Rule);
        if (line.GetValue(Customer) is { } customer)
        {
            var number = await CustomerIds.NumberAsync(engine, customer, cancellation)
                ?? throw new NothingFoundException($"No event in {project.Folder} carries the id '{customer}'.");
            var answers = await RuleExplanation.OfAsync(engine, moment, rule, id, number, cancellation);
            output.Print(
                new { Segment = name, Customer = customer, Analysed = answers.Count > 0, Member = answers.Count > 0 && answers[0].Holds, Conditions = answers },
                console => Show(console, customer, answers, stands is null ? "a member" : "one who meets its short rule"));
        }
        else
        {
            var report = await RuleExplanation.RunAsync(engine, moment, rule, id, cancellation);
            var yaml = stands is null ? null : Yaml(run.Segments.First(segment => segment.Id == name), rule);
            output.Print(
                new { Segment = name, Rule = System.Text.Json.Nodes.JsonNode.Parse(RuleText.Write(rule)), report.Words, report.Customers, report.Members, report.Steps, report.Sql, StandsFor = Plain(stands), Yaml = yaml },
                console =>
                {
                    Show(console, report);
                    Show(console, stands, yaml);
                });
        }

        return ExitCode.Done;
    }

    /// <summary>The rule of a segment of the project, else of a ready-made one; null where a model finds the segment.</summary>
    static (string Id, Condition Rule)? RuleOf(ProjectDefinition project, string name) =>
        project.Segments.FirstOrDefault(segment => segment.Id == name) is { Rule: { } rule } ? (name, rule)
        : ReadySegment.Find(name) is { } ready ? ("", ready.Rule)
        : null;

    /// <summary>The short rule of a segment that a model found.</summary>
    static async Task<StandIn> StandInAsync(ClickHouse.Engine engine, Moment moment, RunReport run, string name, CancellationToken cancellation)
    {
        var project = moment.Project;
        if (run.Segments.FirstOrDefault(segment => segment.Id == name) is not { Model: { } model } found)
        {
            throw Unknown(project, run, name);
        }

        var declared = project.Segments.FirstOrDefault(segment => segment.Id == model) ?? new() { Id = model };
        return found.Rule is { } rule && await StandIn.OfAsync(engine, moment, declared, rule, cancellation) is { } stands
            ? stands
            : throw new DefinitionException("", $"'{name}' is found by a model, and no short rule stands for it: 'kindred segments' tells what sets its members apart.");
    }

    static DefinitionException Unknown(ProjectDefinition project, RunReport run, string name)
    {
        var known = project.Segments.Where(segment => segment.Rule is not null).Select(segment => segment.Id)
            .Concat(run.Segments.Select(segment => segment.Id)).Concat(ReadySegment.All.Select(one => one.Id)).Distinct().ToList();
        var meant = Spelling.Nearest(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        return new("", $"There is no segment '{name}'; there are {string.Join(", ", known)}.{meant}");
    }

    /// <summary>The short rule as an entry of the project file.</summary>
    static string Yaml(SegmentLine segment, Condition rule) =>
        $"  - id: {segment.Id}_rule\n    name: \"{segment.Name}, by rule\"\n    rule:\n      {RuleText.Yaml(rule, 6)}";

    static object? Plain(StandIn? stands) => stands is null ? null : new { stands.Meeting, stands.Members, stands.Both };

    static void Show(IAnsiConsole console, StandIn? stands, string? yaml)
    {
        if (stands is not null)
        {
            console.WriteLine();
            console.WriteLine("The segment is found by a model, and this rule stands for it: "
                + $"of {Count(stands.Meeting)} customers who meet it {Count(stands.Both)} are in the segment, of the {Count(stands.Members)} in the segment {Count(stands.Both)} meet it.");
            console.WriteLine("As a segment of its own, under 'segments:' in kindred.yaml:");
            console.WriteLine();
            console.Profile.Out.Writer.Write(yaml);
        }
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

    static void Show(IAnsiConsole console, string customer, IReadOnlyList<RuleAnswer> answers, string what)
    {
        console.WriteLine(answers.Count == 0 ? $"{customer} is not analysed, so in no segment; 'kindred customer {customer}' tells why."
            : $"{customer} is {(answers[0].Holds ? "" : "not ")}{what}.");
        PlainTable.Write(console, answers.Select(answer => (string[])[answer.Holds ? "yes" : "no", Indented(answer.Depth, answer.Words), answer.Value ?? ""]));
    }

    static string Indented(int depth, string words) => new string(' ', 2 * depth) + words;

    static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
