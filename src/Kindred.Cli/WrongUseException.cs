using System.CommandLine;

namespace Kindred.Cli;

/// <summary>The command line cannot be understood; the message says why and where to look.</summary>
sealed class WrongUseException(string message) : Exception(message)
{
    public static WrongUseException Of(ParseResult line)
    {
        var command = line.CommandResult.Command;
        var path = command is Verb ? $"kindred {command.Name}" : "kindred";
        var complaints = line.UnmatchedTokens is [var word, ..] && command is not Verb
            ? [$"There is no verb '{word}'; there are {string.Join(", ", command.Subcommands.Select(c => c.Name))}."]
            : line.Errors.Select(e => e.Message);
        return new($"{string.Join(' ', complaints)} See '{path} --help'.");
    }
}
