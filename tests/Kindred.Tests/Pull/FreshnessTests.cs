using Kindred.Project;
using Kindred.Pull;

namespace Kindred.Tests.Pull;

public sealed class FreshnessTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);

    [Theory]
    [InlineData("", null, null, "Source orders was never pulled: 'kindred pull orders' does it.")]
    [InlineData("", 100_000, 200_000, null)]
    [InlineData("every: 15m", 45, 45, null)]
    [InlineData("every: 15m", 46, 46, "Source orders was last pulled 46m ago, which may be 45m: see to its schedule, and try 'kindred pull orders'.")]
    [InlineData("every: 15m\n    stale_after: 2h", 61, 119, null)]
    [InlineData("stale_after: 2h", 121, 5, "Source orders was last pulled 2h1m ago, which may be 2h: see to its schedule, and try 'kindred pull orders'.")]
    [InlineData("stale_after: 2h", 5, 1500, "The newest event of source orders happened 1d1h ago, which may be 2h: look for what has stopped to fill it.")]
    [InlineData("stale_after: 2h", 5, null, "Source orders has no event yet: look at what fills it.")]
    public void A_source_that_has_fallen_behind_is_told(string keys, int? pulledMinutes, int? newestMinutes, string? warning)
    {
        var source = ProjectFile.Parse(
            $"name: Shop\nsources:\n  - name: orders\n    {keys}\n    postgres: {{ database: shop, user: kindred, table: orders, mark: id }}\n"
            + "    map: { message_id: id, event: { constant: Seen }, occurred_at: at, user_id: who }",
            "kindred.yaml").Definition.Sources[0];

        var fresh = Freshness.Of(source, Before(pulledMinutes), Before(newestMinutes), Now);

        Assert.Equal((warning, newestMinutes * 60.0), (fresh.Warning, fresh.LagSeconds));
    }

    [Fact]
    public void A_source_of_files_is_told_by_its_newest_event_alone()
    {
        var source = new SourceDefinition { Name = "web", Files = ["web.csv"], StaleAfter = TimeSpan.FromDays(1), Map = new Dictionary<string, FieldMapping>() };

        Assert.Null(Freshness.Of(source, null, Before(60), Now).Warning);
        Assert.StartsWith("The newest event of source web happened 1d1h ago", Freshness.Of(source, null, Before(1500), Now).Warning, StringComparison.Ordinal);
    }

    static DateTimeOffset? Before(int? minutes) => minutes is { } ago ? Now.AddMinutes(-ago) : null;
}
