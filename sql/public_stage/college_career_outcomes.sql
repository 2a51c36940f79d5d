-- Graduates by what they did in a calendar year after high school; enrollment beats employment. A year is there for a
-- cohort when enrollment can be seen for nearly all of its graduates. Employment and "not found in our records" stay
-- empty unless wages can be, too: those who never enrolled in a public college are reached by no bridge but an identity
-- roster. The few that cannot be seen count as graduates and with no outcome.
WITH known AS (
  SELECT
    hs_grad_year,
    outcome_year,
    CAST({{ count_if(enrollment_coverage = 'full') }} AS DOUBLE) / COUNT(*) >= $minimum_enrollment_coverage
      AS enrollment_known,
    MIN(wage_quarters_loaded) = 4
      AND CAST(COUNT(*) - {{ count_if(wage_coverage = 'none') }} AS DOUBLE) / COUNT(*) >= $minimum_wage_coverage
      AS wages_known
  FROM learn_to_earn.graduate_outcome
  GROUP BY hs_grad_year, outcome_year
),
counted AS (
  SELECT
    MIN(outcome.link_version) AS link_version,
    COALESCE(completion.district_code, '00000000') AS district_code,
    outcome.hs_grad_year,
    outcome.outcome_year,
    student_group.stu_grp,
    COUNT(*) AS grad_count,
    {{ count_if(outcome.outcome_type = 'In-State Private') }} AS in_state_private,
    {{ count_if(outcome.outcome_type = 'In-State Public 2-Year') }} AS in_state_public_2_year,
    {{ count_if(outcome.outcome_type = 'In-State Public 4-Year') }} AS in_state_public_4_year,
    {{ count_if(outcome.outcome_type = 'Out-of-State') }} AS out_of_state,
    {{ count_if(outcome.outcome_type = 'Total Employed' AND outcome.enrollment_coverage = 'full') }} AS employed,
    {{ count_if(outcome.outcome_type = 'Total Missing' AND outcome.enrollment_coverage = 'full') }} AS not_found
  FROM learn_to_earn.graduate_outcome AS outcome
  INNER JOIN learn_to_earn.high_school_completion AS completion
    ON completion.person_key = outcome.person_key
  INNER JOIN public_stage.student_group AS student_group
    ON (student_group.race_group IS NULL OR student_group.race_group = completion.race_group)
    AND (student_group.gender IS NULL OR student_group.gender = completion.gender)
    AND (student_group.low_income IS NULL OR student_group.low_income = completion.low_income)
    AND (student_group.english_learner IS NULL OR student_group.english_learner = completion.english_learner)
    AND (student_group.swd IS NULL OR student_group.swd = completion.swd)
  GROUP BY GROUPING SETS (
    (outcome.hs_grad_year, outcome.outcome_year, student_group.stu_grp),
    (outcome.hs_grad_year, outcome.outcome_year, student_group.stu_grp, completion.district_code)
  )
),
-- Groups that a cohort has nobody of have their row as well, so that "not available" holds for them like for the rest.
cell AS (
  SELECT
    cohort.link_version,
    cohort.district_code,
    cohort.hs_grad_year,
    cohort.outcome_year,
    student_group.stu_grp,
    COALESCE(counted.grad_count, 0) AS grad_count,
    COALESCE(counted.in_state_private, 0) AS in_state_private,
    COALESCE(counted.in_state_public_2_year, 0) AS in_state_public_2_year,
    COALESCE(counted.in_state_public_4_year, 0) AS in_state_public_4_year,
    COALESCE(counted.out_of_state, 0) AS out_of_state,
    COALESCE(counted.employed, 0) AS employed,
    COALESCE(counted.not_found, 0) AS not_found
  FROM counted AS cohort
  CROSS JOIN public_stage.student_group AS student_group
  LEFT JOIN counted
    ON counted.district_code = cohort.district_code
    AND counted.hs_grad_year = cohort.hs_grad_year
    AND counted.outcome_year = cohort.outcome_year
    AND counted.stu_grp = student_group.stu_grp
  WHERE cohort.stu_grp = 'ALL'
),
outcome_type AS (
  SELECT outcome_type
  FROM (
    VALUES
      ('In-State Private'),
      ('In-State Public 2-Year'),
      ('In-State Public 4-Year'),
      ('Out-of-State'),
      ('Total Postsecondary Enrollment'),
      ('Total Employed'),
      ('Total Missing')
  ) AS outcome_type (outcome_type)
)
SELECT
  cell.link_version,
  cell.district_code,
  cell.hs_grad_year,
  cell.outcome_year,
  outcome_type.outcome_type,
  cell.stu_grp,
  cell.grad_count,
  CASE outcome_type.outcome_type
    WHEN 'Total Employed' THEN CASE WHEN known.wages_known THEN cell.employed END
    WHEN 'Total Missing' THEN CASE WHEN known.wages_known AND known.enrollment_known THEN cell.not_found END
    ELSE
      CASE
        WHEN NOT known.enrollment_known THEN NULL
        WHEN outcome_type.outcome_type = 'In-State Private' THEN cell.in_state_private
        WHEN outcome_type.outcome_type = 'In-State Public 2-Year' THEN cell.in_state_public_2_year
        WHEN outcome_type.outcome_type = 'In-State Public 4-Year' THEN cell.in_state_public_4_year
        WHEN outcome_type.outcome_type = 'Out-of-State' THEN cell.out_of_state
        ELSE
          cell.in_state_private + cell.in_state_public_2_year + cell.in_state_public_4_year + cell.out_of_state
      END
  END AS outcome_count
FROM cell
CROSS JOIN outcome_type
INNER JOIN known
  ON known.hs_grad_year = cell.hs_grad_year
  AND known.outcome_year = cell.outcome_year
WHERE known.enrollment_known OR known.wages_known
