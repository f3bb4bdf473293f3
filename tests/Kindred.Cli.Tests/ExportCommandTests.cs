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
}
