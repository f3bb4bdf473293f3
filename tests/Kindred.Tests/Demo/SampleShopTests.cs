using System.Security.Cryptography;
using System.Text;
using Kindred.Demo;
using Kindred.Numerics;
using Kindred.Testing;

namespace Kindred.Tests.Demo;

public sealed class SampleShopTests(EmbeddedFixture store) : IClassFixture<EmbeddedFixture>
{
    [Fact]
    public async Task The_same_seed_gives_the_same_shop_and_another_seed_another()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        using var other = new TemporaryFolder();

        await WriteAsync(one.Path, 1);
        await WriteAsync(two.Path, 1);
        await WriteAsync(other.Path, 2);

        Assert.Equal(await ContentAsync(one.Path), await ContentAsync(two.Path));
        Assert.NotEqual(await ContentAsync(one.Path), await ContentAsync(other.Path));
    }

    [Fact]
    public void A_project_of_somebodys_own_is_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("kindred.yaml"), "kindred: 1\nname: mine\n");

        var refused = Assert.Throws<DefinitionException>(() => SampleShop.ProjectIn(folder.Path));

        Assert.Contains("is a project of your own", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shop_is_whole_when_its_project_is_there()
    {
        using var folder = new TemporaryFolder();

        Assert.False(SampleShop.IsIn(folder.Path));
        await WriteAsync(folder.Path, 1);

        Assert.True(SampleShop.IsIn(folder.Path));
        Assert.Equal("Larkfell Outdoor", SampleShop.ProjectIn(folder.Path).Definition.Name);
    }

    [Fact]
    public void Every_order_has_a_number_of_its_own_and_every_product_once()
    {
        var lines = SampleShop.Make(new() { Customers = 1_500 }, CancellationToken.None).SelectMany(records => records.Orders).ToList();

        Assert.Equal(lines.Count, lines.DistinctBy(line => (line.Order, line.Product)).Count());
        Assert.All(lines.GroupBy(line => line.Order), order => Assert.Single(order.DistinctBy(line => (line.At, line.Customer))));
    }

    [Fact]
    public void Nothing_happens_outside_of_the_year_but_what_a_broken_clock_tells()
    {
        var all = SampleShop.Make(new() { Customers = 500 }, CancellationToken.None);
        var moments = all.SelectMany(records => records.Web).SelectMany(hits => hits).Select(hit => hit.At)
            .Concat(all.SelectMany(records => records.Orders).Select(line => line.At))
            .Concat(all.SelectMany(records => records.App).Select(use => use.At).Where(at => at < 2_000_000_000_000));

        Assert.All(moments, at => Assert.InRange(at, ShopYear.StartOf(0), ShopYear.End - 1));
    }

    [Fact]
    public void The_year_has_summer_time_and_its_days_have_their_own()
    {
        Assert.Equal(365, ShopYear.DayOf(new(2025, 7, 1)));
        Assert.Equal(new DateTimeOffset(2024, 6, 30, 23, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), ShopYear.StartOf(0));
        Assert.Equal(new DateTimeOffset(2024, 12, 24, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), ShopYear.StartOf(ShopYear.DayOf(new(2024, 12, 24))));
        Assert.Equal(ShopYear.StartOf(0) + 3_600_000, ShopYear.Local(ShopYear.StartOf(0)));
        Assert.Equal(1.0, Enumerable.Range(0, 7).Average(ShopYear.WeekdayFactor), 6);
        Assert.True(ShopYear.Weight(ShopYear.DayOf(new(2024, 12, 14))) > 1.5 * ShopYear.Weight(ShopYear.DayOf(new(2025, 2, 4))));
    }

    [Fact]
    public void Days_are_drawn_by_their_weight()
    {
        var rng = new Rng(1);
        var drawn = Enumerable.Range(0, 70_000).Select(_ => ShopYear.Day(rng, 7, 14)).CountBy(day => day).ToDictionary();

        Assert.Equal(Enumerable.Range(7, 7), drawn.Keys.Order());
        Assert.All(drawn, day => Assert.Equal(ShopYear.Weight(day.Key) / Enumerable.Range(7, 7).Sum(ShopYear.Weight), day.Value / 70_000.0, 0.01));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(4)]
    public void Poisson_draws_have_their_mean_as_variance(double mean)
    {
        var rng = new Rng(7);
        double[] draws = [.. Enumerable.Range(0, 50_000).Select(_ => (double)rng.Poisson(mean))];

        Assert.Equal(mean, draws.Average(), 0.05);
        Assert.Equal(mean, draws.Select(draw => (draw - mean) * (draw - mean)).Average(), 0.1);
    }

    Task WriteAsync(string folder, ulong seed) =>
        SampleShop.WriteAsync(store.Engine, folder, new() { Customers = 150, Seed = seed }, new Progress<StageProgress>(), CancellationToken.None);

    /// <summary>Every file of a shop with what is in it.</summary>
    async Task<List<string>> ContentAsync(string folder)
    {
        var content = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order())
        {
            var bytes = file.EndsWith(".parquet", StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes(string.Join('\n', await RowsAsync(file)))
                : await File.ReadAllBytesAsync(file);
            content.Add($"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(SHA256.HashData(bytes))}");
        }

        return content;
    }

    Task<IReadOnlyList<string>> RowsAsync(string parquet) => store.Engine.QueryAsync(
        $"SELECT toString(tuple(*)) FROM file({parquet}, 'Parquet')", row => row.Get<string>(0), CancellationToken.None);
}
