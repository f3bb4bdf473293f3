-- The ids of events that repeat the one before: same customer, name, product, order and page, at most {within} ms later.
SELECT arrayJoin(arrayFilter((id, step, i) -> i > 1 AND step <= {within}, ids, arrayDifference(moments), arrayEnumerate(ids))) AS event_id
FROM (
    SELECT
        arraySort(groupArray((occurred_at, event_id))) AS pairs,
        arrayMap(p -> p.1, pairs) AS moments,
        arrayMap(p -> p.2, pairs) AS ids
    FROM {events}
    GROUP BY customer_id, event, product_id, order_id, url
    HAVING count() > 1
)
