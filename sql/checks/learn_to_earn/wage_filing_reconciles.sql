-- Every current wage row is here once, with its dollars.
SELECT
  ABS(made.records - sent.records) + CASE WHEN made.dollars = sent.dollars THEN 0 ELSE 1 END AS failed,
  CAST(made.records AS TEXT) || ' rows made from ' || CAST(sent.records AS TEXT) || ' loaded; dollars '
    || CASE WHEN made.dollars = sent.dollars THEN 'agree' ELSE 'differ' END AS details
FROM (SELECT COUNT(*) AS records, COALESCE(SUM(gross_wages), 0) AS dollars FROM {{ new_rows() }}) AS made
CROSS JOIN (
  SELECT COUNT(*) AS records, COALESCE(SUM(gross_wages), 0) AS dollars FROM staging.dua_wage_current
) AS sent
