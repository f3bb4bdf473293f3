using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Features;
using Kindred.Import;
using Kindred.Project;
using Kindred.Pull;

namespace Kindred.Cli;

/// <summary>Looks at a project: its folder, its file, its sources, its store.</summary>
static class ProjectCheckup
{
    const long Gigabyte = 1L << 30;

    /// <param name="folder">Where the project is; null where none was named or found.</param>
    public static async Task<IReadOnlyList<Check>> RunAsync(string? folder, CancellationToken cancellation)
    {
        if (folder is null)
        {
            return [new("Project", Verdict.Warn, $"There is no {ProjectFile.FileName} here or above.", "'kindred init FILE…' writes one; --dir names its folder.")];
        }

        var (file, project) = Open(folder);
        return project is null ? [Folder(folder), file] : [Folder(folder), file, .. Sources(project), .. project.Definition.Cluster is null ? await StoreAsync(project, cancellation) : await ClusterAsync(project, cancellation)];
    }

    /// <summary>Can be written to, with room for a store.</summary>
    static Check Folder(string folder)
    {
        var probe = Path.Combine(folder, $".kindred-probe-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var found = string.Create(CultureInfo.InvariantCulture, $"{folder} can be written, {(double)free / Gigabyte:0.0} GB free");
            return free >= Gigabyte
                ? new("Folder", Verdict.Ok, found)
                : new("Folder", Verdict.Warn, found, "Free some space: a store needs about the size of its compressed sources.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Directory.Exists(folder)
                ? new("Folder", Verdict.Fail, $"{folder} cannot be written.", "Give yourself the right to write there.")
                : new("Folder", Verdict.Fail, $"{folder} is not there.", "Make it, or name another with --dir.");
        }
    }

    static (Check Check, ProjectFile? Project) Open(string folder)
    {
        try
        {
            var project = ProjectFile.Open(folder, Measuring.Catalogue);
            return (new("Project", Verdict.Ok, $"{project.Definition.Name}, {Count(project.Definition.Sources.Count, "source")}"), project);
        }
        catch (ProjectException wrong)
        {
            return (new("Project", Verdict.Fail, $"{Count(wrong.Problems.Count, "mistake")}.", wrong.Message), null);
        }
    }

    /// <summary>Each source names files, and they can be read.</summary>
    static IEnumerable<Check> Sources(ProjectFile project)
    {
        foreach (var (i, source) in project.Definition.Sources.Index())
        {
            yield return Source(project, i, $"Source {source.Name}");
        }
    }

    static Check Source(ProjectFile project, int index, string name)
    {
        if (project.Definition.Sources[index].IsPulled)
        {
            return Pulled(project, index, name);
        }

        try
        {
            var files = SourceFile.Find(project, index);
            foreach (var file in files)
            {
                File.OpenRead(file.Path).Dispose();
            }

            var megabytes = files.Sum(file => file.Bytes) / (double)(1 << 20);
            return new(name, Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"{Count(files.Count, "file")}, {megabytes:0.0} MB"));
        }
        catch (DefinitionException missing)
        {
            return new(name, Verdict.Fail, "A file is missing.", missing.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(name, Verdict.Fail, e.Message, "Give yourself the right to read it.");
        }
    }

    static Check Pulled(ProjectFile project, int index, string name)
    {
        try
        {
            return new(name, Verdict.Ok, $"{Pulling.Check(project, index)}, which 'kindred pull {project.Definition.Sources[index].Name}' reads");
        }
        catch (DefinitionException missing)
        {
            return new(name, Verdict.Fail, "Its secret cannot be read.", missing.Message);
        }
    }

    static string Count(int number, string word) => number == 1 ? $"1 {word}" : $"{number} {word}s";

    static async Task<IReadOnlyList<Check>> StoreAsync(ProjectFile project, CancellationToken cancellation)
    {
        if (!Directory.Exists(project.Store))
        {
            return [new("Store", Verdict.Ok, "None yet; 'kindred run' makes it.")];
        }

        try
        {
            await Shared.BorrowAsync(project, cancellation);
            await using var engine = await Engine.OpenAsync(project.Store, new() { ReadOnly = true }, cancellation);
            var bytes = await engine.ValueAsync<long>(
                $"SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()", cancellation);
            return [new("Store", Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MB of data")), .. await FreshnessAsync(engine, project, cancellation)];
        }
        catch (EngineException e) when (e.CodeName == "STORE_LOCKED")
        {
            return [new("Store", Verdict.Warn, "In use.", e.Message)];
        }
        catch (EngineException e)
        {
            return [new("Store", Verdict.Fail, e.Message, $"If nothing else helps, remove {project.Store}: 'kindred run' makes it anew from the sources.")];
        }
    }

    /// <summary>Each server of the cluster answers, and knows the cluster.</summary>
    static async Task<IReadOnlyList<Check>> ClusterAsync(ProjectFile project, CancellationToken cancellation)
    {
        var checks = new List<Check>();
        try
        {
            await using var cluster = EventCluster.Connect(project, new() { ReadOnly = true });
            foreach (var (server, address) in cluster.Servers.Zip(project.Definition.Cluster!.Servers))
            {
                checks.Add(await ServerAsync(cluster, server, address, cancellation));
            }
        }
        catch (DefinitionException missing)
        {
            checks.Add(new("Cluster", Verdict.Fail, "Its secret cannot be read.", missing.Message));
        }

        return checks;
    }

    static async Task<Check> ServerAsync(EventCluster cluster, Engine server, string address, CancellationToken cancellation)
    {
        var name = $"Server {address}";
        try
        {
            var version = await server.ValueAsync<string>($"SELECT version()", cancellation);
            return await cluster.IsKnownAsync(server, cancellation)
                ? new(name, Verdict.Ok, $"ClickHouse {version}")
                : new(name, Verdict.Fail, $"ClickHouse {version} has no cluster of that name.", "Correct cluster.name in kindred.yaml, or the remote_servers of the server: SELECT DISTINCT cluster FROM system.clusters lists what it has.");
        }
        catch (EngineException e)
        {
            return new(name, Verdict.Fail, e.Message, "Events that arrive wait in the spool of kindred serve until every server answers.");
        }
    }

    /// <summary>Sources that have fallen behind.</summary>
    static async Task<IEnumerable<Check>> FreshnessAsync(Engine engine, ProjectFile project, CancellationToken cancellation)
    {
        var exists = await engine.ValueAsync<ulong>($"SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'events'", cancellation);
        var sources = exists == 0 ? [] : await Freshness.OfAsync(engine, project.Definition, TimeProvider.System.GetUtcNow(), cancellation);
        return sources.Select(source => source.Warning is { } warning
            ? new Check($"Freshness of {source.Source}", Verdict.Warn, "It has fallen behind.", warning)
            : new($"Freshness of {source.Source}", Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"last pulled {source.PulledAt:yyyy-MM-dd HH:mm} UTC, newest event of {source.Newest:yyyy-MM-dd HH:mm} UTC")));
    }
}
