using Kindred.Runs;
using Kindred.Testing;

namespace Kindred.Tests.Runs;

/// <summary>Public data sets, from 'init' to segments, against what is known of them.</summary>
public sealed class DataSetTests
{
    [Fact]
    public async Task Online_Retail_agrees_with_the_published_facts()
    {
        await using var project = await TestProject.InitAsync(PublicFile.Path("online_retail/online_retail.csv.gz"));

        var report = await project.RunAsync();

        Assert.Equal(541_909, report.RowsRead);
        Assert.Equal(5_268, report.RowsDuplicate);
        Assert.Equal(4_338, report.Customers);
        Assert.Equal(18_532, report.Orders);
        Assert.Equal(8_911_407.90, report.Revenue, 0.005);
        await AddsUp(project, report);

        // 9,288 lines are cancellations; each distinct one is kept or rejected once.
        Assert.Equal(9_251, await project.ValueAsync<long>("SELECT toInt64(countIf(order_id LIKE 'C%')) FROM events")
            + await project.ValueAsync<long>("SELECT toInt64(countIf(raw LIKE 'C%')) FROM events_rejected"));
    }

    [Fact]
    public async Task CDNOW_agrees_with_the_published_facts()
    {
        await using var project = await TestProject.InitAsync(PublicFile.Path("cdnow/CDNOW_master.txt.gz"));

        var report = await project.RunAsync();

        Assert.Equal(69_659, report.RowsRead);
        Assert.Equal(23_570, report.Customers);
        Assert.Equal(2_500_315.63, report.Revenue, 0.005);
        Assert.Equal(167_881, await project.ValueAsync<double>("SELECT sum(quantity) FROM events"));
        await AddsUp(project, report);
    }

    [Theory]
    [InlineData("cdnow/CDNOW_sample.txt.gz")]
    [InlineData("cdnow/BTYD_cdnowElog.csv.gz")]
    public async Task The_CDNOW_sample_has_its_customers(string file)
    {
        await using var project = await TestProject.InitAsync(PublicFile.Path(file));

        var report = await project.RunAsync();

        Assert.Equal(6_919, report.RowsRead);
        Assert.Equal(2_357, report.Customers);
        await AddsUp(project, report);
    }

    [Fact]
    public async Task The_shop_clickstream_keeps_the_sessions_it_gives()
    {
        await using var project = await TestProject.InitAsync(PublicFile.Path("eshop_clickstream_2008/e-shop_clothing_2008.csv.gz"));

        var report = await project.RunAsync();

        Assert.Equal(165_474, report.RowsRead);
        Assert.Equal(165_474, report.Events);
        Assert.Equal(24_026, report.Sessions);
        Assert.Equal(5_042, await project.ValueAsync<long>("SELECT toInt64(countIf(events = 1)) FROM features"));
        Assert.Equal(195, await project.ValueAsync<double>("SELECT max(events) FROM features"));
        await AddsUp(project, report);
    }

    [Fact]
    public async Task The_help_desk_log_has_its_cases()
    {
        await using var project = await TestProject.InitAsync(PublicFile.Path("helpdesk_tickets/helpdesk.csv.gz"));

        var report = await project.RunAsync();

        Assert.Equal(13_710, report.RowsRead);
        Assert.Equal(3_804, report.Customers);
        Assert.Equal(9, await project.ValueAsync<long>("SELECT toInt64(uniqExact(event)) FROM events"));
        Assert.Equal(14, await project.ValueAsync<double>("SELECT max(events) FROM features"));
        await AddsUp(project, report);
    }

    /// <summary>read = kept + duplicate + rejected, counted where the rows are.</summary>
    static async Task AddsUp(TestProject project, RunReport report)
    {
        var kept = await project.ValueAsync<long>("SELECT toInt64(count()) FROM events");
        var rejected = await project.ValueAsync<long>("SELECT toInt64(count()) FROM events_rejected");
        Assert.Equal(report.Events, kept);
        Assert.Equal(report.RowsRejected, rejected);
        Assert.Equal(report.RowsRead, kept + rejected + report.RowsDuplicate);
    }
}
