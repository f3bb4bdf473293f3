using Kindred.Project;
using Kindred.Rules;
using Kindred.Tests.Runs;

namespace Kindred.Tests.Rules;

/// <summary>Segments by a rule from the project file to the store, on files whose every number a reader can check.</summary>
public sealed class RuleSegmentsTests
{
    const string Yaml = """
        kindred: 1
        name: small
        sources:
          - name: clicks
            files: "*.csv"
            map: { occurred_at: at, user_id: user, event: event, order_id: order, price: price }
        exports: [{ format: csv, to: out.csv }]
        segments:
        """;

    const string Events = """
        at,user,event,order,price
        2026-01-01T10:00:00Z,ann,Product Added,,5
        2026-01-01T10:20:00Z,ann,Order Completed,o1,5
        2026-01-01T10:20:00Z,ann,Order Completed,o1,7
        2026-01-09T10:00:00Z,ann,Order Completed,o2,9
        2026-01-02T10:00:00Z,bob,Product Added,,50
        2026-01-02T10:31:00Z,bob,Order Completed,o3,50
        2026-01-10T09:00:00Z,cyd,Product Added,,5
        2026-01-10T10:00:00Z,dan,Page Viewed,,

        """;

    [Theory]
    [InlineData("{ did: Order Completed, at_least: 2 }", "ann")] // two lines of one order are one time
    [InlineData("{ did: Order Completed, exactly: 2, where: price > 6 }", "ann")]
    [InlineData("{ did: Order Completed, in_last: 7d }", "ann")]
    [InlineData("{ did: Product Added, then: purchase, within: 30m }", "ann")]
    [InlineData("{ did: Product Added, then: purchase, within: 31m }", "ann bob")]
    [InlineData("{ did: Product Added, then_not: Order Completed, within: 30m }", "bob cyd")]
    [InlineData("{ did: Product Added, then_not: Order Completed }", "cyd")]
    [InlineData("{ did: Product Added, then_not: Order Completed, within: 1h }", "cyd")] // cyd's hour ends just before the moment
    [InlineData("{ did: Product Added, then_not: Order Completed, within: 3601s }", "")]
    [InlineData("{ did: Order Completed, then: Order Completed }", "ann")]
    [InlineData("{ did: Order Completed, then: Order Completed, without: { did: anything, where: price = 7 } }", "ann")] // not between, but at the first
    [InlineData("{ never: Product Added }", "dan")]
    [InlineData("{ first: Order Completed, in_last: 8d }", "bob")]
    [InlineData("{ last: anything, not_in_last: 1d }", "ann bob")]
    [InlineData("{ feature: orders, top: 50% }", "ann bob")]
    [InlineData("{ not: { feature: orders, above: 0 } }", "cyd dan")]
    [InlineData("{ expression: orders = 2 or revenue = 50 }", "ann bob")]
    [InlineData("{ any: [ buyers, { did: Page Viewed } ] }", "ann bob dan")]
    [InlineData("cart_abandoners", "cyd")]
    public async Task Members_are_those_whom_the_rule_means(string rule, string members)
    {
        await using var project = TestProject.With($"{Yaml}\n  - {{ id: asked, rule: {rule} }}\n  - {{ id: buyers, rule: {{ did: Order Completed }} }}\n");
        project.Write("a.csv", Events);

        var report = await project.RunAsync();

        Assert.Equal(members, await project.ValueAsync<string>(
            "SELECT arrayStringConcat(arraySort(groupArray(customer)), ' ') FROM customers WHERE customer_id IN (SELECT customer_id FROM memberships WHERE segment = 'asked')"));
        var line = report.Segments.Single(segment => segment.Id == "asked");
        var size = members.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal((size, size / 4.0, null), (line.Size, line.Share, line.Model));
        Assert.Equal(size, File.ReadLines(Path.Combine(project.Folder, "out.csv")).Skip(1).Count(row => row.Contains("\"asked\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_rule_about_what_never_happened_is_refused_with_the_nearest_name_and_its_place()
    {
        await using var project = TestProject.With($"{Yaml}\n  - {{ id: asked, rule: {{ did: Page Veiwed }} }}\n");
        project.Write("a.csv", Events);

        var refusal = await Assert.ThrowsAsync<ProjectException>(() => project.RunAsync());

        Assert.Equal(("segments[0].rule.did[0]", "Page Viewed", 9), (refusal.Problems[0].Property, refusal.Problems[0].Suggestion, refusal.Problems[0].At.Line));
    }

    [Fact]
    public async Task Every_ready_made_segment_is_found_in_any_project()
    {
        await using var project = TestProject.With(Yaml + string.Concat(ReadySegment.All.Select(ready => $"\n  - {{ id: {ready.Id}, rule: {ready.Id} }}")) + "\n");
        project.Write("a.csv", Events);

        var report = await project.RunAsync();

        Assert.Equal(ReadySegment.All.Select(ready => (ready.Name, ready.Meaning)), report.Segments.Select(segment => (segment.Name, segment.Sentence)));
        Assert.Equal(4, report.Segments.Single(segment => segment.Id == "new").Size);
    }

    [Fact]
    public async Task An_explanation_tells_words_sizes_and_values()
    {
        await using var project = TestProject.With($"{Yaml}\n  - {{ id: asked, rule: {{ all: [ {{ did: Order Completed, at_least: 2, in_last: 8d }}, {{ feature: orders, at_least: 1 }} ] }} }}\n");
        project.Write("a.csv", Events);
        var run = await project.RunAsync();
        var file = ProjectFile.Open(project.Folder);
        var (moment, rule) = (new Moment(file.Definition, run.Run, run.AsOf.ToUnixTimeMilliseconds()), file.Definition.Segments[0].Rule!);

        var report = await RuleExplanation.RunAsync(project.Engine, moment, rule, "asked", TestContext.Current.CancellationToken);
        var ann = await project.ValueAsync<ulong>("SELECT customer_id FROM customers WHERE customer = 'ann'");
        var answers = await RuleExplanation.OfAsync(project.Engine, moment, rule, "asked", ann, TestContext.Current.CancellationToken);

        Assert.Equal("Did Order Completed at least 2 times in the last 8 days and orders at least 1", report.Words);
        Assert.Equal(
            ["0 All of 0 ", "1 Did Order Completed at least 2 times in the last 8 days 0 0", "1 Orders at least 1 2 0"],
            report.Steps.Select(step => $"{step.Depth} {step.Words} {step.Alone} {step.Together}"));
        Assert.Equal((4, 0), (report.Customers, report.Members));
        Assert.Equal(["False ", "False once", "True 2"], answers.Select(answer => $"{answer.Holds} {answer.Value}"));
        Assert.Equal(0, (await project.Engine.QueryAsync(Kindred.ClickHouse.Sql.Trusted(report.Sql), TestContext.Current.CancellationToken)).Rows);
    }
}
