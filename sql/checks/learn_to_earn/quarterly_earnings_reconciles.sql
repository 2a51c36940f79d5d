-- Every job is in one quarter of its person, with its dollars.
SELECT
  ABS(made.jobs - counted.jobs) + CASE WHEN made.dollars = counted.dollars THEN 0 ELSE 1 END AS failed,
  CAST(made.jobs AS TEXT) || ' jobs summed of ' || CAST(counted.jobs AS TEXT) || '; dollars '
    || CASE WHEN made.dollars = counted.dollars THEN 'agree' ELSE 'differ' END AS details
FROM (
  SELECT COALESCE(SUM(employers), 0) AS jobs, COALESCE(SUM(gross_wages), 0) AS dollars FROM {{ new_rows() }}
) AS made
CROSS JOIN (
  SELECT COUNT(*) AS jobs, COALESCE(SUM(gross_wages), 0) AS dollars FROM learn_to_earn.quarterly_job
) AS counted
