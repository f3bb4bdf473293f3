using System.Text.RegularExpressions;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>The commands of a guide page, run one after the other as a reader would.</summary>
public sealed partial class GuideCommandsTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task First_segments_in_five_minutes_works_as_it_is_written()
    {
        using var folder = new TemporaryFolder();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "guide", "first-segments.md"));
        var commands = page.Split('\n').Where(line => line.StartsWith("    ./kindred ", StringComparison.Ordinal)).Select(Words).ToList();

        Assert.True(commands.Count > 5, "The page has its commands in indented lines.");
        foreach (var command in commands)
        {
            string[] small = command is ["demo"] ? ["--customers", "600"] : [];
            var run = await Run.OfAsync("dotnet", [Run.Program, .. command, .. small], folder.Path);

            Assert.True(run.ExitCode == 0, $"{string.Join(' ', command)}: {run.Error}");
            Assert.NotEqual("", run.Output);
        }

        Assert.True(File.Exists(folder.File("segments.csv")));
    }

    [Fact]
    public async Task Collecting_events_works_as_it_is_written()
    {
        using var folder = new TemporaryFolder();
        var blocks = await BlocksAsync("collecting.md");
        var (project, privacy) = (blocks.Single(block => block.StartsWith("kindred: 1", StringComparison.Ordinal)), blocks.Single(block => block.StartsWith("privacy:", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(folder.File("kindred.yaml"), project);
        using var walk = new CollectingWalk(folder.Path);

        var commands = Commands(blocks);
        foreach (var command in commands)
        {
            await walk.RunAsync(command);
        }

        Assert.True(commands.Count > 6, "The page has its commands in indented lines.");
        Assert.Contains("\"events\":1,", await walk.RunAsync("./kindred run --json"), StringComparison.Ordinal);
        Assert.Equal(["email", "phone"], Project.ProjectFile.Parse($"{project}\n{privacy}", "kindred.yaml").Definition.Privacy.Hash);
    }

    [Fact]
    public async Task Collecting_into_a_cluster_works_as_it_is_written()
    {
        using var folder = new TemporaryFolder();
        await cluster.DatabaseAsync("kindred");
        var blocks = await BlocksAsync("cluster.md");
        var project = blocks.Single(block => block.StartsWith("kindred: 1", StringComparison.Ordinal))
            .Replace("http://ch1:8123, http://ch2:8123", string.Join(", ", await cluster.AddressesAsync()), StringComparison.Ordinal)
            .Replace("  name: shop ", "  name: kindred ", StringComparison.Ordinal).Replace("user: kindred", "user: guarded", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("kindred.yaml"), project);
        var secret = folder.File(".kindred/secrets/CLICKHOUSE_PASSWORD");
        Directory.CreateDirectory(Path.GetDirectoryName(secret)!);
        await File.WriteAllTextAsync(secret, "a secret & more");
        using var walk = new CollectingWalk(folder.Path);
        await walk.RunAsync($"chmod 600 '{secret}'");

        var commands = Commands(blocks);
        foreach (var command in commands.SkipLast(1))
        {
            await walk.RunAsync(command);
        }

        await walk.RunAsync("./kindred tail --json");
        await walk.RunAsync("""curl http://127.0.0.1:8321/v1/track -u SECRET: -d '{"userId":"anna","event":"Product Viewed"}'""");
        var arrived = await walk.Tail!.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5));
        var answer = await walk.RunAsync(commands[^1]);

        Assert.Equal(4, commands.Count);
        Assert.Contains("\"outcome\":\"accepted\"", arrived, StringComparison.Ordinal);
        Assert.Matches("Product Viewed +1", answer);
        Assert.Contains("web", await walk.RunAsync("./kindred keys"), StringComparison.Ordinal);
    }

    /// <summary>The indented lines of a page, by paragraph.</summary>
    static async Task<List<string>> BlocksAsync(string page) =>
        [.. Block().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "guide", page))).Select(block => block.Value.Replace("\n    ", "\n", StringComparison.Ordinal).TrimStart('\n', ' '))];

    static List<string> Commands(IEnumerable<string> blocks) =>
    [
        .. blocks.SelectMany(block => block.Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
            .Where(line => line.StartsWith("./kindred ", StringComparison.Ordinal) || line.StartsWith("curl ", StringComparison.Ordinal)).Select(line => line.Split(" # ")[0].Trim()),
    ];

    [GeneratedRegex(@"(\n    [^\n]*)+")]
    private static partial Regex Block();

    /// <summary>The words after the program's name, as a shell takes them.</summary>
    static string[] Words(string line) =>
        [.. Word().Matches(line.Split(" # ")[0]).Skip(1).Select(word => word.Value.Trim('"'))];

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
