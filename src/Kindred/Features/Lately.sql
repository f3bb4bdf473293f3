-- What every customer did in the 30, 60 and 90 days before the moment {as_of}; who did nothing has no row.
SELECT
    customer_id,
    sum(late_events) AS events_30d,
    sum(earlier_events) AS events_30d_before,
    sum(late_orders) AS orders_90d,
    sum(late_revenue) AS revenue_30d,
    sum(earlier_revenue) AS revenue_30d_before
FROM (
    SELECT
        if(merged_id = 0, customer_key, merged_id) AS customer_id,
        late_events, earlier_events, toUInt64(0) AS late_orders, toFloat64(0) AS late_revenue, toFloat64(0) AS earlier_revenue
    FROM (
        SELECT customer_key, countIf(occurred_at >= {as_of} - 2592000000) AS late_events, countIf(occurred_at < {as_of} - 2592000000) AS earlier_events
        FROM events
        WHERE occurred_at >= {as_of} - 5184000000 AND occurred_at < {as_of}
        GROUP BY customer_key
    ) AS e
    ANY LEFT JOIN customer_keys USING (customer_key)
    UNION ALL
    SELECT
        customer_id,
        toUInt64(0) AS late_events,
        toUInt64(0) AS earlier_events,
        countIf(completed > 0) AS late_orders,
        sumIf(worth, ordered_at >= {as_of} - 2592000000) AS late_revenue,
        sumIf(worth, ordered_at >= {as_of} - 5184000000 AND ordered_at < {as_of} - 2592000000) AS earlier_revenue
    FROM {orders}
    WHERE ordered_at >= {as_of} - 7776000000
    GROUP BY customer_id
)
GROUP BY customer_id
