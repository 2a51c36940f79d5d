-- One row a high-school graduate and year whose wages are wholly loaded: what the earnings tables are counted from.
-- `covered` says whether wages can be seen for the person at all; without it, no wages means nothing.
WITH award AS (
  SELECT
    person_key,
    award_year,
    cip2,
    CASE
      WHEN degree_level IN ('05', '06', '07', '08', '17', '18') THEN 3
      WHEN degree_level = '03' THEN 2
      ELSE 1
    END AS attainment_rank
  FROM learn_to_earn.credential
),
first_college_year AS (
  SELECT
    person_key,
    MIN(term_year) AS term_year
  FROM learn_to_earn.postsecondary_enrollment
  WHERE NOT before_completion
    AND NOT withdrawn
  GROUP BY person_key
),
graduate_year AS (
  SELECT
    outcome.link_version,
    outcome.person_key,
    outcome.hs_grad_year,
    outcome.outcome_year AS earnings_year,
    outcome.years_after,
    completion.district_code,
    completion.high_school_type,
    completion.race_group,
    completion.gender,
    completion.low_income,
    completion.english_learner,
    completion.swd,
    outcome.wage_coverage <> 'none' AS covered,
    COALESCE(outcome.employed, FALSE) AS employed,
    outcome.annual_earnings,
    COALESCE(first_college_year.term_year <= outcome.outcome_year, FALSE) AS attended_college
  FROM learn_to_earn.graduate_outcome AS outcome
  INNER JOIN learn_to_earn.high_school_completion AS completion
    ON completion.person_key = outcome.person_key
  LEFT JOIN first_college_year
    ON first_college_year.person_key = outcome.person_key
  WHERE outcome.wage_quarters_loaded = 4
),
highest_award AS (
  SELECT
    graduate_year.person_key,
    graduate_year.earnings_year,
    award.attainment_rank,
    award.cip2
  FROM graduate_year
  INNER JOIN award
    ON award.person_key = graduate_year.person_key
    AND award.award_year <= graduate_year.earnings_year
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY graduate_year.person_key, graduate_year.earnings_year
      ORDER BY award.attainment_rank DESC NULLS LAST, award.award_year DESC NULLS LAST, award.cip2
    ) = 1
)
SELECT
  graduate_year.link_version,
  graduate_year.person_key,
  graduate_year.hs_grad_year,
  graduate_year.earnings_year,
  graduate_year.years_after,
  graduate_year.district_code,
  graduate_year.high_school_type,
  graduate_year.race_group,
  graduate_year.gender,
  graduate_year.low_income,
  graduate_year.english_learner,
  graduate_year.swd,
  graduate_year.covered,
  graduate_year.employed,
  graduate_year.annual_earnings,
  CASE
    WHEN highest_award.attainment_rank = 3 THEN 'Bachelor''s degree or higher'
    WHEN highest_award.attainment_rank = 2 THEN 'Associate degree'
    WHEN highest_award.attainment_rank = 1 THEN 'Certificate'
    WHEN graduate_year.attended_college THEN 'Some college, no credential'
    ELSE 'No college found'
  END AS attainment,
  highest_award.cip2
FROM graduate_year
LEFT JOIN highest_award
  ON highest_award.person_key = graduate_year.person_key
  AND highest_award.earnings_year = graduate_year.earnings_year
