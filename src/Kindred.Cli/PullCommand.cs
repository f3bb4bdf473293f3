using System.CommandLine;
using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Pull;
using Kindred.Server;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred pull</summary>
static class PullCommand
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    static readonly Argument<string[]> Names = new("SOURCE")
    {
        Description = "The sources to pull; all that are not files where left out.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static readonly Option<bool> Again = new("--again")
    {
        Description = "Read all rows again, and let go of those read before.",
    };

    public static Verb Make() => new(
        "pull",
        "Read what is new in the databases, warehouses and buckets of the project, as a task for cron or Airflow.",
        [
            new("kindred pull", "Every source that is not files, each from where the pull before ended."),
            new("kindred pull orders --json --quiet", "One source, for a script: exit code 0 when all is well, 1 when a source failed, 2 when the project is wrong."),
            new("kindred pull orders --again", "All of it again, as after a change of its map."),
        ],
        RunAsync)
    {
        Names,
        Again,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var project = Shared.OpenProject(line);
        Shared.RefuseCluster(project);
        var wanted = Wanted(project, line.GetValue(Names) ?? []);
        var (done, failed) = (new List<PulledSource>(), new List<FailedPull>());
        await output.WatchAsync(async progress =>
        {
            foreach (var index in wanted)
            {
                try
                {
                    done.Add(await Pulling.RunAsync(
                        project, index, line.GetValue(Again), work => ChangeAsync(project, work, cancellation), TimeProvider.System, progress, cancellation));
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    failed.Add(new(project.Definition.Sources[index].Name, Failure.Of(e)));
                }
            }

            return done.Count;
        });
        output.Print(new { Failed = failed.Count, Pulled = done, Failures = failed }, console => Show(console, done));
        foreach (var warning in done.SelectMany(pulled => pulled.Warnings))
        {
            Console.Error.WriteLine($"kindred: warning: {warning}");
        }

        foreach (var (_, error) in failed)
        {
            Console.Error.WriteLine($"kindred: {error.Message}{(error.Trace is null ? "" : "\n")}{error.Trace}");
        }

        return failed.Count == 0 ? ExitCode.Done : failed.Max(pull => pull.Error.ExitCode);
    }

    static List<int> Wanted(ProjectFile project, string[] names)
    {
        var sources = project.Definition.Sources;
        if (names.Length == 0)
        {
            List<int> all = [.. sources.Index().Where(source => source.Item.IsPulled).Select(source => source.Index)];
            return all.Count > 0 ? all : throw new DefinitionException(
                "sources", $"{project.Path} has no source to pull: all are files, which 'kindred run' reads, and 'kindred pull SOURCE' where named. docs/guide/pulling.md shows how to declare a table.");
        }

        return [.. names.Distinct().Select(name =>
        {
            var index = sources.ToList().FindIndex(source => source.Name == name);
            return index < 0
                ? throw new DefinitionException("sources", $"There is no source '{name}'. There {(sources.Count == 1 ? "is" : "are")} {string.Join(", ", sources.Select(source => source.Name))}.")
                : index;
        })];
    }

    /// <summary>Changes the store for a moment: the server, if one runs, has it back in between, and another command that has it is waited for.</summary>
    static async Task ChangeAsync(ProjectFile project, Func<Engine, Task> work, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var lent = await LentStore.BorrowAsync(project.Store, cancellation);
            try
            {
                await Engine.ChangeAsync(
                    project.Store,
                    new(),
                    async engine =>
                    {
                        await work(engine);
                        return true;
                    },
                    cancellation);
                return;
            }
            catch (EngineException e) when (e.CodeName == "STORE_LOCKED" && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(500, cancellation);
            }
        }
    }

    static void Show(IAnsiConsole console, IReadOnlyList<PulledSource> done)
    {
        foreach (var pulled in done)
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{pulled.Source}: {pulled.Read:N0} rows read: {pulled.Kept:N0} new events, {pulled.Duplicate:N0} known, {pulled.Rejected:N0} rejected ({pulled.Seconds:0.0} s)"));
            if (pulled.Newest is { } newest)
            {
                console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  its newest event is of {newest:yyyy-MM-dd HH:mm} UTC{(pulled.Mark is null ? "" : $"; read up to {pulled.Mark}")}"));
            }
        }
    }

    /// <summary>A source that could not be pulled, and why.</summary>
    sealed record FailedPull(string Source, Failure Error);
}
