using System.Text.Json;

namespace Kindred.Cli.Tests;

public sealed class DoctorTests
{
    [Fact]
    public async Task A_sound_installation_passes_with_one_json_object()
    {
        var run = await Run.KindredAsync("doctor", "--json");

        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(0, report.GetProperty("failed").GetInt32());
        Assert.All(report.GetProperty("checks").EnumerateArray(), c => Assert.NotEqual("fail", c.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_fails_with_what_to_do()
    {
        var run = await Run.KindredAsync("doctor", "--dir", "/proc");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("fail  Folder: .*\n      .*--dir", run.Output);
    }

    [Theory]
    [InlineData("linux-x64", Verdict.Ok)]
    [InlineData("linux-musl-x64", Verdict.Fail)]
    [InlineData("osx-arm64", Verdict.Fail)]
    public void Only_platforms_with_a_native_engine_pass(string platform, Verdict verdict) =>
        Assert.Equal(verdict, Checkup.Platform(platform).Verdict);

    [Theory]
    [InlineData("8.0.100 [/a]\n10.0.401 [/b]\n", Verdict.Ok, "10.0.401")]
    [InlineData("10.0.100 [/a]\n9.0.300 [/b]\n", Verdict.Ok, "10.0.100")]
    [InlineData("9.0.300 [/a]\n", Verdict.Warn, "9.0.300 is too old.")]
    [InlineData("", Verdict.Warn, "Not found.")]
    [InlineData(null, Verdict.Warn, "Not found.")]
    public void The_newest_version_of_a_tool_counts(string? said, Verdict verdict, string found)
    {
        var check = Checkup.Tool(".NET SDK", "10", said, "the site");

        Assert.Equal((verdict, found), (check.Verdict, check.Found));
    }

    [Theory]
    [InlineData(8L << 30, Verdict.Ok)]
    [InlineData(1L << 30, Verdict.Warn)]
    public void Little_memory_is_a_warning(long bytes, Verdict verdict) => Assert.Equal(verdict, Checkup.Memory(bytes, 2).Verdict);
}
