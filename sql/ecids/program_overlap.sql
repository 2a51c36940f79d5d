-- Spells of one program never overlap, so the days of a pair can be added up.
WITH pair AS (
  SELECT
    a.person_key,
    a.program AS program_a,
    b.program AS program_b,
    CASE
      WHEN a.start_date <= b.end_date AND b.start_date <= a.end_date
        THEN
          {{ days_between({{ greatest_of(a.start_date, b.start_date) }}, {{ least_of(a.end_date, b.end_date) }}) }} + 1
      ELSE 0
    END AS days
  FROM ecids.participation AS a
  INNER JOIN ecids.participation AS b ON b.person_key = a.person_key AND b.program > a.program
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person_key,
  program_a,
  program_b,
  SUM(days) > 0 AS concurrent,
  SUM(days) AS overlap_days
FROM pair
GROUP BY person_key, program_a, program_b
