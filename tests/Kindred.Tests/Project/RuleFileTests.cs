using Kindred.Features;
using Kindred.Numerics;
using Kindred.Project;
using Kindred.Rules;
using Kindred.Testing;
using Kindred.Tests.Rules;

namespace Kindred.Tests.Project;

/// <summary>Rules as they stand in a project file: what is read, what is refused, and with which words.</summary>
public sealed class RuleFileTests
{
    const string Head = """
        kindred: 1
        name: shop
        sources:
          - name: shop
            files: orders.csv
            map: { occurred_at: at, user_id: customer, event: { constant: Order Completed, cases: [{ when: "n < 0", then: Gift Sent }] } }
            properties: { colour: colour }
        segments:
          - { id: behaviour }

        """;

    [Fact]
    public void A_rule_is_read_as_it_is_written()
    {
        var project = Read("""
            - id: vip
              name: Best customers
              rule:
                all:
                  - { feature: revenue, above: 500, top: 10% }
                  - any:
                      - { did: [purchase, Order Updated], at_least: 3, in_last: 90d, where: "price > 20 and properties.colour = 'red'" }
                      - { did: Product Added, then: { did: Order Completed, where: price > 9 }, within: 2h, without: Coupon Applied }
                  - not: at_risk
                  - { never: Order Refunded }
                  - { first: anything, not_in_last: 1h30m }
                  - segment: behaviour_2
                  - consent: marketing
            """);

        var all = Assert.IsType<AllCondition>(project.Segments[1].Rule).All;
        Assert.Equal(new FeatureCondition { Feature = "revenue", Above = 500, Top = new(10) }, all[0]);
        var any = Assert.IsType<AnyCondition>(all[1]).Any;
        var often = Assert.IsType<DidCondition>(any[0]);
        Assert.Equal(["purchase", "Order Updated"], often.Did);
        Assert.Equal((3, TimeSpan.FromDays(90)), (often.AtLeast, often.InLast));
        var sequence = Assert.IsType<DidCondition>(any[1]);
        Assert.Equal(("price > 9", TimeSpan.FromHours(2)), (sequence.Then!.Where!.Text, sequence.Within!.Value));
        Assert.Equal(["Coupon Applied"], sequence.Without!.Did);
        Assert.Equal(new SegmentCondition { Segment = "at_risk" }, Assert.IsType<NotCondition>(all[2]).Not);
        Assert.Equal(["Order Refunded"], Assert.IsType<NeverCondition>(all[3]).Never);
        Assert.Equal(new TimeSpan(1, 30, 0), Assert.IsType<FirstCondition>(all[4]).NotInLast);
        Assert.Equal("behaviour_2", Assert.IsType<SegmentCondition>(all[5]).Segment);
        Assert.Equal("marketing", Assert.IsType<ConsentCondition>(all[6]).Consent);
    }

