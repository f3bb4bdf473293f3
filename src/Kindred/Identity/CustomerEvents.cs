using Kindred.ClickHouse;

namespace Kindred.Identity;

/// <summary>Events with the customer they belong to, as the source of every per-customer query.</summary>
public static class CustomerEvents
{
    /// <summary>A subquery of events before a moment, with <c>customer_id</c> and the columns named.</summary>
    /// <param name="asOf">Milliseconds since 1970 in UTC; later events are left out.</param>
    public static Sql Before(long asOf, params IReadOnlyList<string> columns) => Before(asOf, $"1", columns);

    /// <summary>The same of only those events that meet a condition on the columns of the table.</summary>
    public static Sql Before(long asOf, Sql condition, IReadOnlyList<string> columns) =>
        $"""
        (SELECT if(merged_id = 0, customer_key, merged_id) AS customer_id, {Sql.Join(", ", columns.Select(Sql.Identifier))}
        FROM (SELECT customer_key, {Sql.Join(", ", columns.Select(Sql.Identifier))} FROM events WHERE occurred_at < {asOf} AND {condition}) AS e
        ANY LEFT JOIN customer_keys USING (customer_key))
        """;
}
