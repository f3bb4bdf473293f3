using Kindred.ClickHouse;

namespace Kindred.Demo;

/// <summary>What changed in the last month, against the month before.</summary>
static class DriftTruth
{
    public static async Task<IReadOnlyList<FoundTruth>> JudgeAsync(Engine engine, CancellationToken cancellation)
    {
        var (from, since) = (ShopYear.StartOf(ShopYear.Drift - 30), ShopYear.StartOf(ShopYear.Drift));
        var price = await engine.ValueAsync<double>(
            $"""
            SELECT avg(now / before) FROM (
                SELECT product_id, avgIf(price, occurred_at >= {since}) AS now, avgIf(price, occurred_at >= {from} AND occurred_at < {since}) AS before
                FROM events WHERE source = 'web' AND product_id != '' GROUP BY product_id
            ) WHERE now > 0 AND before > 0
            """,
            cancellation);
        var phone = await engine.ValueAsync<double>(
            $"""
            SELECT (countIf(device_type = 'mobile' AND late) / countIf(late)) - (countIf(device_type = 'mobile' AND NOT late) / countIf(NOT late))
            FROM (SELECT device_type, occurred_at >= {since} AS late FROM events WHERE source = 'web' AND occurred_at >= {from})
            """,
            cancellation);
        var feature = await engine.ValueAsync<double>(
            $"SELECT countIf(feature = {Drift.NewFeature}) / count() FROM events WHERE feature != '' AND occurred_at >= {since}", cancellation);
        return
        [
            new("drift", "prices, now to before", price, Assortment.PriceRise),
            new("drift", "web hits by phone, now less before", phone, Drift.PhoneRise),
            new("drift", "uses of the new feature", feature, Drift.NewFeatureShare),
        ];
    }
}
