-- The main employer pays all of it when there is one, and at least an equal share when there are several.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' quarters whose main employer does not fit the total' AS details
FROM {{ new_rows() }}
WHERE
  main_employer_wages > gross_wages
  OR main_employer_wages * employers < gross_wages
