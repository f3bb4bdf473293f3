using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Kindred.Server;
using Kindred.Server.Moving;

namespace Kindred.Cli;

/// <summary>kindred tail</summary>
static class TailCommand
{
    /// <summary>Fields that a line tells by other means, or that are rather long.</summary>
    static readonly HashSet<string> Apart = ["event", "user_id", "anonymous_id", "received_at", "sent_at", "user_agent", "context"];

    public static Verb Make() => new(
        "tail",
        "Show what arrives at the running server: each event, how it was understood, or why it was refused.",
        [
            new("kindred tail", "A line for each event, until Ctrl-C."),
            new("kindred tail --json | grep rejected", "A JSON object on each line, for a script."),
        ],
        RunAsync);

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var (project, json) = (Shared.OpenProject(line), line.GetValue(Shared.Json));
        try
        {
            await foreach (var arrived in LiveFeed.ListenAsync(project.Store, () => output.Say("Waiting for events; Ctrl-C stops."), Missed, cancellation))
            {
                Console.Out.WriteLine(json ? JsonSerializer.Serialize(arrived, Output.JsonForm) : Line(arrived));
            }
        }
        catch (OperationCanceledException)
        {
            // That is how watching ends.
        }

        return ExitCode.Done;

        void Missed(int events) => output.Say(string.Create(CultureInfo.InvariantCulture, $"{events} more events came too fast to be shown."));
    }

    static string Line(FeedLine arrived)
    {
        var what = arrived.Reason ?? $"{arrived.Fields.GetValueOrDefault("event")}  {Who(arrived)}";
        var fields = string.Concat(arrived.Fields.Where(field => !Apart.Contains(field.Key)).Select(field => $"  {field.Key}={field.Value}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{arrived.ReceivedAt.ToLocalTime():HH:mm:ss.fff}  {arrived.Source,-8}  {arrived.Protocol} {arrived.Call}  {arrived.Outcome}  {what}{fields}  {arrived.Properties}").TrimEnd();
    }

    static string Who(FeedLine arrived) =>
        arrived.Fields.TryGetValue("user_id", out var user) ? $"user {user}" : $"visitor {arrived.Fields.GetValueOrDefault("anonymous_id")}";
}
