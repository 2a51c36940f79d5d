-- Every counted wage row is in one job, with its dollars.
SELECT
  ABS(made.filings - counted.filings) + CASE WHEN made.dollars = counted.dollars THEN 0 ELSE 1 END AS failed,
  CAST(made.filings AS TEXT) || ' filings merged of ' || CAST(counted.filings AS TEXT) || ' counted; dollars '
    || CASE WHEN made.dollars = counted.dollars THEN 'agree' ELSE 'differ' END AS details
FROM (
  SELECT COALESCE(SUM(filings), 0) AS filings, COALESCE(SUM(gross_wages), 0) AS dollars FROM {{ new_rows() }}
) AS made
CROSS JOIN (
  SELECT COUNT(*) AS filings, COALESCE(SUM(gross_wages), 0) AS dollars
  FROM learn_to_earn.wage_filing
  WHERE disposition = 'counted'
) AS counted
