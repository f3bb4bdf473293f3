using Kindred.ClickHouse;
using Kindred.Init;
using Kindred.Project;
using Kindred.Runs;

namespace Kindred.Tests.Runs;

/// <summary>A project in a folder of its own, with its store open.</summary>
sealed class TestProject : IAsyncDisposable
{
    Engine? _engine;

    public required string Folder { get; init; }

    public Engine Engine => _engine!;

    /// <summary>As 'kindred init FILE…' makes it.</summary>
    public static async Task<TestProject> InitAsync(params string[] files)
    {
        var project = New();
        await ProjectInit.RunAsync(files, project.Folder, null, CancellationToken.None);
        return project;
    }

    /// <summary>With a project file of its own.</summary>
    public static TestProject With(string yaml)
    {
        var project = New();
        project.Write(ProjectFile.FileName, yaml);
        return project;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>As 'kindred run' does it.</summary>
    public async Task<RunReport> RunAsync(DateTimeOffset? asOf = null)
    {
        await OpenAsync();
        return await Running.RunAsync(Engine, ProjectFile.Open(Folder), new() { AsOf = asOf }, TimeProvider.System, new Progress<StageProgress>(), CancellationToken.None);
    }

    public async Task OpenAsync() =>
        _engine ??= await Engine.OpenAsync(ProjectFile.Open(Folder).Store, new() { MemoryBytes = 2L << 30 }, CancellationToken.None);

    public Task<T> ValueAsync<T>(string sql) => Engine.ValueAsync<T>(Sql.Trusted(sql), CancellationToken.None);

    /// <summary>Closes the store, since a process has one at a time; the folder stays.</summary>
    public async Task CloseAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
            _engine = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }

    static TestProject New() => new() { Folder = Directory.CreateTempSubdirectory("kindred-").FullName };
}
