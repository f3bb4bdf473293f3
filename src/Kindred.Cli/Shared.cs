using System.CommandLine;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Runs;

namespace Kindred.Cli;

/// <summary>The options that every verb takes.</summary>
static class Shared
{
    public static readonly Option<DirectoryInfo?> Folder = new("--dir")
    {
        Description = "The project folder; where left out, the nearest folder with a kindred.yaml from here upwards.",
        HelpName = "D",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object to standard output, and nothing else.",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "Say nothing on the way.",
        Recursive = true,
    };

    /// <summary>The project of <c>--dir</c>, or the nearest one upwards from here.</summary>
    public static ProjectFile OpenProject(ParseResult line)
    {
        var folder = line.GetValue(Folder)?.FullName ?? ProjectFile.Find(Environment.CurrentDirectory);
        return ProjectFile.Open(folder ?? throw new DefinitionException(
            "", $"There is no {ProjectFile.FileName} in {Environment.CurrentDirectory} or above it: 'kindred init FILE…' writes one, --dir names its folder."));
    }

    /// <summary>The store of a project that was run before, to look at.</summary>
    public static Task<Engine> OpenStoreAsync(ProjectFile project, CancellationToken cancellation) => Directory.Exists(project.Store)
        ? Engine.OpenAsync(project.Store, new() { ReadOnly = true }, cancellation)
        : throw NothingYet(project);

    /// <summary>What the newest finished run of a project found.</summary>
    public static async Task<RunReport> NewestRunAsync(ProjectFile project, CancellationToken cancellation)
    {
        await using var engine = await OpenStoreAsync(project, cancellation);
        var newest = await RunHistory.NewestAsync(engine, cancellation) ?? throw NothingYet(project);
        return JsonSerializer.Deserialize<RunReport>(newest.Report, Output.JsonForm)!;
    }

    static DefinitionException NothingYet(ProjectFile project) =>
        new("", $"There is nothing to look at yet in {project.Folder}: 'kindred run' reads the sources first.");
}
