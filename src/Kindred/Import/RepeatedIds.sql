-- The first eight bytes of ids that more than one event has: they take half the memory of whole ids, by which the few that are found are told apart.
SELECT half
FROM (
    SELECT reinterpretAsUInt64(event_id) AS half
    FROM events
    WHERE {of_pass}
)
GROUP BY half
HAVING count() > 1
