-- The places of events of new files whose id an earlier event has.
-- The first eight bytes of an id are grouped alone, since they take half the memory; what they find is told apart by all sixteen.
INSERT INTO spare
SELECT event_id, file, source, part, place
FROM (
    SELECT event_id, file, source, _part AS part, _part_offset AS place
    FROM events
    WHERE reinterpretAsUInt64(event_id) IN (
        SELECT half
        FROM (
            SELECT reinterpretAsUInt64(event_id) AS half
            FROM events
            WHERE half % {passes} = {pass} AND ({first_new} = 1 OR half IN (SELECT reinterpretAsUInt64(event_id) FROM events WHERE file >= {first_new}))
        )
        GROUP BY half
        HAVING count() > 1
    )
    ORDER BY file, part, place
    LIMIT 1, 1000000000 BY event_id
)
WHERE file >= {first_new}
