using System.Globalization;
using Kindred.Customers;
using Kindred.Features;
using Kindred.History;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>How a customer is told, to a script and to a person.</summary>
static class CustomerDisplay
{
    public static object Plain(CustomerReport customer) => new
    {
        customer.Customer,
        customer.Ids,
        customer.Links,
        customer.Parted,
        customer.LeftOut,
        customer.Segments,
        History = customer.History.Select(change => new
        {
            change.Change.Run,
            change.Change.AsOf,
            change.Change.Model,
            change.Change.Segment,
            change.Name,
            change.Change.Entered,
            change.Change.Reason,
        }),
        customer.RfmCell,
        Features = customer.Features.ToDictionary(feature => feature.Feature.Name, feature => feature.Value),
        customer.Sessions,
        customer.Latest,
    };

    public static void Show(IAnsiConsole console, CustomerReport customer)
    {
        console.MarkupLine($"[bold]{Markup.Escape(customer.Customer.Value)}[/]{(customer.RfmCell.Length > 0 ? $"  {Markup.Escape(customer.RfmCell)}" : "")}");
        if (customer.LeftOut.Length > 0)
        {
            console.WriteLine($"Not analysed: {customer.LeftOut}.");
        }

        foreach (var segment in customer.Segments)
        {
            console.WriteLine(segment.Model == segment.Segment ? $"{segment.Name} ({segment.Segment})" : $"{segment.Model}: {segment.Name} ({segment.Segment})");
            console.WriteLine($"  {Why(segment)}");
        }

        Section(console, "Ids", customer.Ids.Select(known =>
            (string[])[$"{known.Id}", known.Source, Line($"{known.Events:N0} events"), Line($"{known.FirstAt:yyyy-MM-dd} to {known.LastAt:yyyy-MM-dd}")]));
        Section(console, "Why they are one customer", customer.Links.Select(link =>
            (string[])[$"{link.A} with {link.B}", link.Source, Line($"{link.Events:N0} events"), Line($"{link.FirstAt:yyyy-MM-dd} to {link.LastAt:yyyy-MM-dd}")]));
        Section(console, "Parted by hand", customer.Parted.Select(id => (string[])[$"{id}"]));
        Section(console, "History", customer.History.Select(change =>
            (string[])[Line($"{change.Change.AsOf:yyyy-MM-dd HH:mm}"), change.Change.Entered ? "entered" : "left", change.Name, Reason(change.Change.Reason)]));
        Section(console, "Features", customer.Features.Where(feature => feature.Value is not null).Select(feature =>
            (string[])[feature.Feature.Label, Line($"{feature.Value:#,0.##}{Unit(feature.Feature.Unit)}")]));
        Section(console, "Newest sessions", customer.Sessions.Select(session => (string[])
        [
            Line($"{session.Began:yyyy-MM-dd HH:mm}"), Line($"{(session.Ended - session.Began).TotalMinutes:0.#} min"),
            Line($"{session.Events:N0} {(session.Events == 1 ? "event" : "events")}"), session.Ordered ? "ordered" : "",
        ]));
        Section(console, "Newest events", customer.Latest.Select(latest =>
            (string[])[Line($"{latest.At:yyyy-MM-dd HH:mm}"), latest.Event, latest.Product, latest.Order, Line($"{latest.Revenue:N2}")]));
    }

    static string Why(CustomerSegment segment) => segment.Model == segment.Segment
        ? $"They meet its rule: 'kindred explain {segment.Segment} --customer ID' tells by what values."
        : segment.ByRule
        ? $"Because: {string.Join("; ", segment.Why.Select(met => $"{met.Bound.Words} ({Value(met)})"))}."
        : "The segment's short rule does not put them here; the model does, by all its features together.";

    static string Value(MetBound met) => met.Value is { } value ? Line($"{value:#,0.##}") : "unknown";

    static string Reason(ChangeReason reason) => reason switch
    {
        ChangeReason.Definition => "by definition",
        ChangeReason.Merge => "by ids joined or parted",
        ChangeReason.Deletion => "deleted",
        ChangeReason.Data => "by what they did",
        ChangeReason.Clock => "by time passing",
        _ => "by what others did",
    };

    static void Section(IAnsiConsole console, string title, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(title);
        PlainTable.Write(console, all);
    }

    static string Unit(FeatureUnit unit) => unit switch
    {
        FeatureUnit.Days => " days",
        FeatureUnit.Minutes => " min",
        _ => "",
    };

    static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
