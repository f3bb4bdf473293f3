using Kindred.Project;
using Kindred.Rules;
using Kindred.Validation;

namespace Kindred.Tests.Demo;

/// <summary>What is known of the sample shop is found again, within margins.</summary>
public sealed class TruthsTests(SampleShopFixture shop) : IClassFixture<SampleShopFixture>
{
    [Theory]
    [InlineData("identities", "precision of joined pairs", 0.99, 1)]
    [InlineData("identities", "recall of pairs that an event links", 0.999, 1)]
    [InlineData("identities", "recall of all pairs of a person", 0.85, 1)]
    [InlineData("behaviour types", "types", 8, 8)]
    [InlineData("behaviour types", "adjusted Rand index", 0.93, 1)]
    [InlineData("behaviour types", "share in a segment of their own type", 0.95, 1)]
    [InlineData("duplicates", "caught: message sent again", 1, 1)]
    [InlineData("duplicates", "caught: event fired twice", 1, 1)]
    [InlineData("duplicates", "caught: exported twice", 1, 1)]
    [InlineData("duplicates", "events taken for duplicates wrongly", 0, 2)]
    [InlineData("robots", "caught: says so", 1, 1)]
    [InlineData("robots", "caught: too fast", 1, 1)]
    [InlineData("robots", "people taken for robots", 0, 0)]
    [InlineData("test accounts", "caught", 7, 7)]
    [InlineData("seasons", "largest error of a weekday's factor", 0, 0.09)]
    [InlineData("seasons", "correlation of the trend with the seasons", 0.5, 1)]
    [InlineData("tracking", "days of the bad week found", 6, 7)]
    [InlineData("tracking", "false alarms", 0, 4)]
    [InlineData("drift", "prices, now to before", 1.075, 1.085)]
    [InlineData("drift", "web hits by phone, now less before", 0.12, 0.28)]
    [InlineData("drift", "uses of the new feature", 0.3, 0.4)]
    public void A_truth_is_found_again(string truth, string measure, double least, double most) =>
        Assert.InRange(Assert.Single(shop.Truths, found => found.Truth == truth && found.Measure == measure).Found, least, most);

    [Theory]
    [InlineData("bargain_hunter")]
    [InlineData("loyal_regular")]
    [InlineData("app_first")]
    public void The_interval_of_the_experiment_holds_the_orders_that_were_added(string type) =>
        Assert.Equal(1, shop.Truths.Single(found => found.Measure == $"the interval holds the truth: {type}").Found);

    [Fact]
    public void Every_row_of_every_source_is_accounted_for()
    {
        var report = shop.Report;

        Assert.Equal(report.RowsRead, report.Events + report.RowsDuplicate + report.RowsRejected);
        Assert.Equal(["web", "app", "orders", "returns", "tills", "tickets", "chats", "email"], report.Quality.Select(source => source.Source));
        Assert.All(report.Quality, source => Assert.True(source.Kept > 0, source.Source));
    }

    [Fact]
    public async Task A_short_rule_finds_the_share_of_its_segment_that_was_told()
    {
        var project = ProjectFile.Open(shop.Folder).Definition;
        var (model, moment) = (project.Segments.First(segment => segment.Rule is null), new Moment(project, shop.Report.Run, shop.Report.AsOf.ToUnixTimeMilliseconds()));
        var rules = shop.Report.Segments.Where(segment => segment.Model == model.Id).Select(segment => segment.Rule!).Where(rule => rule.AnyOf.Count > 0).ToList();

        Assert.InRange(rules.Count, 4, 8);
        foreach (var rule in rules)
        {
            var stands = (await StandIn.OfAsync(shop.Engine, moment, model, rule, CancellationToken.None))!;

            // Told of the half that the rule was not made on, counted on all: four standard errors of a share, at its widest.
            Assert.Equal(rule.Precision, stands.Both / (double)stands.Meeting, 2 / Math.Sqrt(stands.Meeting / 2.0));
            Assert.Equal(rule.Recall, stands.Both / (double)stands.Members, 2 / Math.Sqrt(stands.Members / 2.0));
        }
    }

    [Fact]
    public async Task What_cannot_be_used_is_told_with_its_reason()
    {
        var reasons = await shop.Engine.QueryAsync(
            $"SELECT source, reason FROM events_rejected GROUP BY source, reason ORDER BY source", row => (row.Get<string>(0), row.Get<string>(1)), CancellationToken.None);

        Assert.Equal([("app", "occurred_at lies in the future"), ("tills", "no customer id")], reasons);
    }

    [Fact]
    public async Task Judging_leaves_nothing_in_the_store() =>
        Assert.Equal(0, await shop.Engine.ValueAsync<long>(
            $"SELECT toInt64(count()) FROM system.tables WHERE database = currentDatabase() AND name LIKE 'truth%'", CancellationToken.None));
}
