-- Who is in another segment in run {run} than in run {before}, with the first reason that holds.
-- Per customer: rows of both runs meet in one group; ids that were joined or parted since are 'moved'.
-- Most stay where they are, so all of it is asked of the changed customers alone.
SELECT
    model, segment, customer_id, entered,
    multiIf(
        {redefined}, 'definition',
        moved = 1, 'merge',
        measured_now = 0, 'deletion',
        measured_before = 0 OR other_events = 1, 'data',
        {by_clock}, 'clock',
        'others') AS reason
FROM (
    SELECT model, segment, customer_id, entered, measured_now, measured_before, other_events{changed_names}
    FROM (
        SELECT model, segment, customer_id, max(is_in) AS entered, max(was_in) AS left_it
        FROM (
            SELECT toString(model) AS model, toString(segment) AS segment, customer_id, toUInt8(1) AS is_in, toUInt8(0) AS was_in
            FROM memberships WHERE run = {run} AND customer_id GLOBAL IN {changed}
            UNION ALL
            SELECT toString(model) AS model, toString(segment) AS segment, customer_id, toUInt8(0) AS is_in, toUInt8(1) AS was_in
            FROM memberships WHERE run = {before} AND customer_id GLOBAL IN {changed}
        )
        GROUP BY model, segment, customer_id
        HAVING entered != left_it
    ) AS c
    ANY LEFT JOIN (
        SELECT
            customer_id,
            max(run = {run}) AS measured_now,
            max(run = {before}) AS measured_before,
            max(events) != min(events) OR max(orders) != min(orders) OR max(revenue) != min(revenue) OR max(refunded) != min(refunded) AS other_events{changed_features}
        FROM features
        WHERE (run = {run} OR run = {before}) AND customer_id GLOBAL IN {changed}
        GROUP BY customer_id
    ) AS f USING (customer_id)
) AS d
GLOBAL ANY LEFT JOIN (
    SELECT DISTINCT customer_id, toUInt8(1) AS moved
    FROM (
        SELECT arrayJoin([customer_key, old_owner, new_owner]) AS customer_id
        FROM (
            SELECT customer_key, max(was_of) AS old_owner, max(is_of) AS new_owner
            FROM (
                SELECT customer_key, merged_id AS was_of, toUInt64(0) AS is_of FROM known_keys WHERE run = {before} AND customer_key GLOBAL IN {changed_keys}
                UNION ALL
                SELECT customer_key, toUInt64(0) AS was_of, merged_id AS is_of FROM customer_keys WHERE customer_key GLOBAL IN {changed_keys}
            )
            GROUP BY customer_key
            HAVING old_owner != new_owner
        )
        WHERE old_owner != 0 OR customer_key GLOBAL IN (SELECT customer_id FROM features WHERE run = {before})
    )
) AS k USING (customer_id)
