-- Every child seen in kindergarten has one row.
SELECT
  ABS(made.children - expected.children) AS failed,
  CAST(made.children AS TEXT) || ' of ' || CAST(expected.children AS TEXT) || ' kindergartners' AS details
FROM (SELECT COUNT(*) AS children FROM {{ new_rows() }}) AS made
CROSS JOIN (
  SELECT COUNT(*) AS children FROM ecids.child WHERE kindergarten_year IS NOT NULL
) AS expected
