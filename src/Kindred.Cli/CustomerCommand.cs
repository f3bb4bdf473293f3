using System.CommandLine;
using Kindred.ClickHouse;
using Kindred.Customers;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred customer</summary>
static class CustomerCommand
{
    const int Most = 20;

    static readonly Argument<string> Id = new("ID")
    {
        Description = "Any id of the customer: of the user, of the visitor or of a device.",
    };

    static readonly Option<string?> Unmerge = new("--unmerge")
    {
        Description = "Part this id from the customer's others, because it belongs to someone else.",
        HelpName = "ID",
    };

    static readonly Option<string?> Rejoin = new("--rejoin")
    {
        Description = "Take back that this id was parted from the customer's.",
        HelpName = "ID",
    };

    public static Verb Make() => new(
        "customer",
        "Show what is known of one customer: ids and why they are one, segments and why, history, features, sessions, events.",
        [
            new("kindred customer 17850", "As the newest run saw them."),
            new("kindred customer 17850 --json", "The same for a script; exit code 1 where no event carries the id."),
            new("kindred customer ann --unmerge laptop-3", "Say that the laptop is not Ann's; the next run makes two customers of them."),
        ],
        RunAsync)
    {
        Id,
        Unmerge,
        Rejoin,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var (id, project) = (line.GetRequiredValue(Id), Shared.OpenProject(line));
        var (parted, rejoined) = (line.GetValue(Unmerge), line.GetValue(Rejoin));
        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = parted is null && rejoined is null }, cancellation);
        var newest = await Shared.NewestRunAsync(engine, project, cancellation);
        if (parted is not null || rejoined is not null)
        {
            var number = await CustomerIds.NumberAsync(engine, id, cancellation) ?? throw Nobody(project.Folder, id);
            return parted is not null
                ? await UnmergeAsync(engine, output, (number, id), parted, cancellation)
                : await RejoinAsync(engine, output, (number, id), rejoined!, cancellation);
        }

        var rules = newest.Segments.Select(segment => segment.Rule).OfType<Validation.SegmentRule>().ToList();
        var customer = await CustomerLookup.FindAsync(
            engine, project.Definition, (newest.Run, newest.AsOf.ToUnixTimeMilliseconds()), rules, id, Most, cancellation) ?? throw Nobody(project.Folder, id);
        output.Print(CustomerDisplay.Plain(customer), console => CustomerDisplay.Show(console, customer));
        return ExitCode.Done;
    }

    static async Task<int> UnmergeAsync(Engine engine, Output output, (ulong Number, string Id) customer, string id, CancellationToken cancellation)
    {
        var links = await CustomerIds.UnmergeAsync(engine, customer.Number, id, cancellation);
        if (links.Count == 0)
        {
            throw new NothingFoundException($"The customer of '{customer.Id}' has no id '{id}' that was seen together with another: 'kindred customer {customer.Id}' shows which were.");
        }

        output.Print(new { Unmerged = id, Links = links }, console =>
        {
            foreach (var link in links)
            {
                console.WriteLine($"{link.A} and {link.B} are parted.");
            }

            console.WriteLine("The next 'kindred run' counts them as they were apart. --rejoin takes it back.");
        });
        return ExitCode.Done;
    }

    static async Task<int> RejoinAsync(Engine engine, Output output, (ulong Number, string Id) customer, string id, CancellationToken cancellation)
    {
        var pairs = await CustomerIds.RejoinAsync(engine, customer.Number, id, cancellation);
        if (pairs == 0)
        {
            throw new NothingFoundException($"The id '{id}' was not parted from the customer of '{customer.Id}'.");
        }

        output.Print(new { Rejoined = id, Pairs = pairs }, console => console.WriteLine($"'{id}' may belong to '{customer.Id}' again; the next 'kindred run' joins them where events say so."));
        return ExitCode.Done;
    }

    static NothingFoundException Nobody(string folder, string id) => new($"No event in {folder} carries the id '{id}'.");
}
