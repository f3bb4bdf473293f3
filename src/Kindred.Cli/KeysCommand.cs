using System.CommandLine;
using System.Globalization;
using Kindred.Server.Keys;
using Kindred.Server.Spooling;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred keys</summary>
static class KeysCommand
{
    static readonly Argument<string> Name = new("NAME") { Description = "The name of the key." };

    static readonly Option<string?> Source = new("--source")
    {
        Description = "The source that its events belong to; the name of the key where left out.",
        HelpName = "S",
    };

    static readonly Option<bool> Strict = new("--strict")
    {
        Description = "Answer 422 with a reason for each event that cannot be used, instead of rejecting it quietly.",
    };

    static readonly Option<int> Limit = new("--limit")
    {
        Description = "The most events a second; no limit where left out.",
        HelpName = "N",
        Validators = { Shared.Within(1, int.MaxValue, "a number above 0") },
    };

    static readonly Option<double> Grace = new("--grace")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"For how many hours the old secret still holds, {KeyStore.Grace.TotalHours} where left out."),
        HelpName = "H",
        DefaultValueFactory = _ => KeyStore.Grace.TotalHours,
        Validators = { Shared.Within(0.0, 8760, "hours from 0 to 8760") },
    };

    public static Verb Make() => new(
        "keys",
        "Show the write keys that let clients send events, and what came with each.",
        [
            new("kindred keys", "Names, sources, and how many events were accepted and rejected, and why."),
            new("kindred keys create web", "A key for the source web; its secret is shown once."),
            new("kindred keys rotate web --grace 48", "A new secret; the old one holds for two more days."),
        ],
        ListAsync)
    {
        new Verb("create", "Make a write key and show its secret, which is stored nowhere.", [new("kindred keys create shop --source web --strict --limit 500", "A strict key with a limit.")], CreateAsync)
        {
            Name, Source, Strict, Limit,
        },
        new Verb("rotate", "Give a write key a new secret.", [new("kindred keys rotate web --grace 0", "The old secret is worth nothing from now on.")], RotateAsync) { Name, Grace },
        new Verb("revoke", "End a write key for good.", [new("kindred keys revoke web", "Its clients are refused from now on; what they sent stays.")], RevokeAsync) { Name },
    };

    static Task<int> ListAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var store = Shared.OpenProject(line).Store;
        using var keys = KeyStore.Open(store, TimeProvider.System);
        var (list, counts) = (keys.List(), Counting.Of(store));
        var told = list.Select(key => new { key.Name, key.Source, key.Strict, key.ItemsPerSecond, key.Begins, key.CreatedAt, key.RevokedAt, Counts = counts.Where(count => count.Key == key.Number) });
        output.Print(new { Keys = told }, console => Show(console, list, counts));
        return Task.FromResult(ExitCode.Done);
    }

    static Task<int> CreateAsync(ParseResult line, Output output, CancellationToken cancellation) => Change(
        line, output, keys => keys.Create(line.GetRequiredValue(Name), line.GetValue(Source) ?? line.GetRequiredValue(Name), line.GetValue(Strict), line.GetValue(Limit)));

    static Task<int> RotateAsync(ParseResult line, Output output, CancellationToken cancellation) => Change(
        line, output, keys => keys.Rotate(line.GetRequiredValue(Name), TimeSpan.FromHours(line.GetValue(Grace))));

    static Task<int> RevokeAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        using var keys = KeyStore.Open(Shared.OpenProject(line).Store, TimeProvider.System);
        var key = keys.Revoke(line.GetRequiredValue(Name));
        output.Print(key, console => console.Write(new Text($"The key {key.Name} is revoked.\n")));
        return Task.FromResult(ExitCode.Done);
    }

    static Task<int> Change(ParseResult line, Output output, Func<KeyStore, NewKey> change)
    {
        using var keys = KeyStore.Open(Shared.OpenProject(line).Store, TimeProvider.System);
        var made = change(keys);
        output.Print(made, console => console.Write(new Text($"{made.Secret}\n")));
        output.Say($"That is the secret of the key {made.Key.Name} for the source {made.Key.Source}. It is shown only now.");
        return Task.FromResult(ExitCode.Done);
    }

    static void Show(IAnsiConsole console, IReadOnlyList<WriteKey> keys, IReadOnlyList<Count> counts)
    {
        if (keys.Count == 0)
        {
            console.Write(new Text("There are no write keys yet: 'kindred keys create NAME' makes one.\n"));
            return;
        }

        var table = PlainTable.Of(new("Key"), new("Source"), new("Secret"), new TableColumn("Accepted").RightAligned(), new TableColumn("Duplicate").RightAligned(), new TableColumn("Rejected").RightAligned(), new(""));
        foreach (var key in keys)
        {
            table.AddRow(key.Name, key.Source, $"{key.Begins}…", Of(key, "accepted"), Of(key, "duplicate"), Of(key, "rejected"), key.RevokedAt is null ? (key.Strict ? "strict" : "") : "revoked");
            foreach (var count in counts.Where(count => count.Key == key.Number && count.Outcome == "rejected"))
            {
                table.AddRow(new Text($"  {count.Reason}"), Text.Empty, Text.Empty, Text.Empty, Text.Empty, new Text(Number(count.Items)), Text.Empty);
            }
        }

        console.Write(table);

        string Of(WriteKey key, string outcome) => Number(counts.Where(count => count.Key == key.Number && count.Outcome == outcome).Sum(count => count.Items));
    }

    static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
