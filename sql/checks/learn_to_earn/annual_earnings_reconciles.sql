-- Every quarter is in one year of its person, with its dollars.
SELECT
  ABS(made.quarters - counted.quarters) + CASE WHEN made.dollars = counted.dollars THEN 0 ELSE 1 END AS failed,
  CAST(made.quarters AS TEXT) || ' quarters summed of ' || CAST(counted.quarters AS TEXT) || '; dollars '
    || CASE WHEN made.dollars = counted.dollars THEN 'agree' ELSE 'differ' END AS details
FROM (
  SELECT COALESCE(SUM(quarters_employed), 0) AS quarters, COALESCE(SUM(annual_earnings), 0) AS dollars
  FROM {{ new_rows() }}
) AS made
CROSS JOIN (
  SELECT COUNT(*) AS quarters, COALESCE(SUM(gross_wages), 0) AS dollars FROM learn_to_earn.quarterly_earnings
) AS counted
