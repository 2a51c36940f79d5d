-- Spells of one child and program are apart by at least a day.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' spells touch the one before' AS details
FROM (
  SELECT
    start_date,
    LAG(end_date) OVER (PARTITION BY person_key, program ORDER BY start_date) AS last_end
  FROM {{ new_rows() }}
) AS spell
WHERE last_end IS NOT NULL AND {{ days_between(last_end, start_date) }} <= 1
