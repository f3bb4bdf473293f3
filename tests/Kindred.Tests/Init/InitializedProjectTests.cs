using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.Identity;
using Kindred.Import;
using Kindred.Init;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Tests.Init;

/// <summary>What init writes for the public data sets works as it stands: customers, orders, sessions and money are those of the file.</summary>
public sealed class InitializedProjectTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <remarks>CDNOW: several purchases of a customer on one day are one order, and none of their money is lost.</remarks>
    [Theory]
    [InlineData("cdnow/CDNOW_sample.txt.gz", 6_919, 2_357, 6_696, 244_091.94)]
    [InlineData("cdnow/CDNOW_master.txt.gz", 69_659, 23_570, 67_591, 2_500_315.63)]
    [InlineData("eshop_clickstream_2008/e-shop_clothing_2008.csv.gz", 165_474, 24_026, 0, 0)]
    [InlineData("helpdesk_tickets/helpdesk.csv.gz", 13_710, 3_804, 0, 0)]
    public async Task The_features_add_up_to_the_file(string file, long rows, long customers, long orders, double revenue)
    {
        using var folder = new TemporaryFolder();
        await ProjectInit.RunAsync([PublicFile.Path(file)], folder.File("project"), null, Cancellation);
        var project = ProjectFile.Open(folder.File("project"));
        await using var engine = await Engine.OpenAsync(folder.File("store"), new() { MemoryBytes = 1L << 30 }, Cancellation);

        await Importing.RunAsync(engine, project, TimeProvider.System, new Progress<StageProgress>(), Cancellation);
        await Resolution.RunAsync(engine, project.Definition.Identity, long.MaxValue, Cancellation);
        var total = (await engine.QueryAsync(
            $"SELECT toInt64(sum(events)), count(), toInt64(sum(orders)), sum(revenue) FROM ({Measuring.Query(project.Definition, 4_000_000_000_000)})",
            row => (row.Get<long>(0), row.Get<long>(1), row.Get<long>(2), Math.Round(row.Get<double>(3), 2)),
            Cancellation))[0];

        Assert.Equal((rows, customers, orders, revenue), total);
    }
}
