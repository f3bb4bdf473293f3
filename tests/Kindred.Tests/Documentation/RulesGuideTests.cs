using System.Text.RegularExpressions;
using Kindred.Project;
using Kindred.Testing;
using Kindred.Tests.Runs;

namespace Kindred.Tests.Documentation;

/// <summary>The page on rules finds whom it says it finds.</summary>
public sealed partial class RulesGuideTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/guide/writing-rules.md"));

    [Fact]
    public async Task Every_example_finds_whom_it_says()
    {
        var examples = Example().Matches(Page).Select((match, i) => (Id: $"example{i}", Members: match.Groups[1].Value, Rule: match.Groups[2].Value)).ToList();
        await using var project = TestProject.With($"""
            name: shop
            sources:
              - name: shop
                files: shop.csv
                map: {"{ occurred_at: at, user_id: user, event: event, order_id: order, price: price }"}
                properties: {"{ purpose: purpose }"}
            segments:
              - {"{ id: buyers, rule: { did: Order Completed } }"}
              - {"{ id: refunders, rule: { did: Order Refunded } }"}
            {string.Join('\n', examples.Select(Segment))}
            """);
        project.Write("shop.csv", Csv().Match(Page).Groups[1].Value);

        await project.RunAsync(new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero));

        Assert.InRange(examples.Count, 18, 40);
        foreach (var (id, members, rule) in examples)
        {
            var found = await project.ValueAsync<string>(
                $"SELECT arrayStringConcat(arraySort(groupArray(customer)), ', ') FROM customers WHERE customer_id IN (SELECT customer_id FROM memberships WHERE segment = '{id}')");
            Assert.True(members == found, $"{rule}: {found}, not {members}");
        }
    }

    [Fact]
    public void Every_ready_made_segment_is_on_the_page_with_its_meaning() =>
        Assert.All(ReadySegment.All, ready => Assert.Contains($"| `{ready.Id}` | {ready.Meaning} |\n", Page));

    static string Segment((string Id, string Members, string Rule) example) =>
        $"  - id: {example.Id}\n    rule:\n      {example.Rule.TrimEnd().ReplaceLineEndings("\n      ")}";

    [GeneratedRegex("```yaml\n# ([a-z, ]+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("```csv\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Csv();
}
