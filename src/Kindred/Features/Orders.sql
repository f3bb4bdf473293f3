-- One row an order: what it was worth and when it was placed. An order counts once whatever announces it:
-- the newest update wins; then what an event for the whole order says; then the sum of its lines. An order without an id is its moment,
-- and all purchases of that moment are lines of it: none of their money is lost.
SELECT
    customer_id,
    order_key,
    countIf(event = 'Order Completed' OR event = 'Order Updated') AS completed,
    minIf(occurred_at, event = 'Order Completed' OR event = 'Order Updated') AS ordered_at,
    multiIf(
        countIf(event = 'Order Updated') > 0, argMaxIf(money, occurred_at, event = 'Order Updated'),
        countIf(whole) > 0, argMaxIf(money, occurred_at, whole),
        sumIf(money, line)) AS worth,
    multiIf(
        countIf(whole AND isNotNull(quantity)) > 0, toFloat64(argMaxIf(ifNull(quantity, 1), occurred_at, whole AND isNotNull(quantity))),
        countIf(line) > 0, toFloat64(sumIf(ifNull(quantity, 1), line)),
        toFloat64(countIf(whole) > 0)) AS pieces,
    multiIf(
        countIf(whole AND isNotNull(discount)) > 0, toFloat64(argMaxIf(ifNull(discount, 0), occurred_at, whole AND isNotNull(discount))),
        toFloat64(sumIf(ifNull(discount, 0), line))) AS reduced,
    countIf(event = 'Order Completed' AND coupon != '') AS coupons,
    -sumIf(money, event IN ('Order Refunded', 'Order Cancelled')) AS given_back
FROM (
    SELECT
        *,
        event = 'Order Completed' AND product_id = '' AND order_id != '' AS whole,
        event = 'Order Completed' AND NOT whole AS line,
        ifNull(revenue, 0) AS money,
        if(order_id = '', toUInt64(occurred_at), cityHash64(order_id)) AS order_key
    FROM {events}
)
GROUP BY customer_id, order_key
