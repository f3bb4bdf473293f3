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

    /// <summary>The words after the program's name, as a shell takes them.</summary>
    static string[] Words(string line) =>
        [.. Word().Matches(line.Split(" # ")[0]).Skip(1).Select(word => word.Value.Trim('"'))];

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
