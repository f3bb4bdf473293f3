using System.Text.RegularExpressions;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>Pages of the guide that bring their own files: what they say is typed, changed and printed.</summary>
public sealed partial class GuidePagesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("your-own-data.md", 4)]
    [InlineData("cleaning.md", 4)]
    public async Task A_page_works_as_it_is_written(string name, int commands)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "guide", name));
        var (ran, printed) = (0, "");
        foreach (Match part in Part().Matches(page))
        {
            var (kind, file, text) = (part.Groups["kind"].Value, part.Groups["file"].Value, part.Groups["text"].Value);
            if (part.Groups["command"] is { Success: true, Value: var line })
            {
                var run = await Run.OfAsync("dotnet", [Run.Program, .. Words(line)], _folder.Path);
                Assert.True(run.ExitCode == 0, $"{line}: {run.Error}");
                (ran, printed) = (ran + 1, run.Output);
            }
            else if (kind == "text")
            {
                var known = printed.Split('\n').Select(row => row.TrimEnd()).ToHashSet();
                Assert.All(text.TrimEnd().Split('\n'), row => Assert.Contains(row.TrimEnd(), known));
            }
            else if (kind == "diff")
            {
                Change(_folder.File(file), text);
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
                await File.WriteAllTextAsync(_folder.File(file), text);
            }
        }

        Assert.Equal(commands, ran);
    }

    /// <summary>Puts the lines with a plus where those with a minus before them stand.</summary>
    static void Change(string path, string diff)
    {
        var text = File.ReadAllText(path);
        foreach (Match change in Replacement().Matches(diff))
        {
            var (old, fresh) = (Lines(change.Groups[1]), Lines(change.Groups[2]));
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, fresh, StringComparison.Ordinal);
        }

        File.WriteAllText(path, text);

        static string Lines(Group group) => string.Concat(group.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[1..] + "\n"));
    }

    /// <summary>The words after the program's name, as a shell takes them.</summary>
    static IEnumerable<string> Words(string line) => Word().Matches(line).Select(word => word.Value.Trim('"'));

    [GeneratedRegex("^```(?<kind>[a-z]+)(?: (?<file>[^\n]+))?\n(?<text>.*?)^```$|^    \\./kindred (?<command>[^\n]+)$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Part();

    [GeneratedRegex("((?:^-[^\n]*\n)+)((?:^\\+[^\n]*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Replacement();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
