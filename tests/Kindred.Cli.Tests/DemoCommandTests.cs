using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>A shop is made once for all of these: the first start writes it, those after it only run it.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_demo_ends_with_its_segments_and_the_report_and_can_be_repeated()
    {
        using var folder = new TemporaryFolder();

        var first = await Run.KindredAsync("demo", "--dir", folder.Path, "--customers", "800", "--no-serve");
        var written = File.GetLastWriteTimeUtc(folder.File("data/shop/order_lines.csv"));
        var second = await Run.KindredAsync("demo", "--dir", folder.Path, "--json", "--truths", "--quiet");

        Assert.Equal(0, first.ExitCode);
        Assert.StartsWith("Larkfell Outdoor, as of 2025-06-30 ", first.Output, StringComparison.Ordinal);
        Assert.Contains("customers, ", first.Output, StringComparison.Ordinal);
        Assert.StartsWith($"{folder.File("report.html")} (", first.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Contains("Make a year of shopping", first.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder.File("data/shop/order_lines.csv")));
        var told = JsonDocument.Parse(second.Output).RootElement;
        Assert.Equal(2, told.GetProperty("run").GetProperty("run").GetInt32());
        Assert.Contains(told.GetProperty("truths").EnumerateArray(), truth => truth.GetProperty("measure").GetString() == "adjusted Rand index");
    }

    [Theory]
    [InlineData("data", false)]
    [InlineData("kindred.yaml", true)]
    public async Task Ctrl_C_leaves_no_half_made_shop_and_the_next_demo_goes_on(string until, bool made)
    {
        using var folder = new TemporaryFolder();
        string[] demo = ["demo", "--dir", folder.Path, "--customers", "400", "--quiet"];
        using var first = Run.Start(demo);
        while (!Path.Exists(folder.File(until)) && !first.HasExited)
        {
            await Task.Delay(5);
        }

        var stopped = await Run.InterruptAsync(first);
        var isThere = File.Exists(folder.File("kindred.yaml"));
        var second = await Run.KindredAsync(demo);

        Assert.Equal(new(1, "", "kindred: Stopped before the end; everything is as it was before.\n"), stopped);
        Assert.Equal(made, isThere);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
    }

    [Fact]
    public async Task A_folder_with_another_project_is_wrong_use()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("kindred.yaml"), "kindred: 1\nname: mine\n");

        var run = await Run.KindredAsync("demo", "--dir", folder.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("is a project of your own", run.Error, StringComparison.Ordinal);
        Assert.Equal("kindred: 1\nname: mine\n", await File.ReadAllTextAsync(folder.File("kindred.yaml")));
    }
}
