using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

[Collection("Shop")]
public sealed class ExplainCommandTests(ShopProject shop)
{
    [Fact]
    public async Task A_rule_is_told_in_words_in_sizes_and_in_SQL()
    {
        var run = await Run.KindredAsync("explain", "champions", "--dir", shop.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("RFM recency at least 4 and RFM frequency at least 4.\n", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nCustomers +80", run.Output);
        Assert.Matches(@"\n  RFM recency at least 4 +\d+ +\d+", run.Output);
        Assert.Contains("\nSELECT customer_id", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_is_told_which_conditions_hold_and_by_what()
    {
        var run = await Run.KindredAsync("explain", "occasional_buyers", "--customer", "c50", "--json", "--dir", shop.Path);

        var answer = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(answer.GetProperty("member").GetBoolean());
        Assert.Equal(
            ["All of False ", "Days since first seen at least 180 False 64", "Orders at least 1 True 1", "Orders per month at most 0.33 False 0.5"],
            answer.GetProperty("conditions").EnumerateArray().Select(one =>
                $"{one.GetProperty("words")} {one.GetProperty("holds")} {(one.TryGetProperty("value", out var value) ? Short(value.GetString()!) : "")}"));
    }

    [Fact]
    public async Task A_segment_that_there_is_not_is_wrong_use_with_the_nearest()
    {
        var run = await Run.KindredAsync("explain", "champoins", "--dir", shop.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("Did you mean 'champions'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_of_a_model_is_explained_by_its_short_rule()
    {
        var run = await Run.KindredAsync("explain", "behaviour_1", "--dir", shop.Path);
        var one = await Run.KindredAsync("explain", "behaviour_1", "--customer", "c7", "--dir", shop.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"of 40 customers who meet it 40 are in the segment, of the 40 in the segment 40 meet it\.\n", run.Output);
        Assert.Contains("\n  - id: behaviour_1_rule\n    name: \"", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"^c7 is (not )?one who meets its short rule\.\n", one.Output);
    }

    [Fact]
    public async Task The_short_rule_of_a_segment_goes_into_the_project_as_it_is_printed()
    {
        using var project = new OrdersProject();
        project.Write("orders.csv", OrdersProject.Header + OrdersProject.Rows(60) + "2026-03-30 12:00:00,c1,late,90\n2026-03-30 12:00:00,c3,late2,90\n");
        await project.RunAsync();
        var told = JsonDocument.Parse((await Run.KindredAsync("explain", "behaviour_2", "--json", "--dir", project.Path)).Output).RootElement;

        project.Write("kindred.yaml", OrdersProject.Definition + "\n" + told.GetProperty("yaml").GetString());
        var run = await project.RunAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var counted = (await project.SqlAsync(
            """
            SELECT countIf(is_rule) AS meeting, countIf(is_model) AS members, countIf(is_rule AND is_model) AS both FROM (
                SELECT customer_id, max(segment = 'behaviour_2_rule') AS is_rule, max(segment = 'behaviour_2') AS is_model FROM memberships WHERE run = 2 GROUP BY customer_id
            )
            """)).Single();
        Assert.Equal(told.GetProperty("stands_for").GetRawText(), counted.GetRawText());
        Assert.InRange(told.GetProperty("stands_for").GetProperty("both").GetInt32(), 10, 60);
    }

    [Fact]
    public async Task A_rule_in_a_file_is_counted_before_it_is_kept()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rule.json"), """{"did": "Order Completed", "at_least": 2, "where": "revenue > 100"}""", TestContext.Current.CancellationToken);

        var run = await Run.KindredAsync("segments", "preview", folder.File("rule.json"), "--dir", shop.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("Did Order Completed (where revenue > 100) at least 2 times.\n32 of 80 customers, 40.0 %\n", run.Output);
    }

    [Fact]
    public async Task A_mistake_in_the_file_of_a_rule_is_told_with_its_place()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rule.yaml"), "all:\n  - { feature: revnue, above: 3 }\n", TestContext.Current.CancellationToken);

        var run = await Run.KindredAsync("segments", "preview", folder.File("rule.yaml"), "--dir", shop.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("rule.yaml:2:16: rule.all[0].feature: found 'revnue'", run.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'revenue'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_condition_is_told_what_it_should_hold()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rule.yaml"), "# nothing yet\n", TestContext.Current.CancellationToken);

        var run = await Run.KindredAsync("segments", "preview", folder.File("rule.yaml"), "--dir", shop.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("rule.yaml:1:1: found nothing; expected one condition.", run.Error, StringComparison.Ordinal);
    }

    /// <summary>A number to one decimal.</summary>
    static string Short(string value) => double.TryParse(value, out var number) ? $"{Math.Round(number, 1)}" : value;
}
