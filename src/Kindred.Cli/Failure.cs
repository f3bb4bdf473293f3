namespace Kindred.Cli;

/// <summary>Why a verb ended before its end: the one place where exceptions become sentences and exit codes.</summary>
/// <param name="Kind">usage, project, file, stopped or internal.</param>
/// <param name="Property">The key of the project file that is wrong.</param>
/// <param name="Trace">Where a fault of the program itself happened.</param>
sealed record Failure(string Kind, string Message, int ExitCode, string? Property = null, string? Trace = null)
{
    public static Failure Of(Exception exception) => exception switch
    {
        WrongUseException => new("usage", exception.Message, Cli.ExitCode.WrongUse),
        DefinitionException wrong => new("project", wrong.Message, Cli.ExitCode.WrongUse, wrong.Property),
        OperationCanceledException => new("stopped", "Stopped before the end; what was finished is kept.", Cli.ExitCode.Stopped),
        IOException or UnauthorizedAccessException => new("file", exception.Message, Cli.ExitCode.Failed),
        _ => new(
            "internal",
            $"{exception.Message} This is a fault in Kindred: please report it with the lines below.",
            Cli.ExitCode.Failed,
            Trace: exception.ToString()),
    };
}
