-- A class and year that enrollment data reach for some graduates but too few of them are left out: often a file of the
-- Clearinghouse that did not come, or that was asked for too few people.
WITH reach AS (
  SELECT hs_grad_year, outcome_year
  FROM learn_to_earn.graduate_outcome
  GROUP BY hs_grad_year, outcome_year
  HAVING
    {{ count_if(enrollment_coverage = 'full') }} > 0
    AND CAST({{ count_if(enrollment_coverage = 'full') }} AS DOUBLE) / COUNT(*) < $minimum_enrollment_coverage
)
SELECT
  COUNT(*) AS failed,
  CAST(COUNT(*) AS TEXT) || ' classes and years are left out: the enrollment of too few graduates can be seen'
    AS details
FROM reach
WHERE NOT EXISTS (
  SELECT 1
  FROM {{ new_rows() }} AS made
  WHERE made.hs_grad_year = reach.hs_grad_year AND made.outcome_year = reach.outcome_year AND made.outcome_count >= 0
)
