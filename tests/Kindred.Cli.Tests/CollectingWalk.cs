using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>A reader who types the commands of the guide to collecting, with a server that goes on running.</summary>
sealed class CollectingWalk(string folder) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly List<ChildProcess> _running = [];
    string _secret = "", _address = "";

    /// <summary>What the newest tail prints.</summary>
    public StreamReader? Tail { get; private set; }

    /// <summary>Runs a command as a shell does; one that would not end goes on beside the next ones.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(string command)
    {
        var line = command.Replace("./kindred", $"exec dotnet '{Run.Program}'", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8321", _address, StringComparison.Ordinal).Replace("SECRET", _secret, StringComparison.Ordinal);
        if (command.StartsWith("./kindred serve", StringComparison.Ordinal))
        {
            _address = JsonDocument.Parse((await Start($"{line} --port 0 --json").StandardOutput.ReadLineAsync().WaitAsync(Patience))!).RootElement.GetProperty("address").GetString()!;
            return "";
        }

        if (command.StartsWith("./kindred tail", StringComparison.Ordinal))
        {
            var tail = Start(line);
            Tail = tail.StandardOutput;
            Assert.Contains("Waiting for events", await tail.StandardError.ReadLineAsync().WaitAsync(Patience), StringComparison.Ordinal);
            return "";
        }

        var run = await Run.OfAsync("sh", ["-c", line.Replace("curl ", "curl -sS --fail ", StringComparison.Ordinal)], folder);
        Assert.True(run.ExitCode == 0, $"{command}: {run.Error}");
        _secret = command.StartsWith("./kindred keys create web", StringComparison.Ordinal) ? run.Output.Trim() : _secret;
        return run.Output;
    }

    public void Dispose() => _running.ForEach(process => process.Dispose());

    ChildProcess Start(string line)
    {
        var process = new ChildProcess(new("sh", ["-c", line]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
        _running.Add(process);
        return process;
    }
}
