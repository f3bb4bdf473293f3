using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Pull;
using Kindred.Testing;

namespace Kindred.Tests.Pull;

/// <summary>A project in a folder of its own, whose one source is pulled at a moment that a test decides.</summary>
sealed class PullingProject : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public DateTimeOffset Now { get; set; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <param name="source">The keys of the source, indented by four.</param>
    public void Declare(string source) => File.WriteAllText(_folder.File("kindred.yaml"), $"name: Shop\nsources:\n  - name: orders\n{source}\n");

    public void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Keep(string name, string secret)
    {
        Directory.CreateDirectory(_folder.File(".kindred/secrets"));
        var path = _folder.File($".kindred/secrets/{name}");
        File.WriteAllText(path, secret);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public Task<PulledSource> PullAsync() =>
        Pulling.RunAsync(ProjectFile.Open(_folder.Path), 0, false, ChangeAsync, new Clock(Now), new Progress<StageProgress>(), CancellationToken.None);

    public async Task<string> ValueAsync(string sql)
    {
        await using var engine = await Engine.OpenAsync(_folder.File(".kindred/store"), new(), CancellationToken.None);
        return await engine.ValueAsync<string>(Sql.Trusted(sql), CancellationToken.None);
    }

    /// <summary>The files, but those of secrets, that hold a text.</summary>
    public IEnumerable<string> FilesWith(string text) => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Where(path => !path.Contains("secrets", StringComparison.Ordinal) && File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0);

    public void Dispose() => _folder.Dispose();

    Task ChangeAsync(Func<Engine, Task> work) => Engine.ChangeAsync(
        _folder.File(".kindred/store"),
        new(),
        async engine =>
        {
            await work(engine);
            return true;
        },
        CancellationToken.None);

    sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
