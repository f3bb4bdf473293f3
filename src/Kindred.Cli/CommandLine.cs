using System.CommandLine;
using System.Reflection;

namespace Kindred.Cli;

/// <summary>The tree of verbs, and the way from arguments to an exit code.</summary>
static class CommandLine
{
    static readonly string Version =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var line = Root().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var host = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
        try
        {
            return line.Errors.Count == 0 || line.Action is { ClearsParseErrors: true }
                ? await line.InvokeAsync(host)
                : throw WrongUseException.Of(line);
        }
        catch (Exception e)
        {
            return new Output(line).Fail(Failure.Of(e));
        }
    }

    static Command Root()
    {
        var root = new Command("kindred", "Kindred finds customers of a kind: from raw behaviour to segments that explain themselves.")
        {
            DemoCommand.Make(),
            InitCommand.Make(),
            RunCommand.Make(),
            PullCommand.Make(),
            ServeCommand.Make(),
            KeysCommand.Make(),
            TailCommand.Make(),
            SegmentsCommand.Make(),
            ExplainCommand.Make(),
            CustomerCommand.Make(),
            ReportCommand.Make(),
            ExportCommand.Make(),
            SqlCommand.Make(),
            DoctorCommand.Make(),
            Shared.Folder,
            Shared.Json,
            Shared.Quiet,
            new Option<bool>("--version") { Description = "Show the version.", Action = new Answer(_ => Console.Out.WriteLine($"kindred {Version}")) },
            new Option<bool>("--help", "-h")
            {
                Description = "Show this help.",
                Recursive = true,
                Action = new Answer(line => Help.Write(line.CommandResult.Command, Console.Out)),
            },
        };
        root.SetAction(line =>
        {
            Help.Write(root, Console.Error);
            return ExitCode.WrongUse;
        });
        return root;
    }

    /// <summary>An option that answers at once, whatever else stands on the line.</summary>
    sealed class Answer(Action<ParseResult> write) : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            write(parseResult);
            return ExitCode.Done;
        }
    }
}