    [Theory]
    [InlineData("{ feture: revenue, above: 3 }", "10:33", "feture", "the key 'feture'", "feature")]
    [InlineData("{ feature: revnue, above: 3 }", "10:42", "feature", "'revnue'", "revenue")]
    [InlineData("{ feature: revenue, abov: 3 }", "10:51", "abov", "the key 'abov'", "above")]
    [InlineData("{ feature: revenue }", "10:31", "", "a feature with nothing to compare it with", null)]
    [InlineData("{ feature: revenue, above: 5, below: 5 }", "10:31", "", "no number from 5 to 5", null)]
    [InlineData("{ feature: revenue, top: 0% }", "10:56", "top", "'0%'", null)]
    [InlineData("{ feature: revenue, above: 1, did: Order Completed }", "10:61", "did", "the key 'did' beside 'feature'", null)]
    [InlineData("{ did: Ordr Completed }", "10:38", "did[0]", "'Ordr Completed', which never happened", "Order Completed")]
    [InlineData("{ did: [Gift Sent, Gift Snt] }", "10:50", "did[1]", "'Gift Snt', which never happened", "Gift Sent")]
    [InlineData("{ did: Gift Sent, where: prce > 3 }", "10:56", "where", "the name 'prce'", "price")]
    [InlineData("{ did: Gift Sent, where: \"properties.color = 'red'\" }", "10:57", "where", "the name 'properties.color'", "properties.colour")]
    [InlineData("{ did: Gift Sent, where: count() > 3 }", "10:56", "where", "the function 'count', which does not work on events", null)]
    [InlineData("{ did: Gift Sent, in_last: 30 }", "10:58", "in_last", "'30'", null)]
    [InlineData("{ did: Gift Sent, in_last: 3d, not_in_last: 3d }", "10:58", "in_last", "in_last within not_in_last", null)]
    [InlineData("{ did: Gift Sent, at_least: 3, at_most: 2 }", "10:59", "at_least", "at_least above at_most", null)]
    [InlineData("{ did: Gift Sent, exactly: 1, at_most: 2 }", "10:58", "exactly", "exactly beside at_least or at_most", null)]
    [InlineData("{ did: Gift Sent, within: 3d }", "10:57", "within", "'within' here", null)]
    [InlineData("{ did: Gift Sent, at_least: 2, then: purchase }", "10:59", "at_least", "'at_least' here", null)]
    [InlineData("{ did: Gift Sent, then_not: purchase, without: purchase }", "10:78", "without", "'without' here", null)]
    [InlineData("{ did: Gift Sent, then: { did: Gift Snt } }", "10:62", "then.did[0]", "'Gift Snt', which never happened", "Gift Sent")]
    [InlineData("{ last: Gift Sent }", "10:31", "", "no time to compare with", null)]
    [InlineData("{ expression: revenue > ordrs }", "10:55", "expression", "the name 'ordrs'", "orders")]
    [InlineData("{ segment: championss }", "10:42", "segment", "'championss'", "champions")]
    [InlineData("{ segment: behavior_2 }", "10:42", "segment", "'behavior_2'", "behaviour_2")]
    [InlineData("behaviour", "10:31", "segment", "'behaviour'", null)]
    [InlineData("vip", "10:31", "segment", "'vip'", null)]
    [InlineData("{ consent: '' }", "10:42", "consent", "no purpose", null)]
    [InlineData("{ all: [] }", "10:38", "all", "a list", null)]
    [InlineData("{ not: { did: Gift Snt } }", "10:45", "not.did[0]", "'Gift Snt', which never happened", "Gift Sent")]
    [InlineData("[champions]", "10:31", "", "a list", null)]
    public void A_mistake_is_told_with_its_place_and_the_nearest_name(string rule, string at, string key, string found, string? suggestion)
    {
        var refusal = Assert.Throws<ProjectException>(() => Read($"- {{ id: vip, name: V, rule: {rule} }}"));

        var property = key.Length == 0 ? "segments[1].rule" : $"segments[1].rule.{key}";
        Assert.Equal([property], refusal.Problems.Select(problem => problem.Property));
        var problem = refusal.Problems[0];
        Assert.Equal(($"kindred.yaml:{at}", suggestion), (problem.At.ToString(), problem.Suggestion));
        Assert.StartsWith(found, problem.Found);
    }

    [Fact]
    public void A_key_of_models_does_not_stand_beside_a_rule()
    {
        var refusal = Assert.Throws<ProjectException>(() => Read("- { id: vip, rule: champions, clusters: 3 }"));

        Assert.Equal(("segments[1].clusters", "a key of models"), (refusal.Problems[0].Property, refusal.Problems[0].Found));
    }

    [Fact]
    public void Segments_that_need_each_other_are_refused_with_the_way()
    {
        var refusal = Assert.Throws<ProjectException>(() => Read("""
            - { id: a, rule: { not: b } }
            - { id: b, rule: { any: [champions, c] } }
            - { id: c, rule: a }
            """));

        Assert.Equal(
            ["a way back to itself: a → b → c → a", "a way back to itself: b → c → a → b", "a way back to itself: c → a → b → c"],
            refusal.Problems.Select(problem => problem.Found));
    }

