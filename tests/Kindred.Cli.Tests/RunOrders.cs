using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>A project of 60 customers that was run once, for tests that begin after a run.</summary>
public sealed class RunOrders : IAsyncLifetime
{
    readonly OrdersProject _project = new();
    readonly TemporaryFolder _kept = new();

    /// <summary>How many rows each table of its store has.</summary>
    public string Counts { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _project.Write("orders.csv", OrdersProject.Header + OrdersProject.Rows(60));
        Assert.Equal(0, (await _project.RunAsync()).ExitCode);
        Counts = await _project.CountsAsync();
        await CopyAsync(_project.Path, _kept.Path);
    }

    /// <summary>The project as the run left it, whatever was done to it since.</summary>
    public async Task<OrdersProject> AgainAsync()
    {
        Directory.Delete(_project.Path, recursive: true);
        await CopyAsync(_kept.Path, _project.Path);
        return _project;
    }

    public ValueTask DisposeAsync()
    {
        _project.Dispose();
        _kept.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Copies a folder with the times of its files, by which a run knows that they are unchanged.</summary>
    static async Task CopyAsync(string from, string to) => Assert.Equal(0, (await Run.OfAsync("cp", ["-a", $"{from}/.", to])).ExitCode);
}
