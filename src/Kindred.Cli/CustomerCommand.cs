using System.CommandLine;
using Kindred.ClickHouse;
using Kindred.Customers;
using Kindred.Identity;
using Kindred.Project;
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
            new("kindred customer ann --unmerge laptop-3", "Say that the laptop is not Ann's: they are two customers at once."),
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
        if (line.GetValue(Unmerge) is { } parted)
        {
            return await UnmergeAsync(project, output, (id, parted), cancellation);
        }

        if (line.GetValue(Rejoin) is { } rejoined)
        {
            return await RejoinAsync(project, output, (id, rejoined), cancellation);
        }

        await using var engine = await Shared.OpenStoreAsync(project, new() { ReadOnly = true }, cancellation);
        var newest = await Shared.NewestReportAsync(engine, project, cancellation);
        var rules = newest.Segments.Select(segment => segment.Rule).OfType<Validation.SegmentRule>().ToList();
        var customer = await CustomerLookup.FindAsync(
            engine, project.Definition, (newest.Run, newest.AsOf.ToUnixTimeMilliseconds()), rules, id, Most, cancellation) ?? throw Nobody(project.Folder, id);
        output.Print(CustomerDisplay.Plain(customer), console => CustomerDisplay.Show(console, customer));
        return ExitCode.Done;
    }

    static async Task<int> UnmergeAsync(ProjectFile project, Output output, (string Customer, string Id) ids, CancellationToken cancellation)
    {
        var links = await Shared.ChangeStoreAsync(
            project,
            async engine =>
            {
                var links = await CustomerIds.UnmergeAsync(engine, project.Definition.Identity, await NumberAsync(engine, project, ids.Customer, cancellation), ids.Id, cancellation);
                return links.Count > 0 ? links : throw new NothingFoundException(
                    $"The customer of '{ids.Customer}' has no id '{ids.Id}' that was seen together with another: 'kindred customer {ids.Customer}' shows which were.");
            },
            cancellation);
        output.Print(new { Unmerged = ids.Id, Links = links }, console =>
        {
            foreach (var link in links)
            {
                console.WriteLine($"{link.A} and {link.B} are parted.");
            }

            console.WriteLine("Their events count apart from now on; the next 'kindred run' measures both. --rejoin takes it back.");
        });
        return ExitCode.Done;
    }

    static async Task<int> RejoinAsync(ProjectFile project, Output output, (string Customer, string Id) ids, CancellationToken cancellation)
    {
        var pairs = await Shared.ChangeStoreAsync(
            project,
            async engine =>
            {
                var pairs = await CustomerIds.RejoinAsync(engine, project.Definition.Identity, await NumberAsync(engine, project, ids.Customer, cancellation), ids.Id, cancellation);
                return pairs > 0 ? pairs : throw new NothingFoundException($"The id '{ids.Id}' was not parted from the customer of '{ids.Customer}'.");
            },
            cancellation);
        output.Print(
            new { Rejoined = ids.Id, Pairs = pairs },
            console => console.WriteLine($"'{ids.Id}' may belong to '{ids.Customer}' again: they are joined where events say so, and the next 'kindred run' measures them as one."));
        return ExitCode.Done;
    }

    static async Task<ulong> NumberAsync(Engine engine, ProjectFile project, string id, CancellationToken cancellation)
    {
        await Recognition.PrepareAsync(engine, cancellation); // there may have been no run yet
        return await CustomerIds.NumberAsync(engine, id, cancellation) ?? throw Nobody(project.Folder, id);
    }

    static NothingFoundException Nobody(string folder, string id) => new($"No event in {folder} carries the id '{id}'.");
}
