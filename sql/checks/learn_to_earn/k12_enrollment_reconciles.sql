-- Every counted student record is merged into one row.
SELECT
  ABS(made.records - sent.records) AS failed,
  CAST(made.records AS TEXT) || ' records merged of ' || CAST(sent.records AS TEXT) || ' counted' AS details
FROM (SELECT COALESCE(SUM(records), 0) AS records FROM {{ new_rows() }}) AS made
CROSS JOIN (
  SELECT COUNT(*) AS records FROM learn_to_earn.student_record WHERE disposition = 'counted'
) AS sent
