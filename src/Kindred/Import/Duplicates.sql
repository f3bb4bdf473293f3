-- The ids that more than one event has, at least one of them from a new file.
-- The first eight bytes of an id are grouped alone, since they take half the memory; what they find is checked with all sixteen.
INSERT INTO repeated
SELECT event_id
FROM events
WHERE reinterpretAsUInt64(substring(event_id, 1, 8)) IN (
    SELECT half
    FROM (
        SELECT reinterpretAsUInt64(substring(event_id, 1, 8)) AS half, file
        FROM events
        WHERE {first_new} = 1 OR half IN (
            SELECT reinterpretAsUInt64(substring(event_id, 1, 8)) FROM events WHERE file >= {first_new}
        )
    )
    GROUP BY half
    HAVING count() > 1
)
GROUP BY event_id
HAVING count() > 1 AND max(file) >= {first_new}
