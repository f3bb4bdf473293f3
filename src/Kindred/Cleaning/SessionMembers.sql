-- Every event with the length class of the session it is in.
SELECT
    item.2 AS event_id,
    item.3 AS event,
    item.4 AS device_type,
    item.5 AS known,
    multiIf(session_length = 1, 1, session_length < 5, 2, session_length < 10, 3, 4) AS length_class
FROM (
    SELECT customer_id, number, groupArray(one) AS items, length(items) AS session_length
    FROM (
        SELECT customer_id, one, number
        FROM (
            SELECT
                customer_id,
                arraySort(groupArray((occurred_at, event_id, event, device_type, ifNull({field}, nan)))) AS visits,
                arrayCumSum(arrayMap(x -> x > {gap}, arrayDifference(arrayMap(v -> v.1, visits)))) AS numbers
            FROM {events}
            GROUP BY customer_id
        )
        ARRAY JOIN visits AS one, numbers AS number
    )
    GROUP BY customer_id, number
)
ARRAY JOIN items AS item
