using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.Project;
using Kindred.Runs;
using Kindred.Server;

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

    /// <summary>Refuses what is no number, or one outside of a range.</summary>
    /// <param name="expected">What the option takes, for people.</param>
    public static Action<OptionResult> Within<T>(T least, T most, string expected)
        where T : struct, INumber<T> => found =>
    {
        if (found.Tokens is [var token] && !(T.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most))
        {
            found.AddError($"'{found.Option.Name}' takes {expected}, not '{token.Value}'.");
        }
    };

    /// <summary>The project of <c>--dir</c>, or the nearest one upwards from here.</summary>
    public static ProjectFile OpenProject(ParseResult line)
    {
        var folder = line.GetValue(Folder)?.FullName ?? ProjectFile.Find(Environment.CurrentDirectory);
        return ProjectFile.Open(folder ?? throw new DefinitionException(
            "", $"There is no {ProjectFile.FileName} in {Environment.CurrentDirectory} or above it: 'kindred init FILE…' writes one, --dir names its folder."), Measuring.Catalogue);
    }

    /// <summary>What a running server has lent; it takes it back when this process ends.</summary>
    static LentStore? Lent;

    /// <summary>The store of a project that was run before.</summary>
    public static async Task<Engine> OpenStoreAsync(ProjectFile project, EngineLimits limits, CancellationToken cancellation)
    {
        await BorrowAsync(project, cancellation);
        return Directory.Exists(project.Store) ? await Engine.OpenAsync(project.Store, limits, cancellation) : throw NothingYet(project);
    }

    /// <summary>Has a server that runs for the project let go of its store, which one process holds at a time, until this process ends.</summary>
    public static async Task BorrowAsync(ProjectFile project, CancellationToken cancellation)
    {
        RefuseCluster(project);
        Lent ??= await LentStore.BorrowAsync(project.Store, cancellation);
    }

    /// <summary>Changes the store of a project that was run before, as a whole or not at all.</summary>
    public static async Task<T> ChangeStoreAsync<T>(ProjectFile project, Func<Engine, Task<T>> work, CancellationToken cancellation)
    {
        await BorrowAsync(project, cancellation);
        return Directory.Exists(project.Store) ? await Engine.ChangeAsync(project.Store, new(), work, cancellation) : throw NothingYet(project);
    }

    /// <summary>Refuses what needs a store on this machine.</summary>
    /// <exception cref="DefinitionException">The project keeps its events in a cluster.</exception>
    public static void RefuseCluster(ProjectFile project)
    {
        if (project.Definition.Cluster is { } cluster)
        {
            throw new DefinitionException(
                "cluster",
                $"{project.PlaceOf("cluster")}: the events of this project are in the ClickHouse cluster {cluster.Name}, where serve, keys, tail, sql and doctor work as yet. "
                + "The other verbs need a store on this machine, as a project without 'cluster' has.");
        }
    }

    /// <summary>The newest finished run of a project.</summary>
    public static async Task<FinishedRun> NewestRunAsync(Engine engine, ProjectFile project, CancellationToken cancellation) =>
        await RunHistory.NewestAsync(engine, cancellation) ?? throw NothingYet(project);

    /// <summary>What the newest finished run of a project found.</summary>
    public static async Task<RunReport> NewestReportAsync(Engine engine, ProjectFile project, CancellationToken cancellation) =>
        ReportOf(await NewestRunAsync(engine, project, cancellation));

    /// <summary>What a run reported when it finished.</summary>
    public static RunReport ReportOf(FinishedRun run) => JsonSerializer.Deserialize<RunReport>(run.Report, Output.JsonForm)!;

    /// <summary>Does work with an engine whose store is thrown away.</summary>
    public static async Task<T> WithScratchEngineAsync<T>(Func<Engine, Task<T>> work, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("kindred-");
        try
        {
            await using var engine = await Engine.OpenAsync(folder.FullName, new(), cancellation);
            return await work(engine);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static DefinitionException NothingYet(ProjectFile project) =>
        new("", $"There is nothing to look at yet in {project.Folder}: 'kindred run' reads the sources first.");
}
