using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.Numerics;
using Kindred.Project;
using Kindred.Rules;
using Kindred.Testing;

namespace Kindred.Tests.Rules;

/// <summary>Rules evaluated by the embedded engine and by a cluster of the oldest servers: the same, and what the definitions say.</summary>
public sealed class RuleTests(EmbeddedFixture embedded, ClusterFixture cluster) : IClassFixture<EmbeddedFixture>
{
    static readonly Lazy<RuleWorld> World = new(() => new(seed: 11, events: 2500));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_rules_find_whom_the_definitions_mean_on_both_engines(ulong seed)
    {
        var shards = await LoadAsync();
        var random = new RandomRule(new Rng(seed));
        var rules = Enumerable.Range(0, 60).Select(_ => ("", random.Next(depth: 3))).ToList();

        var own = await Rule.MembersAsync(embedded.Engine, RuleWorld.Moment, rules, Cancellation);
        var theirs = await Rule.MembersAsync(shards[0], RuleWorld.Moment, rules, Cancellation);

        var slow = new SlowRule(World.Value);
        for (var i = 0; i < rules.Count; i++)
        {
            var expected = slow.Members(rules[i].Item2);
            Assert.True(expected.SequenceEqual(own[i]), Difference(seed, rules[i].Item2, expected, own[i]));
            Assert.True(expected.SequenceEqual(theirs[i]), Difference(seed, rules[i].Item2, expected, theirs[i]));
        }

        Assert.InRange(own.Count(members => members.Length is > 0 and < 50), 30, 60); // most rules tell customers apart
    }

    [Fact]
    public async Task A_rule_by_itself_finds_the_same_as_among_others()
    {
        await LoadAsync();
        var (random, slow) = (new RandomRule(new Rng(5)), new SlowRule(World.Value));

        for (var i = 0; i < 60; i++)
        {
            var rule = random.Next(depth: 1);
            var members = await Rule.MembersAsync(embedded.Engine, RuleWorld.Moment, [("", rule)], Cancellation);

            var expected = slow.Members(rule);
            Assert.True(expected.SequenceEqual(members[0]), Difference(5, rule, expected, members[0]));
        }
    }

    [Fact]
    public async Task Hostile_texts_are_texts_and_nothing_else()
    {
        var shards = await LoadAsync();
        var slow = new SlowRule(World.Value);
        List<(string, Condition)> rules = [.. RuleWorld.Hostile.SelectMany(text => (Condition[])
        [
            new DidCondition { Did = [text] },
            new DidCondition { Did = ["Page Viewed"], Then = new() { Did = [text] }, Without = new() { Did = [text] } },
            new NeverCondition { Never = [text] },
            new FirstCondition { First = [text], InLast = TimeSpan.FromDays(30) },
            new ConsentCondition { Consent = text },
            new SegmentCondition { Segment = text },
        ]).Select(rule => ("", rule))];

        foreach (var engine in (Engine[])[embedded.Engine, shards[0]])
        {
            var found = await Rule.MembersAsync(engine, RuleWorld.Moment, rules, Cancellation);

            Assert.All(rules.Zip(found), pair => Assert.Equal(slow.Members(pair.First.Item2), pair.Second));
            Assert.Equal(World.Value.Events.Count, await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events", Cancellation));
        }
    }

    [Theory]
    [InlineData("revenue` > 0 OR 1=1 --")]
    [InlineData("1")]
    [InlineData("run")]
    public void A_feature_that_is_none_never_reaches_the_engine(string name)
    {
        var names = new RuleNames { Project = RuleWorld.Project, Features = Measuring.Catalogue };

        var refusal = Assert.Throws<ProjectException>(() => RuleText.Read(RuleText.Write(new FeatureCondition { Feature = name, Above = 0 }), "rule.json", names));

        Assert.Equal("rule.feature", refusal.Problems[0].Property);
    }

    [Fact]
    public async Task An_explanation_counts_whom_each_condition_leaves_on_both_engines()
    {
        var shards = await LoadAsync();
        var (random, slow) = (new RandomRule(new Rng(6)), new SlowRule(World.Value));
        for (var i = 0; i < 15; i++)
        {
            Condition[] parts = [random.Next(depth: 1), random.Next(depth: 0), new SegmentCondition { Segment = "champions" }];

            foreach (var engine in (Engine[])[embedded.Engine, shards[0]])
            {
                var report = await RuleExplanation.RunAsync(engine, RuleWorld.Moment, new AllCondition { All = parts }, "", Cancellation);

                Assert.Equal(slow.Members(new AllCondition { All = parts }).Length, report.Members);
                Assert.Equal(parts.Select(part => (long)slow.Members(part).Length), report.Steps.Where(step => step.Depth == 1).Select(step => step.Alone));
                Assert.Equal(
                    parts.Select((_, p) => (long?)slow.Members(new AllCondition { All = parts[..(p + 1)] }).Length),
                    report.Steps.Where(step => step.Depth == 1).Select(step => step.Together));
            }
        }
    }

    [Fact]
    public async Task A_customer_is_told_which_conditions_hold_on_both_engines()
    {
        var shards = await LoadAsync();
        var (random, slow) = (new RandomRule(new Rng(7)), new SlowRule(World.Value));
        foreach (var customer in World.Value.All.Take(12))
        {
            Condition[] parts = [random.Next(depth: 0), random.Next(depth: 0), random.Next(depth: 1)];
            foreach (var engine in (Engine[])[embedded.Engine, shards[0]])
            {
                var answers = await RuleExplanation.OfAsync(engine, RuleWorld.Moment, new AnyCondition { Any = parts }, "", customer.Id, Cancellation);

                Assert.Equal(
                    customer.LeftOut == "" ? parts.Select(part => slow.Members(part).Contains(customer.Id)) : [],
                    answers.Where(answer => answer.Depth == 1).Select(answer => answer.Holds));
            }
        }
    }

    [Fact]
    public async Task An_estimate_of_few_customers_is_exact_and_one_of_a_sample_has_an_error()
    {
        await LoadAsync();
        var rule = new NotCondition { Not = new DidCondition { Did = ["Order Completed"], InLast = TimeSpan.FromDays(10) } };
        var size = new SlowRule(World.Value).Members(rule).Length;

        var all = await RulePreview.EstimateAsync(embedded.Engine, RuleWorld.Moment, rule, 1000, Cancellation);
        var some = await RulePreview.EstimateAsync(embedded.Engine, RuleWorld.Moment with { Only = null }, rule, 20, Cancellation);

        Assert.Equal((size, size, size), ((int)all.Size, (int)all.Least, (int)all.Most));
        Assert.Equal(all.Sampled, all.Customers);
        Assert.InRange(size, some.Least, some.Most); // small numbers all lie below the bound, so the sample is everyone
        Assert.Equal(size, await RulePreview.SizeAsync(embedded.Engine, RuleWorld.Moment, rule, Cancellation));
    }

    async Task<IReadOnlyList<Engine>> LoadAsync()
    {
        var shards = await cluster.DatabaseAsync("rules");
        await World.Value.LoadAsync(embedded.Engine, shards);
        return shards;
    }

    static string Difference(ulong seed, Condition rule, ulong[] expected, ulong[] found) =>
        $"seed {seed}, {RuleText.Write(rule)}: expected {string.Join(' ', expected)}; found {string.Join(' ', found)}";
}
