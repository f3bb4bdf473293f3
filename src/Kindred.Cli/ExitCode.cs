namespace Kindred.Cli;

/// <summary>What the shell is told; stable for scripts.</summary>
static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work was asked for rightly and failed, or was stopped.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the project file is wrong.</summary>
    public const int WrongUse = 2;
}
