-- For each event without {field}: the median of {field} over events of the same name in similar sessions, which are those of the same kind of
-- device and of about the same length (1, 2 to 4, 5 to 9, 10 and more events). Nothing where no similar session knows the field.
SELECT event_id, value
FROM (
    SELECT event_id, event, device_type, length_class FROM {members} WHERE isNaN(known)
) AS missing
ALL INNER JOIN (
    SELECT event, device_type, length_class, quantileExact(0.5)(known) AS value
    FROM {members}
    WHERE NOT isNaN(known)
    GROUP BY event, device_type, length_class
) AS medians USING (event, device_type, length_class)
