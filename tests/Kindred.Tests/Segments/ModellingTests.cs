using Kindred.Features;
using Kindred.Numerics;
using Kindred.Segments;

namespace Kindred.Tests.Segments;

public sealed class ModellingTests
{
    [Theory]
    [InlineData(2, "There are 2 customers; 2 segments need more than that to have anything in common.")]
    [InlineData(3, null)]
    [InlineData(8, null)]
    [InlineData(11, null)]
    public void A_handful_of_customers_who_all_differ_is_no_fault(int customers, string? reason)
    {
        float[] orders = [.. Enumerable.Range(1, customers).Select(i => (float)(i * i))];
        var snapshot = new Snapshot(
            1, 0, [.. Enumerable.Range(0, customers).Select(i => (ulong)i)], [new("orders", "Orders", "", FeatureUnit.Count)], [orders], new(0, 0, 0, 0), new(default, default, default));

        var outcome = Modelling.Run(snapshot, new() { Id = "m", Features = ["orders"], Clusters = new(2, 10) }, [.. Enumerable.Range(0, customers)], null, CancellationToken.None);

        Assert.Equal(customers, outcome.Labels.Length);
        Assert.True(outcome.StructureFound ? reason is null : reason is null || outcome.Reasons is [var only] && only == reason, string.Join(' ', outcome.Reasons));
    }

    [Fact]
    public void Customers_who_differ_in_no_feature_behave_alike()
    {
        var snapshot = new Snapshot(
            1, 0, [.. Enumerable.Range(0, 30).Select(i => (ulong)i)], [.. FeatureCatalogue.Measured],
            [.. FeatureCatalogue.Measured.Select(_ => new float[30])], new(0, 0, 0, 0), new(default, default, default));

        var outcome = Modelling.Run(snapshot, new() { Id = "m" }, [.. Enumerable.Range(0, 30)], null, CancellationToken.None);

        Assert.Equal(["The 30 customers have one and the same behaviour in the chosen features; 2 segments need as many."], outcome.Reasons);
    }

    [Fact]
    public void Who_has_no_orders_has_no_small_basket_in_the_effects()
    {
        var rng = new Rng(3);
        float[] orders = [.. Enumerable.Range(0, 90).Select(i => i < 30 ? 0f : 5 + rng.NextInt32(2))];
        float[] basket = [.. Enumerable.Range(0, 90).Select(i => i < 30 ? float.NaN : (i < 60 ? 10f : 100f) + rng.NextInt32(2))];
        Feature[] features = [new("orders", "Orders", "", FeatureUnit.Count), new("average_order_value", "Average order value", "", FeatureUnit.Money)];
        var snapshot = new Snapshot(
            1, 0, [.. Enumerable.Range(0, 90).Select(i => (ulong)i)], features, [orders, basket], new(0, 0, 0, 0), new(default, default, default));

        var outcome = Modelling.Run(
            snapshot, new() { Id = "m", Features = ["orders", "average_order_value"], Clusters = new(3, 3) }, [.. Enumerable.Range(0, 90)], null, CancellationToken.None);

        var (none, small, big) = (Effect(0), Effect(30), Effect(60));
        Assert.Equal(0, none);
        Assert.True(small < -2, $"the small baskets: {small}");
        Assert.Equal(-small, big, 6);

        double Effect(int customer) => outcome.Segments[outcome.Labels[customer]].Contrasts.Single(contrast => contrast.Feature.Name == "average_order_value").Effect;
    }
}
