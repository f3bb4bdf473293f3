using Kindred.ClickHouse;
using Kindred.Init;
using Kindred.Project;
using Kindred.Runs;
using Kindred.Testing;

namespace Kindred.Tests.Runs;

/// <summary>A project in a folder of its own, with its store open.</summary>
sealed class TestProject : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    Engine? _engine;

    public string Folder => _folder.Path;

    public Engine Engine => _engine!;

    /// <summary>As 'kindred init FILE…' makes it.</summary>
    public static async Task<TestProject> InitAsync(params string[] files)
    {
        var project = new TestProject();
        await ProjectInit.RunAsync(files, project.Folder, null, CancellationToken.None);
        return project;
    }

    /// <summary>With a project file of its own.</summary>
    public static TestProject With(string yaml)
    {
        var project = new TestProject();
        File.WriteAllText(Path.Combine(project.Folder, ProjectFile.FileName), yaml);
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
        var file = ProjectFile.Open(Folder);
        _engine ??= await Engine.OpenAsync(file.Store, new() { MemoryBytes = 2L << 30 }, CancellationToken.None);
        return await Running.RunAsync(_engine, file, new() { AsOf = asOf }, TimeProvider.System, new Progress<StageProgress>(), CancellationToken.None);
    }

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
        _folder.Dispose();
    }
}
