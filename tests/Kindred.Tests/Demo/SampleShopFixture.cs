using Kindred.ClickHouse;
using Kindred.Demo;
using Kindred.Runs;
using Kindred.Testing;

namespace Kindred.Tests.Demo;

/// <summary>A small sample shop that was run, with what was found of its truths.</summary>
public sealed class SampleShopFixture : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    Engine? _engine;

    public string Folder => _folder.Path;

    public Engine Engine => _engine!;

    public RunReport Report { get; private set; } = null!;

    public IReadOnlyList<FoundTruth> Truths { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var project = SampleShop.ProjectIn(Folder);
        _engine = await Engine.OpenAsync(project.Store, new() { MemoryBytes = 2L << 30 }, CancellationToken.None);
        await SampleShop.WriteAsync(_engine, Folder, new() { Customers = 3_000 }, new Progress<StageProgress>(), CancellationToken.None);
        Report = await Running.RunAsync(_engine, project, new(), TimeProvider.System, new Progress<StageProgress>(), CancellationToken.None);
        Truths = await Kindred.Demo.Truths.JudgeAsync(_engine, Folder, Report, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _folder.Dispose();
    }
}