    [Fact]
    public void A_segment_may_bear_the_name_of_the_ready_made_one_it_refines() =>
        Assert.Equal(
            "{\"all\":[{\"segment\":\"champions\"},{\"feature\":\"revenue\",\"above\":100}]}",
            RuleText.Write(Read("- { id: champions, rule: { all: [champions, { feature: revenue, above: 100 }] } }").Segments[1].Rule!));

    [Fact]
    public void An_id_that_a_model_may_give_is_refused() =>
        Assert.Equal("segments[1].id", Assert.Throws<ProjectException>(() => Read("- { id: behaviour_7, rule: champions }")).Problems[0].Property);

    [Fact]
    public void Names_that_clients_may_send_are_not_held_against_the_file()
    {
        using var folder = new TemporaryFolder();
        const string Rule = "- { id: gold, rule: { did: Plan Chosen, where: properties.plan = 'gold' } }";
        var path = folder.File(ProjectFile.FileName);

        ProjectFile.Parse($"name: shop\nsegments:\n  {Rule}", path);
        Assert.Equal(2, Assert.Throws<ProjectException>(() => ProjectFile.Parse($"{Head}  {Rule}", path)).Problems.Count);
        Directory.CreateDirectory(folder.File(".kindred"));
        File.WriteAllText(folder.File($".kindred/{ProjectFile.SpoolName}"), "");
        ProjectFile.Parse($"{Head}  {Rule}", path);
    }

    [Fact]
    public void Conditions_too_deep_to_read_are_refused()
    {
        var rule = string.Concat(Enumerable.Repeat("{ not: ", 20)) + "champions" + new string('}', 20);

        Assert.Contains("21 deep", Assert.Throws<ProjectException>(() => Read($"- {{ id: vip, rule: {rule} }}")).Problems[0].Found);
    }

    [Fact]
    public void What_is_written_is_read_again_as_the_same()
    {
        var random = new RandomRule(new Rng(3));
        var names = new RuleNames { Project = RuleWorld.Project, Features = Measuring.Catalogue };

        for (var i = 0; i < 300; i++)
        {
            var rule = random.Next(depth: 3);
            var text = RuleText.Write(rule);

            Assert.Equal(text, RuleText.Write(RuleText.Read(text, "rule.json", names)));
            Assert.Equal(text, RuleText.Write(RuleText.Read(RuleText.Yaml(rule, 0), "rule.yaml", names)));
            Assert.Equal(text, RuleText.Write(RuleText.Read($"rule:\n  {RuleText.Yaml(rule, 2)}", "rule.yaml", names)));
        }
    }

    [Fact]
    public void What_is_written_is_accepted_by_the_schema()
    {
        var (random, schema) = (new RandomRule(new Rng(4)), ProjectSchema.Write());
        var rules = Enumerable.Range(0, 100).Select(i => $"  - {{ \"id\": r{i}, \"rule\": {RuleText.Write(random.Next(depth: 3))} }}\n");

        Assert.Empty(SchemaCheck.Refused(schema, Head + string.Concat(rules)));
    }

    [Fact]
    public void Every_ready_made_rule_stands_by_itself()
    {
        foreach (var ready in ReadySegment.All)
        {
            var project = Read($"- {{ id: {ready.Id}, rule: {ready.Id} }}");

            Assert.Equal((ready.Name, ready.Meaning), RuleSegments.Told(project, project.Segments[1]));
            Assert.DoesNotContain("\"segment\"", RuleText.Write(ready.Rule), StringComparison.Ordinal);
        }

        Assert.Equal(
            ["champions", "loyal", "new", "at_risk", "hibernating", "power_users", "occasional_buyers", "churn_risk", "cart_abandoners"],
            ReadySegment.All.Select(ready => ready.Id));
    }

    static ProjectDefinition Read(string segments) =>
        ProjectFile.Parse(Head + string.Join('\n', segments.Split('\n').Select(line => "  " + line)), "kindred.yaml", Measuring.Catalogue).Definition;
}
