using System.CommandLine;

namespace Kindred.Cli;

/// <summary>A line to type, and what it does.</summary>
readonly record struct Example(string Line, string Meaning);

/// <summary>A command with examples in its help, whose action answers the exit code.</summary>
sealed class Verb : Command
{
    public Verb(
        string name, string description, IReadOnlyList<Example> examples, Func<ParseResult, Output, CancellationToken, Task<int>> run)
        : base(name, description)
    {
        Examples = examples;
        SetAction((line, cancellation) => run(line, new Output(line), cancellation));
    }

    public IReadOnlyList<Example> Examples { get; }
}
