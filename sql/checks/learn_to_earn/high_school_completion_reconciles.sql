-- Everybody reported as finishing high school is here once.
SELECT
  ABS(made.people - reported.people) AS failed,
  CAST(made.people AS TEXT) || ' people made of ' || CAST(reported.people AS TEXT) || ' reported' AS details
FROM (SELECT COUNT(*) AS people FROM {{ new_rows() }}) AS made
CROSS JOIN (
  SELECT COUNT(DISTINCT person_key) AS people
  FROM learn_to_earn.student_record
  WHERE person_key IS NOT NULL AND status IN ('04', '09', '10', '11')
) AS reported
