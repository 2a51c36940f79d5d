-- Every person-year that SIMS or a college reports in a program is here, once.
WITH reported AS (
  SELECT COUNT(*) AS person_years
  FROM (
    SELECT person_key, school_year, 'early_college' AS program
    FROM learn_to_earn.student_record
    WHERE disposition = 'counted' AND early_college
    UNION
    SELECT person_key, school_year, 'innovation_pathways'
    FROM learn_to_earn.student_record
    WHERE disposition = 'counted' AND innovation_pathways
    UNION
    SELECT person_key, school_year, 'career_technical'
    FROM learn_to_earn.student_record
    WHERE disposition = 'counted' AND COALESCE(chapter74_program, non_chapter74_program) IS NOT NULL
  ) AS flagged
),

partnered AS (
  SELECT COUNT(*) AS person_years
  FROM (SELECT DISTINCT person_key, school_year FROM learn_to_earn.early_college_term) AS partner_year
),

made AS (
  SELECT
    COALESCE(SUM(CASE WHEN in_sims THEN 1 ELSE 0 END), 0) AS in_sims,
    COALESCE(SUM(CASE WHEN in_heirs THEN 1 ELSE 0 END), 0) AS in_heirs
  FROM {{ new_rows() }}
)

SELECT
  ABS(made.in_sims - reported.person_years) + ABS(made.in_heirs - partnered.person_years) AS failed,
  CAST(made.in_sims AS TEXT) || ' of ' || CAST(reported.person_years AS TEXT) || ' person-years of SIMS, '
    || CAST(made.in_heirs AS TEXT) || ' of ' || CAST(partnered.person_years AS TEXT) || ' of colleges' AS details
FROM made
CROSS JOIN reported
CROSS JOIN partnered
