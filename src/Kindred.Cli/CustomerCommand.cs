using System.CommandLine;
using System.Globalization;
using Kindred.Customers;
using Kindred.Features;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred customer</summary>
static class CustomerCommand
{
    const int Events = 20;

    static readonly Argument<string> Id = new("ID")
    {
        Description = "Any id of the customer: of the user, of the visitor or of a device.",
    };

    public static Verb Make() => new(
        "customer",
        "Show what is known of one customer: ids, segments, features, newest events.",
        [
            new("kindred customer 17850", "As the newest run saw them."),
            new("kindred customer 17850 --json", "The same for a script; exit code 1 where no event carries the id."),
        ],
        RunAsync)
    {
        Id,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var (id, project) = (line.GetRequiredValue(Id), Shared.OpenProject(line));
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var newest = await Shared.NewestRunAsync(engine, project, cancellation);
        var customer = await CustomerLookup.FindAsync(engine, project.Definition, newest.Run, id, Events, cancellation)
            ?? throw new NothingFoundException($"No event in {project.Folder} carries the id '{id}'.");
        output.Print(Plain(customer), console => Show(console, customer));
        return ExitCode.Done;
    }

    static object Plain(CustomerReport customer) => new
    {
        customer.Customer,
        customer.Ids,
        customer.LeftOut,
        customer.Segments,
        customer.RfmCell,
        Features = customer.Features.ToDictionary(feature => feature.Feature.Name, feature => feature.Value),
        customer.Latest,
    };

    static void Show(IAnsiConsole console, CustomerReport customer)
    {
        console.MarkupLine($"[bold]{Markup.Escape(customer.Customer.Value)}[/]{(customer.RfmCell.Length > 0 ? $"  {Markup.Escape(customer.RfmCell)}" : "")}");
        if (customer.LeftOut.Length > 0)
        {
            console.WriteLine($"Not analysed: {customer.LeftOut}.");
        }

        foreach (var segment in customer.Segments)
        {
            console.WriteLine($"{segment.Model}: {segment.Name} ({segment.Segment})");
        }

        Section(console, "Ids", customer.Ids.Select(known =>
            (string[])[$"{known.Id}", known.Source, Line($"{known.Events:N0} events"), Line($"{known.FirstAt:yyyy-MM-dd} to {known.LastAt:yyyy-MM-dd}")]));
        Section(console, "Features", customer.Features.Where(feature => feature.Value is not null).Select(feature =>
            (string[])[feature.Feature.Label, Line($"{feature.Value:#,0.##}{Unit(feature.Feature.Unit)}")]));
        Section(console, "Newest events", customer.Latest.Select(latest =>
            (string[])[Line($"{latest.At:yyyy-MM-dd HH:mm}"), latest.Event, latest.Product, latest.Order, Line($"{latest.Revenue:N2}")]));
    }

    static void Section(IAnsiConsole console, string title, IEnumerable<string[]> rows)
    {
        console.WriteLine();
        console.WriteLine(title);
        PlainTable.Write(console, rows);
    }

    static string Unit(FeatureUnit unit) => unit switch
    {
        FeatureUnit.Days => " days",
        FeatureUnit.Minutes => " min",
        _ => "",
    };

    static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
