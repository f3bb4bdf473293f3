using System.CommandLine;
using System.Globalization;
using Kindred.Server;
using Microsoft.Extensions.Logging;

namespace Kindred.Cli;

/// <summary>kindred serve</summary>
static class ServeCommand
{
    static readonly ServeOptions Defaults = new();

    static readonly Option<int> Port = new("--port")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"The port to listen on, {Defaults.Port} where left out; 0 takes a free one."),
        HelpName = "P",
        DefaultValueFactory = _ => Defaults.Port,
        Validators = { Shared.Within(0, 65535, "a number from 0 to 65535") },
    };

    static readonly Option<string> Host = new("--host")
    {
        Description = $"The address to listen on, {Defaults.Host} where left out; 0.0.0.0 is every one of this machine.",
        HelpName = "A",
        DefaultValueFactory = _ => Defaults.Host,
    };

    static readonly Option<LogLevel> Log = new("--log")
    {
        Description = "What is logged to standard error, as JSON without personal data: debug, information, warning or error; warning where left out.",
        HelpName = "L",
        DefaultValueFactory = _ => Defaults.LogLevel,
    };

    static readonly Option<string> Script = new("--script")
    {
        Description = $"The path of the browser script, {Defaults.ScriptPath} where left out; it sends to the folder that it came from.",
        HelpName = "P",
        DefaultValueFactory = _ => Defaults.ScriptPath,
        Validators = { found => { if (!IsPath(found.GetValueOrDefault<string>())) { found.AddError("'--script' takes a path such as /k/kindred.js."); } } },
    };

    public static Verb Make() => new(
        "serve",
        "Collect the events that tracking clients send, until stopped; what is acknowledged is on the disk.",
        [
            new("kindred serve", "Listen on this machine alone, for a proxy or a try; 'kindred keys create' lets clients in."),
            new("kindred serve --dir shop --host 0.0.0.0 --port 80", "Listen to everyone."),
        ],
        RunAsync)
    {
        Port,
        Host,
        Script,
        Log,
    };

    static bool IsPath(string? text) => text is ['/', .. [_, ..] rest] && rest.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_');

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var options = Defaults with { Host = line.GetRequiredValue(Host), Port = line.GetValue(Port), ScriptPath = line.GetRequiredValue(Script), LogLevel = line.GetValue(Log) };
        await using var server = KindredServer.Build(Shared.OpenProject(line), options, TimeProvider.System);
        await server.StartAsync(cancellation);
        output.Print(new { server.Address }, console => console.Write(new Spectre.Console.Text($"Listening on {server.Address}; Ctrl-C stops.\n")));
        await server.WaitAsync(cancellation);
        return ExitCode.Done;
    }
}
