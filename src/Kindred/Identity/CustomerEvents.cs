using Kindred.ClickHouse;

namespace Kindred.Identity;

/// <summary>Events with the customer they belong to, as the source of every per-customer query.</summary>
public static class CustomerEvents
{
    /// <summary>A subquery of events before a moment, with <c>customer_id</c> and the columns named.</summary>
    /// <param name="asOf">Milliseconds since 1970 in UTC; later events are left out.</param>
    public static Sql Before(long asOf, params IReadOnlyList<string> columns) => Before(asOf, $"1", columns);

    /// <summary>The same of only those events that meet a condition on the columns of the table.</summary>
    /// <param name="customers">Where given, of those customers alone whose number compares so, as in <c>= 17</c>.</param>
    public static Sql Before(long asOf, Sql condition, IReadOnlyList<string> columns, Sql? customers = null) => customers switch
    {
        { } some => Joined(
            asOf,
            $"{condition} AND (customer_key {some} OR customer_key GLOBAL IN (SELECT customer_key FROM customer_keys WHERE merged_id {some}))",
            columns,
            $"(SELECT customer_key, merged_id FROM customer_keys WHERE merged_id {some} OR customer_key {some}) AS k"),
        null => Joined(asOf, condition, columns, $"customer_keys"),
    };

    static Sql Joined(long asOf, Sql condition, IReadOnlyList<string> columns, Sql keys) =>
        $"""
        (SELECT if(merged_id = 0, customer_key, merged_id) AS customer_id, {Sql.Join(", ", columns.Select(Sql.Identifier))}
        FROM (SELECT customer_key, {Sql.Join(", ", columns.Select(Sql.Identifier))} FROM events WHERE occurred_at < {asOf} AND {condition}) AS e
        ANY LEFT JOIN {keys} USING (customer_key))
        """;
}
