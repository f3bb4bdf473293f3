using System.Globalization;
using Kindred.History;
using Kindred.Runs;
using Kindred.Tests.Runs;

namespace Kindred.Tests.History;

/// <summary>Segments by a rule enter the log, the versions and the preview as those of models do.</summary>
public sealed class RuleLogTests
{
    const string Yaml = """
        kindred: 1
        name: small
        sources:
          - name: orders
            files: "*.csv"
            map:
              event: { constant: Order Completed }
              occurred_at: at
              user_id: customer
              anonymous_id: visitor
              order_id: order
              revenue: worth
        segments:
          - { id: regular, rule: { feature: orders, at_least: 3 } }
          - { id: lately, rule: { did: Order Completed, in_last: 10d } }
          - { id: both, rule: { all: [regular, lately] } }
        """;

    const string Header = "at,customer,visitor,order,worth\n";

    [Fact]
    public async Task Customers_enter_and_leave_by_data_clock_merge_and_deletion()
    {
        await using var project = TestProject.With(Yaml);
        project.Write("a.csv", Header + Orders("ann", "", 51, 52, 53) + Orders("bob", "", 1, 2) + Orders("cyd", "", 58) + Orders("", "phone", 3, 4));
        project.Write("dan.csv", Header + Orders("dan", "", 5, 6, 7));

        var first = await project.RunAsync(Day(60));
        project.Write("more.csv", Header + Orders("bob", "", 68));
        var byData = await project.RunAsync(Day(70));
        project.Write("link.csv", Header + Orders("cyd", "phone", 61));
        var byMerge = await project.RunAsync(Day(70));
        project.Write("dan.csv", Header + Orders("ann", "", 54));
        var byDeletion = await project.RunAsync(Day(70));

        Assert.Equal("both +1 Definition; lately +2 Definition; regular +2 Definition", Moves(first));
        Assert.Equal("both +1 Data −1 Clock; lately +1 Data −2 Clock; regular +1 Data", Moves(byData));
        Assert.Equal("both +1 Merge; lately +1 Merge; regular +1 Merge", Moves(byMerge));
        Assert.Equal("regular −1 Deletion", Moves(byDeletion));
        Assert.Equal([("both", 1), ("lately", 2), ("regular", 2)], await SizesAsync(project, Day(69)));
        Assert.Equal([("both", 2), ("lately", 2), ("regular", 3)], await SizesAsync(project, Day(70)));
        Assert.Empty(await SizesAsync(project, Day(59)));
    }

    [Fact]
    public async Task Features_that_only_time_moved_are_told_apart_from_those_that_others_moved()
    {
        await using var project = TestProject.With(Yaml.Replace(
            "{ feature: orders, at_least: 3 }", "{ feature: recency_days, at_most: 5 }", StringComparison.Ordinal));
        project.Write("a.csv", Header + Orders("ann", "", 57));
        await project.RunAsync(Day(60));

        var second = await project.RunAsync(Day(70));

        Assert.Equal("both −1 Clock; lately −1 Clock; regular −1 Clock", Moves(second));
    }

    [Fact]
    public async Task A_changed_rule_is_previewed_and_then_does_what_was_told()
    {
        await using var project = TestProject.With(Yaml);
        project.Write("a.csv", Header + Orders("ann", "", 51, 52, 53) + Orders("bob", "", 1, 2) + Orders("cyd", "", 57, 58) + Orders("dan", "", 59));
        var first = await project.RunAsync(Day(60));
        project.Write("kindred.yaml", Yaml.Replace("at_least: 3", "at_least: 2", StringComparison.Ordinal) + "\n  - { id: fresh, rule: { first: anything, in_last: 5d } }\n");

        var preview = await PreviewAsync(project, first);
        var second = await project.RunAsync(Day(60));

        // What names the rule that was changed is changed with it.
        Assert.Equal(["regular 2 +2/−0 of 3", "both 2 +1/−0 of 2", "fresh 1 +2/−0 of 2"], preview.Select(Told));
        Assert.Equal(["-   at_least: 3", "+   at_least: 2"], preview[0].Change.Diff.Where(line => line.Sign != ' ').Select(line => line.ToString()));
        Assert.Equal("both +1 Definition; fresh +2 Definition; regular +2 Definition", Moves(second));
        Assert.Empty(await PreviewAsync(project, second));
    }

    [Fact]
    public async Task A_rule_that_is_no_longer_declared_lets_everyone_go()
    {
        await using var project = TestProject.With(Yaml);
        project.Write("a.csv", Header + Orders("ann", "", 51, 52, 53));
        var first = await project.RunAsync(Day(60));
        project.Write("kindred.yaml", Yaml[..Yaml.IndexOf("  - { id: both", StringComparison.Ordinal)]);

        var preview = Assert.Single(await PreviewAsync(project, first));
        var second = await project.RunAsync(Day(60));

        Assert.Equal("both 2 +0/−1 of 0", Told(preview));
        Assert.Equal("both −1 Definition", Moves(second));
    }

    static string Told(PreviewedChange preview)
    {
        var move = Assert.Single(preview.Moves);
        return $"{preview.Change.Model} {preview.Change.Version} +{move.Entering}/−{move.Leaving} of {move.Size}";
    }

    static string Moves(RunReport report) => string.Join("; ", report.Changes!.Moves.OrderBy(move => move.Segment, StringComparer.Ordinal).Select(move =>
        move.Segment + string.Concat(move.Entered.Select(one => $" +{one.Value} {one.Key}")) + string.Concat(move.Left.Select(one => $" −{one.Value} {one.Key}"))));

    static Task<IReadOnlyList<PreviewedChange>> PreviewAsync(TestProject project, RunReport run) => DefinitionPreview.RunAsync(
        project.Engine, Kindred.Project.ProjectFile.Open(project.Folder).Definition, (run.Run, run.AsOf.ToUnixTimeMilliseconds()), CancellationToken.None);

    static async Task<IEnumerable<(string, long)>> SizesAsync(TestProject project, DateTimeOffset at) =>
        (await MembershipLog.SizesAsync(project.Engine, at.ToUnixTimeMilliseconds(), CancellationToken.None)).Select(size => (size.Segment, size.Customers)).Order();

    static DateTimeOffset Day(int day) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    static string Orders(string user, string visitor, params int[] days) => string.Concat(days.Select(day =>
        string.Create(CultureInfo.InvariantCulture, $"{Day(day):yyyy-MM-dd} 12:00:00,{user},{visitor},{user}{visitor}{day},10\n")));
}
