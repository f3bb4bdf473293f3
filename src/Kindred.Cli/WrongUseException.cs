using System.CommandLine;
using System.CommandLine.Parsing;

namespace Kindred.Cli;

/// <summary>The command line cannot be understood; the message says why and where to look.</summary>
sealed class WrongUseException(string message) : Exception(message)
{
    public static WrongUseException Of(ParseResult line)
    {
        var command = line.CommandResult.Command;
        var path = Help.PathOf(command);
        // An unknown option is taken for an argument, and may push a right one out.
        var odd = line.Tokens.FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal))?.Value
            ?? (line.UnmatchedTokens is [var first, ..] ? first : null);
        var complaints = odd is null ? line.Errors.Select(e => string.Join(' ', e.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.') + '.') : [Unknown(odd, command, line)];
        return new($"{string.Join(' ', complaints)} See '{path} --help'.");
    }

    static string Unknown(string word, Command command, ParseResult line) =>
        Help.OptionsOf(command).Any(option => option.Name == word) ? $"'{line.Tokens.TakeWhile(token => token.Value != word).Last().Value}' wants a value, which is not there."
        : word.StartsWith('-') ? $"There is no option '{word}'{Nearest(word, Help.OptionsOf(command).Select(o => o.Name))}"
        : command is Verb && command.Subcommands.Count == 0 ? $"'{word}' is one argument too many."
        : $"There is no verb '{word}'{Nearest(word, command.Subcommands.Select(c => c.Name))}";

    static string Nearest(string word, IEnumerable<string> valid) =>
        Spelling.Nearest(word, valid) is { } meant ? $"; did you mean '{meant}'?" : ".";
}
