-- A child has a concurrent pair of programs exactly when a spell of the child has a concurrent program.
WITH paired AS (
  SELECT DISTINCT person_key FROM {{ new_rows() }} WHERE concurrent
),

spelled AS (
  SELECT DISTINCT person_key FROM ecids.participation WHERE concurrent_programs > 0
)

SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' children on whom the two tables disagree' AS details
FROM paired
FULL OUTER JOIN spelled ON spelled.person_key = paired.person_key
WHERE paired.person_key IS NULL OR spelled.person_key IS NULL
