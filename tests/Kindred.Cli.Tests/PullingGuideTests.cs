using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>The page on pulling, followed as a reader would: its project, its secret, its commands, its cron line and its tasks.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class PullingGuideTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", "pulling.md"));

    readonly TemporaryFolder _folder = new();
    readonly Dictionary<string, string> _environment = new() { ["SHOP_PASSWORD"] = PostgresFixture.Password };

    public async ValueTask InitializeAsync()
    {
        await postgres.StartAsync();
        await postgres.SqlAsync("""
            DROP TABLE IF EXISTS orders;
            CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz, customer text, worth numeric(10,2), updated_at timestamptz);
            INSERT INTO orders SELECT i, at, 'c' || i % 40, 1 + i % 100, at FROM (SELECT i, '2026-05-01 10:00+00'::timestamptz + i * interval '1 hour' AS at FROM generate_series(1, 500) i) AS made;
            GRANT SELECT ON orders TO kindred;
            """);
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), Block("yaml kindred.yaml").Replace("port: 5432", $"port: {postgres.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal));
        Directory.CreateDirectory(_folder.File("bin"));
        await File.WriteAllTextAsync(_folder.File("bin/kindred"), $"#!/bin/sh\nexec dotnet {Run.Program} \"$@\"\n");
        File.SetUnixFileMode(_folder.File("bin/kindred"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _environment["PATH"] = $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_commands_work_as_they_are_written_with_the_secret_in_its_file()
    {
        await ShellAsync(Block("sh"));
        _environment["SHOP_PASSWORD"] = "";
        foreach (var line in Page.Split('\n').Where(line => line.StartsWith("    ./kindred ", StringComparison.Ordinal)))
        {
            Assert.NotEqual("", (await ShellAsync(line.Trim()[2..])).Output);
        }

        foreach (Match question in Question().Matches(Page))
        {
            await ShellAsync(question.Value);
        }
    }

    [Fact]
    public async Task The_line_for_cron_pulls_and_runs()
    {
        var line = Block("cron").Trim();
        Assert.StartsWith("*/15 * * * * ", line, StringComparison.Ordinal);

        var run = await ShellAsync(line["*/15 * * * * ".Length..]);

        Assert.Equal(("", ""), (run.Output, run.Error));
        Assert.Contains("500 rows read: 500 events", await File.ReadAllTextAsync(_folder.File("run.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tasks_for_Airflow_print_one_object_each()
    {
        var tasks = Task().Matches(Block("python")).Select(task => task.Groups[1].Value).ToList();
        Assert.Equal(2, tasks.Count);

        var (pull, run) = (await ShellAsync(tasks[0]), await ShellAsync(tasks[1]));

        Assert.Equal(500, JsonDocument.Parse(Assert.Single(pull.Output.TrimEnd().Split('\n'))).RootElement.GetProperty("pulled")[0].GetProperty("kept").GetInt32());
        Assert.Equal(500, JsonDocument.Parse(run.Output).RootElement.GetProperty("events").GetInt32());
    }

    async Task<Run> ShellAsync(string script)
    {
        var run = await Run.OfAsync("/bin/sh", ["-c", script.Replace("/srv/shop", _folder.Path, StringComparison.Ordinal)], _folder.Path, _environment);
        Assert.True(run.ExitCode == 0, $"{script}: {run.Error}");
        return run;
    }

    static string Block(string kind) => Regex.Match(Page, $"^```{Regex.Escape(kind)}\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex("bash_command=\"([^\"]+)\"")]
    private static partial Regex Task();

    [GeneratedRegex("(?<=`)kindred sql \"[^\"]+\"(?=`)")]
    private static partial Regex Question();
}
