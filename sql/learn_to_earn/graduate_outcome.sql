-- Graduates in the calendar years after their class. Enrollment and wages are looked for in the same twelve months.
-- What cannot be seen is empty or not_available, never "not found": enrollment without a college or Clearinghouse file
-- for the year, employment without a bridge to wages or with a quarter of the year not loaded.
WITH wage_year AS (
  SELECT CAST(LEFT(period, 4) AS INTEGER) AS year, COUNT(DISTINCT period) AS quarters
  FROM hub.load
  WHERE extract = 'dua.wage' AND state = 'current' AND rows_loaded > 0
  GROUP BY CAST(LEFT(period, 4) AS INTEGER)
),

-- Public colleges cover a year when its spring and its fall are loaded.
college_year AS (
  SELECT CAST(LEFT(period, 4) AS INTEGER) AS year
  FROM hub.load
  WHERE extract = 'dhe.enrollment' AND state = 'current' AND rows_loaded > 0 AND RIGHT(period, 1) IN ('S', 'F')
  GROUP BY CAST(LEFT(period, 4) AS INTEGER)
  HAVING COUNT(DISTINCT period) = 2
),

clearinghouse_cut AS (
  SELECT MAX(period) AS as_of
  FROM hub.load
  WHERE extract = 'nsc.studenttracker' AND state = 'current' AND rows_loaded > 0
),

term AS (
  SELECT
    enrollment.person_key,
    enrollment.term_year,
    enrollment.sector,
    enrollment.college_key,
    SUM(CASE WHEN enrollment.term IN ('F', 'S') THEN 2 ELSE 1 END) AS weight,
    MAX(CASE enrollment.term WHEN 'W' THEN 1 WHEN 'S' THEN 2 WHEN 'U' THEN 3 ELSE 4 END) AS last_term
  FROM learn_to_earn.postsecondary_enrollment AS enrollment
  WHERE NOT enrollment.withdrawn AND NOT enrollment.before_completion
  GROUP BY enrollment.person_key, enrollment.term_year, enrollment.sector, enrollment.college_key
),

sector_year AS (
  SELECT
    person_key,
    term_year,
    sector,
    SUM(weight) AS weight,
    MAX(last_term) AS last_term,
    SUBSTR(MIN(CAST(100 - weight AS TEXT) || college_key), 3) AS college_key
  FROM term
  GROUP BY person_key, term_year, sector
),

enrolled AS (
  SELECT person_key, term_year, sector, college_key
  FROM sector_year
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY person_key, term_year
      ORDER BY weight DESC NULLS LAST, last_term DESC NULLS LAST, sector
    ) = 1
),

outcome_year AS (
  SELECT year FROM wage_year
  UNION
  SELECT year FROM college_year
  UNION
  SELECT DISTINCT term_year AS year FROM enrolled
),

graduate_year AS (
  SELECT
    graduate.person_key,
    graduate.hs_grad_year,
    outcome_year.year,
    learner.wage_coverage,
    learner.in_clearinghouse
  FROM learn_to_earn.high_school_completion AS graduate
  INNER JOIN learn_to_earn.learner ON learner.person_key = graduate.person_key
  INNER JOIN outcome_year
    ON
      outcome_year.year > graduate.hs_grad_year
      AND outcome_year.year <= graduate.hs_grad_year + CAST($outcome_years AS INTEGER)
  WHERE graduate.status = 'graduate'
),

seen AS (
  SELECT
    graduate_year.person_key,
    graduate_year.hs_grad_year,
    graduate_year.year,
    graduate_year.wage_coverage,
    CASE
      WHEN
        graduate_year.in_clearinghouse
        AND clearinghouse_cut.as_of > CAST(graduate_year.year AS TEXT) || '-12-30'
        THEN 'full'
      WHEN college_year.year IS NOT NULL THEN 'public'
      ELSE 'none'
    END AS enrollment_coverage,
    COALESCE(wage_year.quarters, 0) AS wage_quarters_loaded,
    enrolled.person_key IS NOT NULL AS found_enrolled,
    enrolled.sector,
    enrolled.college_key,
    graduate_year.wage_coverage <> 'none' AND COALESCE(wage_year.quarters, 0) = 4 AS wages_seen,
    earnings.quarters_employed,
    earnings.annual_earnings,
    earnings.real_annual_earnings,
    earnings.attached,
    earnings.naics_sector
  FROM graduate_year
  CROSS JOIN clearinghouse_cut
  LEFT JOIN college_year ON college_year.year = graduate_year.year
  LEFT JOIN wage_year ON wage_year.year = graduate_year.year
  LEFT JOIN enrolled ON enrolled.person_key = graduate_year.person_key AND enrolled.term_year = graduate_year.year
  LEFT JOIN learn_to_earn.annual_earnings AS earnings
    ON earnings.person_key = graduate_year.person_key AND earnings.year = graduate_year.year
),

answered AS (
  SELECT
    person_key,
    hs_grad_year,
    year,
    wage_coverage,
    enrollment_coverage,
    wage_quarters_loaded,
    CASE WHEN found_enrolled OR enrollment_coverage <> 'none' THEN found_enrolled END AS enrolled,
    sector,
    college_key,
    CASE WHEN wages_seen THEN quarters_employed IS NOT NULL END AS employed,
    CASE WHEN wages_seen THEN COALESCE(quarters_employed, 0) END AS quarters_employed,
    CASE WHEN wages_seen THEN annual_earnings END AS annual_earnings,
    CASE WHEN wages_seen THEN real_annual_earnings END AS real_annual_earnings,
    CASE WHEN wages_seen THEN COALESCE(attached, FALSE) END AS attached,
    CASE WHEN wages_seen THEN naics_sector END AS naics_sector
  FROM seen
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person_key,
  year AS outcome_year,
  hs_grad_year,
  year - hs_grad_year AS years_after,
  enrollment_coverage,
  wage_coverage,
  wage_quarters_loaded,
  enrolled,
  sector AS enrolled_sector,
  college_key,
  employed,
  CASE
    WHEN enrolled AND employed THEN 'both'
    WHEN enrolled THEN 'enrolled'
    WHEN enrolled IS NULL OR employed IS NULL THEN 'not_available'
    WHEN employed THEN 'employed'
    ELSE 'not_found'
  END AS outcome,
  CASE
    WHEN enrolled THEN sector
    WHEN enrolled IS NULL OR employed IS NULL THEN NULL
    WHEN employed THEN 'Total Employed'
    ELSE 'Total Missing'
  END AS outcome_type,
  quarters_employed,
  annual_earnings,
  real_annual_earnings,
  attached,
  naics_sector
FROM answered
