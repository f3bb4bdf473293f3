using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Pull;

namespace Kindred.Cli;

/// <summary>Why a verb ended before its end: the one place where exceptions become sentences and exit codes.</summary>
/// <param name="Kind">usage, definition, project, engine, file, source, not_found, stopped or internal.</param>
sealed record Failure(string Kind, string Message, int ExitCode)
{
    const int TooLarge = 27;
    const int NoSpace = 28;
    const int ReadOnly = 30;
    const int OverQuota = 122;

    /// <summary>What is wrong in the project file.</summary>
    public IReadOnlyList<ProjectProblem>? Problems { get; init; }

    /// <summary>The engine's name for the error.</summary>
    public string? EngineCode { get; init; }

    /// <summary>Where a fault of the program itself happened.</summary>
    public string? Trace { get; init; }

    public static Failure Of(Exception exception) => exception switch
    {
        WrongUseException => new("usage", exception.Message, Cli.ExitCode.WrongUse),
        ProjectException wrong => new("project", wrong.Message, Cli.ExitCode.WrongUse) { Problems = wrong.Problems },
        DefinitionException => new("definition", exception.Message, Cli.ExitCode.WrongUse),
        PullException => new("source", exception.Message, Cli.ExitCode.Failed),
        NothingFoundException => new("not_found", exception.Message, Cli.ExitCode.Failed),
        OperationCanceledException => new("stopped", "Stopped before the end; everything is as it was before.", Cli.ExitCode.Failed),
        EngineException refused => new("engine", refused.Message, Cli.ExitCode.Failed) { EngineCode = refused.CodeName },
        DllNotFoundException => new("engine", exception.Message, Cli.ExitCode.Failed),
        IOException or UnauthorizedAccessException => new("file", $"{exception.Message.TrimEnd('.')}. {Advice(exception)}".TrimEnd(), Cli.ExitCode.Failed),
        _ => new("internal", $"{exception.Message} This is a fault in Kindred: please report it with the lines below.", Cli.ExitCode.Failed)
        {
            Trace = exception.ToString(),
        },
    };

    /// <summary>What to do when the system refuses; its error numbers are alike on Linux and macOS.</summary>
    static string Advice(Exception refused) => refused switch
    {
        UnauthorizedAccessException => "Give yourself the right to that, or work in another folder with --dir.",
        { HResult: ReadOnly } => "Nothing can be written on that disk: work in another folder with --dir.",
        { HResult: NoSpace or OverQuota or TooLarge } => "The disk is full: make room there, or work in another folder with --dir.",
        _ => "",
    };
}
