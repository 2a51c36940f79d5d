-- A person's year answers to exactly one school.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' person-years without exactly one school' AS details
FROM (
  SELECT person_key, school_year
  FROM {{ new_rows() }}
  GROUP BY person_key, school_year
  HAVING SUM(CASE WHEN is_attributed THEN 1 ELSE 0 END) <> 1
) AS odd
