using System.Text.Json;

namespace Kindred.Cli.Tests;

[Collection("Shop")]
public sealed class SegmentsCommandTests(ShopProject shop)
{
    [Fact]
    public async Task Two_segments_are_compared_by_every_feature()
    {
        var run = await Run.KindredAsync("segments", "compare", "behaviour_1", "behaviour_2", "--json", "--dir", shop.Path);

        var comparison = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(0, comparison.GetProperty("both").GetInt32());
        Assert.Equal(comparison.GetProperty("judged").GetInt32(), Customers("a") + Customers("b"));
        var orders = comparison.GetProperty("differences").EnumerateArray().Single(difference => difference.GetProperty("feature").GetString() == "orders");
        Assert.Equal(1, Math.Abs(orders.GetProperty("delta").GetDouble()));
        Assert.InRange(orders.GetProperty("p_value").GetDouble(), 0, 1e-6);

        int Customers(string side) => comparison.GetProperty(side).GetProperty("customers").GetInt32();
    }

    [Fact]
    public async Task A_comparison_is_told_in_words()
    {
        var run = await Run.KindredAsync("segments", "compare", "behaviour_1", "behaviour_2", "--dir", shop.Path);

        Assert.StartsWith("A: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("In both: 0, 0.0 % of all of them\n", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  Orders +1(0)? +1(0)? +[+−]1\.00 +<0\.001", run.Output);
    }

    [Fact]
    public async Task A_segment_that_there_is_not_is_wrong_use_with_the_nearest()
    {
        var run = await Run.KindredAsync("segments", "compare", "behaviour_1", "behavior_2", "--dir", shop.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("The newest run has no segment 'behavior_2'; did you mean 'behaviour_2'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_of_segments_that_there_is_not_is_wrong_use_with_the_nearest()
    {
        var run = await Run.KindredAsync("segments", "compar", "--dir", shop.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("There is no verb 'compar'; did you mean 'compare'? See 'kindred segments --help'.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_rule_stands_for_each_segment()
    {
        var run = await Run.KindredAsync("segments", "--json", "--dir", shop.Path);

        var rules = JsonDocument.Parse(run.Output).RootElement.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("rule")).ToList();
        Assert.All(rules, rule => Assert.InRange(rule.GetProperty("precision").GetDouble(), 0.8, 1));
        Assert.All(rules, rule => Assert.InRange(rule.GetProperty("recall").GetDouble(), 0.8, 1));
    }

    [Fact]
    public async Task Sizes_are_those_of_the_moment_asked_for()
    {
        var before = await Run.KindredAsync("segments", "--as-of", "2026-03-28", "--json", "--dir", shop.Path);
        var after = await Run.KindredAsync("segments", "--as-of", "2026-03-29", "--json", "--dir", shop.Path);

        Assert.Equal(0, JsonDocument.Parse(before.Output).RootElement.GetProperty("segments").GetArrayLength());
        Assert.Equal(80, JsonDocument.Parse(after.Output).RootElement.GetProperty("segments").EnumerateArray().Sum(segment => segment.GetProperty("customers").GetInt32()));
    }

    [Fact]
    public async Task History_tells_every_run_and_every_definition()
    {
        var run = await Run.KindredAsync("segments", "history", "--json", "--dir", shop.Path);

        var history = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(1, history.GetProperty("runs").GetArrayLength());
        Assert.Contains("features: [orders, revenue, inactive_days]\n", history.GetProperty("definitions")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_that_were_not_touched_are_said_to_be_the_same()
    {
        var run = await Run.KindredAsync("segments", "changes", "--dir", shop.Path);

        Assert.Equal(new Run(0, "The definitions are those of the newest run.\n", ""), run);
    }
}
