-- A person's term answers to exactly one college.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' person-terms without exactly one college' AS details
FROM (
  SELECT person_key, term_year, term
  FROM {{ new_rows() }}
  GROUP BY person_key, term_year, term
  HAVING SUM(CASE WHEN is_primary THEN 1 ELSE 0 END) <> 1
) AS odd
