using System.Diagnostics;
using Kindred.Runs;
using Kindred.Testing;

namespace Kindred.Tests.Runs;

/// <summary>A project that was run once, from where every test of a class goes on by itself.</summary>
/// <remarks>A store knows the files of its project by their paths: what the run left is put back where the run was.</remarks>
public abstract class StartedProject(string yaml, string rows, DateTimeOffset asOf) : IAsyncLifetime
{
    readonly TemporaryFolder _kept = new();
    string _folder = "";

    /// <summary>Of the run.</summary>
    public RunReport Report { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await using var project = TestProject.With(yaml);
        project.Write("a.csv", rows);
        Report = await project.RunAsync(asOf);
        await project.CloseAsync();
        _folder = project.Folder;
        await CopyAsync(_folder, _kept.File("project"));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _kept.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The project as the run left it; one at a time.</summary>
    internal async Task<TestProject> GoOnAsync()
    {
        await CopyAsync(_kept.File("project"), _folder);
        var project = new TestProject { Folder = _folder };
        await project.OpenAsync();
        return project;
    }

    static async Task CopyAsync(string from, string to)
    {
        using var copy = Process.Start("cp", ["-a", from, to]);
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
    }
}
