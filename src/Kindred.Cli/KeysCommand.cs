using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Kindred.Project;
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

    static readonly Option<string?> Require = new("--require")
    {
        Description = "Purposes that a visitor must have allowed, besides those that kindred.yaml requires: collect, analyse, activate, with commas between; none for no more.",
        HelpName = "P",
        Validators = { CheckRequire },
    };

    static readonly Option<bool?> StrictOrNot = new("--strict")
    {
        Description = "Whether events that cannot be used are answered with 422 and a reason for each: true or false.",
        HelpName = "B",
    };

    static readonly Option<int?> NewLimit = new("--limit")
    {
        Description = "The most events a second; 0 is no limit.",
        HelpName = "N",
        Validators = { Shared.Within(0, int.MaxValue, "a number from 0") },
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
            Name, Source, Strict, Limit, Require,
        },
        new Verb("change", "Change what holds for a write key; its secret stays.", [new("kindred keys change web --require analyse,activate", "Store only what visitors allowed to be analysed; who did not allow more is not addressed.")], ChangeAsync)
        {
            Name, StrictOrNot, NewLimit, Require,
        },
        new Verb("rotate", "Give a write key a new secret.", [new("kindred keys rotate web --grace 0", "The old secret is worth nothing from now on.")], RotateAsync) { Name, Grace },
        new Verb("revoke", "End a write key for good.", [new("kindred keys revoke web", "Its clients are refused from now on; what they sent stays.")], RevokeAsync) { Name },
    };

    static Task<int> ListAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var store = Shared.OpenProject(line).Store;
        using var keys = KeyStore.Open(store, TimeProvider.System);
        var (list, counts) = (keys.List(), Counting.Of(store));
        var told = list.Select(key => new { key.Name, key.Source, key.Strict, key.ItemsPerSecond, key.Require, key.Begins, key.CreatedAt, key.RevokedAt, Counts = counts.Where(count => count.Key == key.Number) });
        output.Print(new { Keys = told }, console => Show(console, list, counts));
        return Task.FromResult(ExitCode.Done);
    }

    static Task<int> CreateAsync(ParseResult line, Output output, CancellationToken cancellation) => Change(
        line, output, keys => keys.Create(line.GetRequiredValue(Name), line.GetValue(Source) ?? line.GetRequiredValue(Name), line.GetValue(Strict), line.GetValue(Limit), PurposesOf(line.GetValue(Require))));

    static Task<int> ChangeAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        using var keys = KeyStore.Open(Shared.OpenProject(line).Store, TimeProvider.System);
        var change = new KeyChange(line.GetValue(StrictOrNot), line.GetValue(NewLimit), line.GetValue(Require) is { } require ? PurposesOf(require) : null);
        if (change == new KeyChange())
        {
            throw new WrongUseException("Nothing is to be changed: say --strict, --limit or --require.");
        }

        var key = keys.Change(line.GetRequiredValue(Name), change);
        output.Print(key, console => console.Write(new Text($"The key {key.Name} is changed.\n")));
        return Task.FromResult(ExitCode.Done);
    }

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
            table.AddRow(key.Name, key.Source, $"{key.Begins}…", Of(key, "accepted"), Of(key, "duplicate"), Of(key, "rejected"), key.RevokedAt is null ? Notes(key) : "revoked");
            foreach (var count in counts.Where(count => count.Key == key.Number && count.Outcome == "rejected"))
            {
                table.AddRow(new Text($"  {count.Reason}"), Text.Empty, Text.Empty, Text.Empty, Text.Empty, new Text(Number(count.Items)), Text.Empty);
            }
        }

        console.Write(table);

        string Of(WriteKey key, string outcome) => Number(counts.Where(count => count.Key == key.Number && count.Outcome == outcome).Sum(count => count.Items));
    }

    static void CheckRequire(OptionResult found)
    {
        if (found.Tokens is [var token] && PurposesOf(token.Value) is null)
        {
            found.AddError($"'--require' takes collect, analyse and activate, with commas between, or none, not '{token.Value}'.");
        }
    }

    /// <summary>The purposes that an option names, or null where it names something else.</summary>
    static List<Purpose>? PurposesOf(string? text)
    {
        var names = text is null or "none" ? [] : text.Split(',');
        var purposes = Enum.GetValues<Purpose>().Where(purpose => names.Contains(purpose.ToString(), StringComparer.OrdinalIgnoreCase)).ToList();
        return purposes.Count == names.Length ? purposes : null;
    }

    /// <summary>What holds for a key besides its source.</summary>
    static string Notes(WriteKey key) => string.Join(", ", (string[])
    [
        .. key.Strict ? (string[])["strict"] : [],
        .. key.ItemsPerSecond > 0 ? (string[])[string.Create(CultureInfo.InvariantCulture, $"{key.ItemsPerSecond:N0} events/s")] : [],
        .. key.Require.Count > 0 ? (string[])[$"requires {string.Join(" and ", key.Require).ToLowerInvariant()}"] : [],
    ]);

    static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
