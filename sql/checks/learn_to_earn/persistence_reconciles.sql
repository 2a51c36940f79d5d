-- Every undergraduate fall after high school has its row, and every person one first fall.
WITH expected AS (
  SELECT COUNT(*) AS falls, COUNT(DISTINCT person_key) AS people
  FROM learn_to_earn.postsecondary_enrollment
  WHERE term = 'F' AND is_primary AND NOT withdrawn AND NOT before_completion AND COALESCE(undergraduate, TRUE)
),

made AS (
  SELECT COUNT(*) AS falls, COALESCE(SUM(CASE WHEN first_fall THEN 1 ELSE 0 END), 0) AS people
  FROM {{ new_rows() }}
)

SELECT
  ABS(made.falls - expected.falls) + ABS(made.people - expected.people) AS failed,
  CAST(made.falls AS TEXT) || ' of ' || CAST(expected.falls AS TEXT) || ' falls, ' || CAST(made.people AS TEXT)
    || ' first falls of ' || CAST(expected.people AS TEXT) || ' people' AS details
FROM made
CROSS JOIN expected
