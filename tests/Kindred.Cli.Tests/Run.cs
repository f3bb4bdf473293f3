using System.Diagnostics;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>A program that was run to its end.</summary>
public sealed record Run(int ExitCode, string Output, string Error)
{
    /// <summary>What <c>dotnet</c> runs: the published program where we are told of one, else that beside the tests.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("PUBLISHED_KINDRED") ?? Path.Combine(AppContext.BaseDirectory, "Kindred.Cli.dll");

    /// <summary>Runs the command line as a process of its own.</summary>
    public static Task<Run> KindredAsync(params string[] arguments) =>
        OfAsync("dotnet", [Program, .. arguments]);

    /// <summary>The command line at work.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ChildProcess(start);
    }

    /// <summary>Ctrl-C: what a process at work says on it, and how it ends.</summary>
    public static async Task<Run> InterruptAsync(Process process)
    {
        await OfAsync("kill", ["-INT", $"{process.Id}"]);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    public static async Task<Run> OfAsync(
        string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = new ChildProcess(start);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }
}
