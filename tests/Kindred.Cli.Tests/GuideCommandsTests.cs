using System.Text.RegularExpressions;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>The commands of a guide page, run one after the other as a reader would.</summary>
public sealed partial class GuideCommandsTests
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
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "guide", "collecting.md"));
        var blocks = Block().Matches(page).Select(block => block.Value.Replace("\n    ", "\n", StringComparison.Ordinal).TrimStart('\n', ' ')).ToList();
        var (project, privacy) = (blocks.Single(block => block.StartsWith("kindred: 1", StringComparison.Ordinal)), blocks.Single(block => block.StartsWith("privacy:", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(folder.File("kindred.yaml"), project);
        using var walk = new CollectingWalk(folder.Path);

        var commands = blocks.SelectMany(block => block.Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
            .Where(line => line.StartsWith("./kindred ", StringComparison.Ordinal) || line.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        foreach (var command in commands)
        {
            await walk.RunAsync(command.Split(" # ")[0].Trim());
        }

        Assert.True(commands.Count > 6, "The page has its commands in indented lines.");
        Assert.Contains("\"events\":1,", await walk.RunAsync("./kindred run --json"), StringComparison.Ordinal);
        Assert.Equal(["email", "phone"], Project.ProjectFile.Parse($"{project}\n{privacy}", "kindred.yaml").Definition.Privacy.Hash);
    }

    [GeneratedRegex(@"(\n    [^\n]*)+")]
    private static partial Regex Block();

    /// <summary>The words after the program's name, as a shell takes them.</summary>
    static string[] Words(string line) =>
        [.. Word().Matches(line.Split(" # ")[0]).Skip(1).Select(word => word.Value.Trim('"'))];

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
