using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kindred.Runs;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>What a verb says: its result to standard output, all else to standard error.</summary>
sealed class Output(ParseResult line)
{
    /// <summary>Names as in SQL; a number that is none is told as "NaN".</summary>
    public static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        TypeInfoResolver = JsonTypeInfoResolver.Combine(RunReportJson.Default, new DefaultJsonTypeInfoResolver()),
    };

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly bool _json = line.GetValue(Shared.Json);
    readonly bool _quiet = line.GetValue(Shared.Quiet);

    /// <summary>Prints a result: as one JSON object where asked for, else as a person likes to read it.</summary>
    public void Print<T>(T result, Action<IAnsiConsole> show)
    {
        if (_json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result, JsonForm));
        }
        else
        {
            show(On(Console.Out, Console.IsOutputRedirected));
        }
    }

    /// <summary>Does work that may take long, showing its stages if it takes over a second.</summary>
    public Task<T> WatchAsync<T>(Func<IProgress<StageProgress>, Task<T>> work) =>
        StageDisplay.WatchAsync(work, Patience, _quiet ? null : On(Console.Error, Console.IsErrorRedirected));

    /// <summary>Says something by the way.</summary>
    public void Say(string sentence)
    {
        if (!_quiet)
        {
            Console.Error.WriteLine($"kindred: {sentence}");
        }
    }

    /// <summary>Says why the verb ended, and answers its exit code.</summary>
    public int Fail(Failure failure)
    {
        if (_json)
        {
            Print(new { error = failure }, _ => { });
        }

        Console.Error.WriteLine($"kindred: {failure.Message}");
        if (failure.Trace is not null)
        {
            Console.Error.WriteLine(failure.Trace);
        }

        return failure.ExitCode;
    }

    /// <summary>A file or pipe has no width to keep to.</summary>
    static IAnsiConsole On(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(writer), Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect });
        if (redirected)
        {
            console.Profile.Width = 10_000;
        }

        return console;
    }
}
