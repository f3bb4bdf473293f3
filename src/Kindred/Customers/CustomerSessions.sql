-- The newest sessions of one customer, as the features count them. A moment is packed: milliseconds × 16, with marks of the event
-- (1 order, 8 odd local day), so that sorting moments sorts all.
SELECT
    intDiv(min(moment), 16) AS began_at,
    intDiv(max(moment), 16) AS ended_at,
    toInt64(count()) AS events,
    toInt64(countIf(bitAnd(moment, 1) > 0)) AS order_events
FROM (
    SELECT moments, arrayCumSum(begins) AS numbers
    FROM (
        SELECT
            *,
            arrayMap(p -> intDiv(p, 16), moments) AS at,
            arrayMap((i, x, p, q{mark_names}) -> i = 1 OR {breaks}, arrayEnumerate(at), arrayDifference(at), moments, arrayPopBack(arrayPushFront(moments, 0)){marks}) AS begins
        FROM (
            SELECT *, {sorted} FROM (
                SELECT
                    groupArray(occurred_at * 16 + (event = 'Order Completed')
                        + 8 * (toRelativeDayNum(toDateTime(intDiv(occurred_at, 1000)), {timezone}) % 2)) AS packed{group_marks}
                FROM {events}
            )
        )
    )
)
ARRAY JOIN moments AS moment, numbers AS number
GROUP BY number
ORDER BY began_at DESC
LIMIT {most}
