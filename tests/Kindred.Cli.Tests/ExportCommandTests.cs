using Kindred.Testing;

namespace Kindred.Cli.Tests;

[Collection("Shop")]
public sealed class ExportCommandTests(ShopProject shop) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("segments", "csv", "\"customer\",\"behaviour\",\"behaviour_name\"\n\"c0\",\"behaviour_")]
    [InlineData("segments", "jsonl", "{\"customer\":\"c0\",\"behaviour\":\"behaviour_")]
    [InlineData("features", "csv", "\"customer\",\"events\",\"recency_days\"")]
    [InlineData("features", "parquet", "PAR1")]
    public async Task A_file_is_written_in_the_format_asked_for(string what, string format, string start)
    {
        var target = _folder.File("out");

        var run = await Run.KindredAsync("export", what, "--format", format, "--out", target, "--quiet", "--dir", shop.Path);

        Assert.Equal(new Run(0, $"{target} (80 customers)\n", ""), run);
        Assert.StartsWith(start, await File.ReadAllTextAsync(target), StringComparison.Ordinal);
        Assert.Equal([target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Who_was_in_which_segment_at_a_past_moment_is_remembered()
    {
        var (before, after) = (_folder.File("before.csv"), _folder.File("after.csv"));

        var earlier = await Run.KindredAsync("export", "segments", "--as-of", "2026-03-28", "--out", before, "--quiet", "--dir", shop.Path);
        var later = await Run.KindredAsync("export", "segments", "--as-of", "2026-03-29", "--out", after, "--quiet", "--dir", shop.Path);

        Assert.Equal((new Run(0, $"{before} (0 customers)\n", ""), new Run(0, $"{after} (80 customers)\n", "")), (earlier, later));
        var lines = await File.ReadAllLinesAsync(after);
        Assert.Equal("\"customer\",\"segment\",\"name\"", lines[0]);
        Assert.Matches("^\"c0\",\"behaviour_[12]\",\"[A-Z].* customers\"$", lines[1]);
        Assert.Equal(81, lines.Length);
    }
}
