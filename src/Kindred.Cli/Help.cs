using System.CommandLine;

namespace Kindred.Cli;

/// <summary>The help of a verb, or of all, to be read from top to bottom.</summary>
static class Help
{
    const int Width = 100;

    public static void Write(Command command, TextWriter to)
    {
        to.WriteLine(command.Description);
        to.WriteLine();
        to.WriteLine($"Usage: {Usage(command)}");
        WriteRows(to, "Verbs", command.Subcommands.Select(c => (c.Name, c.Description)));
        WriteRows(to, "Arguments", command.Arguments.Select(a => (Label(a), a.Description)));
        WriteRows(to, "Options", OptionsOf(command).Select(o => (Label(o), o.Description)));
        if (command is Verb verb)
        {
            to.WriteLine();
            to.WriteLine("Examples:");
            foreach (var example in verb.Examples)
            {
                to.WriteLine($"  {example.Line}");
                to.WriteLine($"      {example.Meaning}");
            }
        }
        else
        {
            to.WriteLine();
            to.WriteLine("Exit codes: 0 done, 1 failed, 2 wrong use or wrong project file.");
            to.WriteLine("'kindred VERB --help' tells more of a verb, with examples.");
        }
    }

    static string Usage(Command command) => command is Verb
        ? string.Join(' ', [PathOf(command), .. command.Subcommands.Count > 0 ? ["[VERB]"] : (string[])[], .. command.Arguments.Select(Label), "[options]"])
        : "kindred VERB [options]";

    /// <summary>What is typed before the arguments of a command.</summary>
    public static string PathOf(Command command) =>
        string.Join(' ', command.Parents.OfType<Command>().Take(1).Select(PathOf).Append(command.Name));

    /// <summary>The verb's own options first, then those of every verb.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(Above(command).SelectMany(c => c.Options).Where(o => o.Recursive));

    static IEnumerable<Command> Above(Command command) => command.Parents.OfType<Command>().SelectMany(parent => Above(parent).Prepend(parent));

    static string Label(Argument argument)
    {
        var name = argument.Name + (argument.Arity.MaximumNumberOfValues > 1 ? "…" : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    static string Label(Option option)
    {
        var names = string.Join(", ", [option.Name, .. option.Aliases]);
        return option.ValueType == typeof(bool) ? names : $"{names} {option.HelpName}";
    }

    static void WriteRows(TextWriter to, string title, IEnumerable<(string Label, string? Text)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        var indent = all.Max(r => r.Label.Length) + 5;
        to.WriteLine();
        to.WriteLine($"{title}:");
        foreach (var (label, text) in all)
        {
            to.Write(("  " + label).PadRight(indent));
            to.WriteLine(string.Join("\n" + new string(' ', indent), Wrap(text ?? "", Width - indent)));
        }
    }

    static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width && text.LastIndexOf(' ', width) is > 0 and var end)
        {
            yield return text[..end];
            text = text[(end + 1)..];
        }

        yield return text;
    }
}
