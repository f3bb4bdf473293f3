using System.Text.Json;

namespace Kindred.Cli.Tests;

[Collection("Shop")]
public sealed class RunCommandTests(ShopProject shop)
{
    [Fact]
    public void A_run_reports_what_it_read_and_found_as_one_json_object()
    {
        Assert.Equal((0, ""), (shop.First.ExitCode, shop.First.Error));
        Assert.Equal((441, 1, 0, 440), (Number("rows_read"), Number("rows_rejected"), Number("rows_duplicate"), Number("events")));
        Assert.Equal((80, 440), (Number("customers"), Number("orders")));
        Assert.Equal("2026-03-28T12:00:00.001+00:00", shop.Report.GetProperty("as_of").GetString());
        Assert.Equal(40 * 10 * 102 + 40 * 7, shop.Report.GetProperty("revenue").GetDouble());
        Assert.Equal(80, shop.Report.GetProperty("segments").EnumerateArray().Sum(segment => segment.GetProperty("size").GetInt32()));
        Assert.Contains(shop.Report.GetProperty("stages").EnumerateArray(), stage => stage.GetProperty("name").GetString() == "Import");

        int Number(string name) => shop.Report.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Segments_are_those_of_the_newest_run()
    {
        var run = await Run.KindredAsync("segments", "--json", "--dir", shop.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            shop.Report.GetProperty("segments").GetRawText(), JsonDocument.Parse(run.Output).RootElement.GetProperty("segments").GetRawText());
    }

    [Fact]
    public async Task Segments_are_told_in_words()
    {
        var run = await Run.KindredAsync("segments", "--dir", shop.Path);

        Assert.StartsWith("behaviour: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("behaviour_1\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_is_written_where_it_is_wanted()
    {
        var target = Path.Combine(shop.Path, "out.html");

        var run = await Run.KindredAsync("report", "--dir", shop.Path, "--out", target);

        Assert.Equal(new Run(0, $"{target}\n", ""), run);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(shop.Path, "report.html")), await File.ReadAllTextAsync(target));
    }

    [Fact]
    public async Task What_the_run_left_can_be_asked_for()
    {
        var run = await Run.KindredAsync("sql", "--quiet", "SELECT count() AS n, uniqExact(order_id) AS orders FROM events", "--dir", shop.Path);

        Assert.Equal(new Run(0, "  n  orders\n440     440\n", ""), run);
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("20260101")]
    public async Task A_moment_that_cannot_be_read_is_wrong_use(string moment)
    {
        var run = await Run.KindredAsync("run", "--as-of", moment, "--dir", shop.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"'{moment}' is no moment: write it as ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moment_before_the_first_event_is_wrong_use_and_leaves_the_newest_run()
    {
        var run = await Run.KindredAsync("run", "--quiet", "--as-of", "1999-01-01", "--dir", shop.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("There is nothing to analyse before 1999-01-01 00:00 UTC: the first event is of 2026-", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Run.KindredAsync("segments", "--dir", shop.Path)).ExitCode);
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_wrong_use_with_its_place()
    {
        using var project = new Testing.TemporaryFolder();
        var text = await File.ReadAllTextAsync(Path.Combine(shop.Path, "kindred.yaml"));
        await File.WriteAllTextAsync(project.File("kindred.yaml"), text.Replace("orders.csv", "gone.csv", StringComparison.Ordinal));

        var run = await Run.KindredAsync("run", "--quiet", "--dir", project.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("kindred.yaml:5:13: source orders names 'gone.csv', but there is no such file.", run.Error, StringComparison.Ordinal);
    }
}
