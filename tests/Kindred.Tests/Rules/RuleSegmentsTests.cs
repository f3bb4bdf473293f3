using System.Globalization;
using Kindred.Project;
using Kindred.Rules;
using Kindred.Runs;
using Kindred.Tests.Runs;

namespace Kindred.Tests.Rules;

/// <summary>Segments by a rule from the project file to the store, on files whose every number a reader can check.</summary>
public sealed class RuleSegmentsTests(RuleSegmentsTests.EveryRule every) : IClassFixture<RuleSegmentsTests.EveryRule>
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

    /// <summary>Rules, and whom each of them means.</summary>
    public static readonly TheoryData<string, string> Rules = new()
    {
        { "{ did: Order Completed, at_least: 2 }", "ann" }, // two lines of one order are one time
        { "{ did: Order Completed, exactly: 2, where: price > 6 }", "ann" },
        { "{ did: Order Completed, in_last: 7d }", "ann" },
        { "{ did: Product Added, then: purchase, within: 30m }", "ann" },
        { "{ did: Product Added, then: purchase, within: 31m }", "ann bob" },
        { "{ did: Product Added, then_not: Order Completed, within: 30m }", "bob cyd" },
        { "{ did: Product Added, then_not: Order Completed }", "cyd" },
        { "{ did: Product Added, then_not: Order Completed, within: 1h }", "cyd" }, // cyd's hour ends just before the moment
        { "{ did: Product Added, then_not: Order Completed, within: 3601s }", "" },
        { "{ did: Order Completed, then: Order Completed }", "ann" },
        { "{ did: Order Completed, then: Order Completed, without: { did: anything, where: price = 7 } }", "ann" }, // not between, but at the first
        { "{ never: Product Added }", "dan" },
        { "{ first: Order Completed, in_last: 8d }", "bob" },
        { "{ last: anything, not_in_last: 1d }", "ann bob" },
        { "{ feature: orders, top: 50% }", "ann bob" },
        { "{ not: { feature: orders, above: 0 } }", "cyd dan" },
        { "{ expression: orders = 2 or revenue = 50 }", "ann bob" },
        { "{ any: [ buyers, { did: Page Viewed } ] }", "ann bob dan" },
        { "cart_abandoners", "cyd" },
    };

    /// <summary>A project with a segment for every rule, and every segment that is ready-made; the store is closed after the run.</summary>
    public sealed class EveryRule : IAsyncLifetime
    {
        public RunReport Report { get; private set; } = null!;

        /// <summary>The names of the members by segment, as the store has them.</summary>
        public IReadOnlyDictionary<string, string> Members { get; private set; } = null!;

        public IReadOnlyList<string> Exported { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            await using var project = TestProject.With(Yaml + string.Concat(
            [
                "\n  - { id: buyers, rule: { did: Order Completed } }",
                .. Rules.Select((row, i) => $"\n  - {{ id: {Id(i)}, rule: {row.Data.Item1} }}"),
                .. ReadySegment.All.Select(ready => $"\n  - {{ id: {ready.Id}, rule: {ready.Id} }}"),
                "\n",
            ]));
            project.Write("a.csv", Events);
            Report = await project.RunAsync();
            Members = (await project.Engine.QueryAsync(
                $"SELECT m.segment, arrayStringConcat(arraySort(groupArray(c.customer)), ' ') FROM memberships AS m INNER JOIN customers AS c ON c.customer_id = m.customer_id GROUP BY m.segment",
                row => (Segment: row.Get<string>(0), Names: row.Get<string>(1)),
                TestContext.Current.CancellationToken)).ToDictionary(row => row.Segment, row => row.Names);
            Exported = File.ReadAllLines(Path.Combine(project.Folder, "out.csv"));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public static string Id(int rule) => string.Create(CultureInfo.InvariantCulture, $"asked_{rule}");
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Members_are_those_whom_the_rule_means(string rule, string members)
    {
        var id = EveryRule.Id(Rules.TakeWhile(row => row.Data.Item1 != rule).Count());

        Assert.Equal(members, every.Members.GetValueOrDefault(id, ""));
        var line = every.Report.Segments.Single(segment => segment.Id == id);
        var size = members.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal((size, size / 4.0, null), (line.Size, line.Share, line.Model));
        Assert.Equal(size, every.Exported.Skip(1).Count(row => row.Contains($"\"{id}\"", StringComparison.Ordinal)));
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
    public void Every_ready_made_segment_is_found_in_any_project()
    {
        var found = every.Report.Segments.Where(segment => ReadySegment.Find(segment.Id) is not null).ToList();

        Assert.Equal(ReadySegment.All.Select(ready => (ready.Name, ready.Meaning)), found.Select(segment => (segment.Name, segment.Sentence)));
        Assert.Equal(4, found.Single(segment => segment.Id == "new").Size);
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

    [Fact]
    public async Task A_share_is_told_with_its_border_and_an_expression_with_its_values()
    {
        await using var project = TestProject.With($"{Yaml}\n  - {{ id: asked, rule: best }}\n  - {{ id: best, rule: {{ any: [ {{ feature: orders, top: 50% }}, {{ expression: revenue > 5 * recency_days }} ] }} }}\n");
        project.Write("a.csv", Events);
        var run = await project.RunAsync();
        var file = ProjectFile.Open(project.Folder);
        var (moment, rule) = (new Moment(file.Definition, run.Run, run.AsOf.ToUnixTimeMilliseconds()), file.Definition.Segments[0].Rule!);
        var cyd = await project.ValueAsync<ulong>("SELECT customer_id FROM customers WHERE customer = 'cyd'");

        var report = await RuleExplanation.RunAsync(project.Engine, moment, rule, "asked", TestContext.Current.CancellationToken);
        var answers = await RuleExplanation.OfAsync(project.Engine, moment, rule, "asked", cyd, TestContext.Current.CancellationToken);

        Assert.Equal("Orders in the top 50% or revenue > 5 * recency_days", report.Words);
        Assert.Equal(
            ["In the segment best", "Any of", "Orders in the top 50% (1 or more)", "Revenue > 5 * recency_days"], report.Steps.Select(step => step.Words));
        Assert.Equal(["", "", "0", "revenue 0, recency_days missing"], answers.Select(answer => answer.Value ?? ""));
    }
}
