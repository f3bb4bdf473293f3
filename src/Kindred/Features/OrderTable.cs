using Kindred.ClickHouse;

namespace Kindred.Features;

/// <summary>The orders of every customer as of the newest run, a row each, since features, report and people all ask for them.</summary>
public static class OrderTable
{
    /// <summary>Gathers the orders from the events before a moment, in place of those of the run before.</summary>
    /// <param name="asOf">Milliseconds since 1970 in UTC.</param>
    /// <param name="some">Where given, only those of customers whose number compares so, of whom all events are given too; the others' stay.</param>
    internal static async Task FillAsync(Engine engine, long asOf, (Sql Customers, Sql Events)? some, CancellationToken cancellation)
    {
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS orders (
                customer_id UInt64, order_key UInt64, completed UInt64, ordered_at Int64, worth Float64, pieces Float64, reduced Float64,
                coupons UInt64, given_back Float64
            ) ENGINE = MergeTree ORDER BY customer_id
            """,
            cancellation);
        Sql removal = some switch
        {
            { } chosen => $"DELETE FROM orders WHERE customer_id {chosen.Customers}",
            null => $"TRUNCATE TABLE orders",
        };
        await engine.ExecuteAsync(removal, cancellation);
        await engine.ExecuteAsync(
            $"""
            INSERT INTO orders
            SELECT customer_id, order_key, completed, ordered_at, worth, pieces, reduced, coupons, given_back FROM {Measuring.Orders(asOf, some?.Events)}
            """,
            cancellation);
    }
}
