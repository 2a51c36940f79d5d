-- Every graduate is followed in every year that anybody is, so that outcomes add up to the class.
WITH followed AS (
  SELECT DISTINCT outcome_year FROM {{ new_rows() }}
),

expected AS (
  SELECT COUNT(*) AS person_years
  FROM learn_to_earn.high_school_completion AS graduate
  INNER JOIN followed
    ON
      followed.outcome_year > graduate.hs_grad_year
      AND followed.outcome_year <= graduate.hs_grad_year + CAST($outcome_years AS INTEGER)
  WHERE graduate.status = 'graduate'
),

made AS (
  SELECT COUNT(*) AS person_years FROM {{ new_rows() }}
)

SELECT
  ABS(made.person_years - expected.person_years) AS failed,
  CAST(made.person_years AS TEXT) || ' of ' || CAST(expected.person_years AS TEXT) || ' graduate-years' AS details
FROM made
CROSS JOIN expected
