using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

[Collection("One store at a time")]
public sealed class DoctorTests
{
    [Fact]
    public async Task A_sound_installation_passes_with_one_json_object()
    {
        var run = await Run.KindredAsync("doctor", "--json", "--quiet");

        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(0, report.GetProperty("failed").GetInt32());
        Assert.All(report.GetProperty("checks").EnumerateArray(), c => Assert.NotEqual("fail", c.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task A_sound_project_passes_with_its_store()
    {
        await using var project = new VisitsProject();
        await project.InitializeAsync();

        var run = await Run.KindredAsync("doctor", "--quiet", "--dir", project.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^(ok    .*\n)+$", run.Output);
        Assert.Contains("ok    Project: Shop, 1 source\nok    Source web: 1 file, 0.0 MB\nok    Store: 0.0 MB of data\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_without_files_fails_with_its_place()
    {
        await using var project = new VisitsProject();
        await project.InitializeAsync();
        File.Delete(Path.Combine(project.Path, "web.csv"));

        var run = await Run.KindredAsync("doctor", "--quiet", "--dir", project.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("fail  Source web: A file is missing.\n      .*kindred.yaml:4:13: .*'web.csv'", run.Output);
    }

    [Fact]
    public async Task A_project_file_with_mistakes_fails_with_their_places()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("kindred.yaml"), "name: Shop\nsorces: []\n");

        var run = await Run.KindredAsync("doctor", "--dir", folder.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("fail  Project: .*\n      .*kindred.yaml:2:1: .*Did you mean 'sources'", run.Output);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_fails_with_what_to_do()
    {
        var run = await Run.KindredAsync("doctor", "--dir", "/proc");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("fail  Folder: /proc cannot be written.\n      Give yourself", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux-x64", Verdict.Ok)]
    [InlineData("linux-musl-x64", Verdict.Fail)]
    [InlineData("osx-arm64", Verdict.Fail)]
    public void Only_platforms_with_a_native_engine_pass(string platform, Verdict verdict) =>
        Assert.Equal(verdict, InstallationCheckup.Platform(platform).Verdict);

    [Theory]
    [InlineData("8.0.100 [/a]\n10.0.401 [/b]\n", Verdict.Ok, "10.0.401")]
    [InlineData("10.0.100 [/a]\n9.0.300 [/b]\n", Verdict.Ok, "10.0.100")]
    [InlineData("9.0.300 [/a]\n", Verdict.Warn, "9.0.300 is too old.")]
    [InlineData("", Verdict.Warn, "Not found.")]
    [InlineData(null, Verdict.Warn, "Not found.")]
    public void The_newest_version_of_a_tool_counts(string? said, Verdict verdict, string found)
    {
        var check = InstallationCheckup.Tool(".NET SDK", 10, said, "the site");

        Assert.Equal((verdict, found), (check.Verdict, check.Found));
    }

    [Theory]
    [InlineData(8L << 30, Verdict.Ok)]
    [InlineData(1L << 30, Verdict.Warn)]
    public void Little_memory_is_a_warning(long bytes, Verdict verdict) => Assert.Equal(verdict, InstallationCheckup.Machine(bytes, 2).Verdict);
}
