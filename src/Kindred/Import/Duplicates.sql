-- The places of events of new files whose id an earlier event has; suspects are all that share an id, perhaps with others.
INSERT INTO spare
SELECT event_id, file, source, part, place
FROM (
    SELECT event_id, file, source, _part AS part, _part_offset AS place
    FROM events
    WHERE {suspects}
    ORDER BY file, part, place
    LIMIT 1, 1000000000 BY event_id
)
WHERE file >= {first_new}
