using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.Identity;
using Kindred.Project;

namespace Kindred.Customers;

/// <summary>Finds a customer by any of their ids.</summary>
public static class CustomerLookup
{
    /// <summary>What is known of the customer, or null where no event carries the id.</summary>
    /// <param name="value">A user, anonymous or device id, in this order of preference where several are written alike.</param>
    /// <param name="run">The newest run.</param>
    /// <param name="events">How many of the newest events are told.</param>
    public static async Task<CustomerReport?> FindAsync(
        Engine engine, ProjectDefinition project, uint run, string value, int events, CancellationToken cancellation)
    {
        var found = await engine.QueryAsync(
            $"""
            SELECT multiIf(user_id = {value}, 0, anonymous_id = {value}, 1, 2) AS kind FROM sightings
            WHERE user_id = {value} OR anonymous_id = {value} OR device_id = {value} ORDER BY kind LIMIT 1
            """,
            row => new Id((IdKind)row.Get<byte>(0), value),
            cancellation);
        if (found.Count == 0)
        {
            return null;
        }

        var number = await engine.ValueAsync<ulong>(
            $"SELECT if(merged = 0, own, merged) FROM (SELECT {Resolution.KeyOf(found[0])} AS own, (SELECT max(merged_id) FROM customer_keys WHERE customer_key = {Resolution.KeyOf(found[0])}) AS merged)",
            cancellation);
        var names = await engine.QueryAsync(
            $"SELECT kind, customer FROM customers WHERE customer_id = {number}", row => new Id((IdKind)row.Get<byte>(0), row.Get<string>(1)), cancellation);
        var (leftOut, features) = await FeaturesAsync(engine, Measuring.All(project), run, number, cancellation);
        var cells = await engine.QueryAsync($"SELECT toString(rfm_cell) FROM compared WHERE run = {run} AND customer_id = {number}", row => row.Get<string>(0), cancellation);
        return new(
            names.Count > 0 ? names[0] : found[0],
            await IdsAsync(engine, number, cancellation),
            leftOut,
            await SegmentsAsync(engine, run, number, cancellation),
            cells.Count > 0 ? cells[0] : "",
            features,
            await LatestAsync(engine, number, events, cancellation));
    }

    static async Task<IReadOnlyList<KnownId>> IdsAsync(Engine engine, ulong number, CancellationToken cancellation) => await engine.QueryAsync(
        $"""
        SELECT kind, id, source, min(first_at) AS first, max(last_at) AS last, sum(events) AS times
        FROM (
            SELECT kind, id, source, first_at, last_at, events FROM sightings ARRAY JOIN [0, 1, 2] AS kind, [user_id, anonymous_id, device_id] AS id
        )
        WHERE id != '' AND (cityHash64(id) + kind = {number}
            OR cityHash64(id) + kind IN (SELECT customer_key FROM customer_keys WHERE merged_id = {number}))
        GROUP BY kind, id, source
        ORDER BY kind, id, source
        """,
        row => new KnownId(new((IdKind)row.Get<byte>(0), row.Get<string>(1)), row.Get<string>(2), Time(row.Get<long>(3)), Time(row.Get<long>(4)), row.Get<long>(5)),
        cancellation);

    static async Task<IReadOnlyList<CustomerSegment>> SegmentsAsync(Engine engine, uint run, ulong number, CancellationToken cancellation) => await engine.QueryAsync(
        $"""
        SELECT toString(model), toString(segment), name
        FROM (SELECT model, segment FROM memberships WHERE run = {run} AND customer_id = {number}) AS m
        ANY LEFT JOIN (SELECT model, segment, name FROM segments WHERE run = {run}) AS s USING (model, segment)
        """,
        row => new CustomerSegment(row.Get<string>(0), row.Get<string>(1), row.Get<string>(2)),
        cancellation);

    static async Task<(string LeftOut, IReadOnlyList<(Feature, double?)> Values)> FeaturesAsync(
        Engine engine, IReadOnlyList<Feature> features, uint run, ulong number, CancellationToken cancellation)
    {
        var columns = Sql.Join("", features.Select(feature => (Sql)$", {Sql.Identifier(feature.Name)}"));
        var block = await engine.QueryAsync(
            $"SELECT toString(left_out) AS left_out{columns} FROM features WHERE run = {run} AND customer_id = {number}", cancellation);
        return block.Rows == 0
            ? ("", [])
            : (block.Column<string>("left_out")[0], [.. features.Select(feature => (feature, block[feature.Name].IsMissing(0) ? (double?)null : block.Column<double>(feature.Name)[0]))]);
    }

    static async Task<IReadOnlyList<CustomerEvent>> LatestAsync(Engine engine, ulong number, int events, CancellationToken cancellation) => await engine.QueryAsync(
        $"""
        SELECT occurred_at, toString(event), product_id, order_id, revenue, toString(source) FROM events
        WHERE customer_key = {number} OR customer_key IN (SELECT customer_key FROM customer_keys WHERE merged_id = {number})
        ORDER BY occurred_at DESC LIMIT {events}
        """,
        row => new CustomerEvent(
            Time(row.Get<long>(0)), row.Get<string>(1), row.Get<string>(2), row.Get<string>(3), double.IsNaN(row.Get<double>(4)) ? null : row.Get<double>(4), row.Get<string>(5)),
        cancellation);

    static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
