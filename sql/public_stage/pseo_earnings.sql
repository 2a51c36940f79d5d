-- Earnings of college graduates 1, 5 and 10 years after the award, in the shape of the Census Bureau's PSEO files.
-- Cohorts are 3 years wide for bachelor's degrees and 5 for other levels, from 2001 on. A year counts for a cohort once
-- the wages of its youngest graduates are wholly loaded. The median is the mean of the 45th and 55th percentiles.
WITH wage_reach AS (
  SELECT MAX(year) AS last_complete_year
  FROM learn_to_earn.annual_earnings
  WHERE complete_year
),
award AS (
  SELECT
    credential.link_version,
    credential.person_key,
    credential.opeid8 AS institution,
    credential.degree_level,
    credential.cip2,
    credential.award_year,
    CASE WHEN credential.degree_level = '05' THEN 3 ELSE 5 END AS grad_cohort_years,
    wage_coverage.person_key IS NOT NULL AS covered
  FROM learn_to_earn.credential AS credential
  LEFT JOIN learn_to_earn.wage_coverage AS wage_coverage
    ON wage_coverage.person_key = credential.person_key
  WHERE credential.in_heirs
    AND credential.opeid8 IS NOT NULL
    AND credential.cip2 IS NOT NULL
    AND credential.degree_level <> '99'
    AND credential.award_year >= 2001
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY credential.person_key, credential.opeid8, credential.degree_level
      ORDER BY credential.award_date, credential.cip2
    ) = 1
),
cohort_award AS (
  SELECT
    link_version,
    person_key,
    institution,
    degree_level,
    cip2,
    award_year,
    covered,
    grad_cohort_years,
    award_year - MOD(award_year - 2001, grad_cohort_years) AS grad_cohort
  FROM award
),
horizon AS (
  SELECT years_after
  FROM (VALUES (1), (5), (10)) AS horizon (years_after)
),
graduate AS (
  SELECT
    cohort_award.link_version,
    cohort_award.person_key,
    cohort_award.institution,
    cohort_award.degree_level,
    cohort_award.cip2,
    cohort_award.grad_cohort,
    cohort_award.grad_cohort_years,
    horizon.years_after,
    cohort_award.award_year + horizon.years_after AS earnings_year,
    CASE WHEN cohort_award.covered AND annual.attached THEN annual.real_annual_earnings END AS earnings
  FROM cohort_award
  CROSS JOIN horizon
  CROSS JOIN wage_reach
  LEFT JOIN learn_to_earn.annual_earnings AS annual
    ON annual.person_key = cohort_award.person_key
    AND annual.year = cohort_award.award_year + horizon.years_after
  WHERE cohort_award.grad_cohort + cohort_award.grad_cohort_years - 1 + horizon.years_after
    <= wage_reach.last_complete_year
),
cell AS (
  SELECT
    MIN(graduate.link_version) AS link_version,
    graduate.institution,
    graduate.degree_level,
    COALESCE(graduate.cip2, '00') AS cipcode,
    COALESCE(CAST(graduate.grad_cohort AS VARCHAR), '0000') AS grad_cohort,
    MIN(graduate.grad_cohort_years) AS grad_cohort_years,
    graduate.years_after,
    COUNT(*) AS ipeds_count,
    COUNT(graduate.earnings) AS grads_earn,
    {{ percentile(graduate.earnings, 0.25) }} AS p25_earnings,
    ({{ percentile(graduate.earnings, 0.45) }} + {{ percentile(graduate.earnings, 0.55) }}) / 2 AS p50_earnings,
    {{ percentile(graduate.earnings, 0.75) }} AS p75_earnings
  FROM graduate
  GROUP BY GROUPING SETS (
    (graduate.institution, graduate.degree_level, graduate.years_after),
    (graduate.institution, graduate.degree_level, graduate.years_after, graduate.cip2),
    (graduate.institution, graduate.degree_level, graduate.years_after, graduate.grad_cohort),
    (graduate.institution, graduate.degree_level, graduate.years_after, graduate.cip2, graduate.grad_cohort)
  )
),
person_owner AS (
  SELECT
    person_key,
    year,
    owner_key,
    SUM(gross_wages) AS wages
  FROM learn_to_earn.quarterly_job
  GROUP BY person_key, year, owner_key
),
owner_cell AS (
  SELECT
    graduate.institution,
    graduate.degree_level,
    COALESCE(graduate.cip2, '00') AS cipcode,
    COALESCE(CAST(graduate.grad_cohort AS VARCHAR), '0000') AS grad_cohort,
    graduate.years_after,
    person_owner.owner_key,
    COUNT(*) AS persons,
    SUM(person_owner.wages) AS wages
  FROM graduate
  INNER JOIN person_owner
    ON person_owner.person_key = graduate.person_key
    AND person_owner.year = graduate.earnings_year
  WHERE graduate.earnings IS NOT NULL
  GROUP BY GROUPING SETS (
    (graduate.institution, graduate.degree_level, graduate.years_after, person_owner.owner_key),
    (graduate.institution, graduate.degree_level, graduate.years_after, person_owner.owner_key, graduate.cip2),
    (graduate.institution, graduate.degree_level, graduate.years_after, person_owner.owner_key, graduate.grad_cohort),
    (
      graduate.institution,
      graduate.degree_level,
      graduate.years_after,
      person_owner.owner_key,
      graduate.cip2,
      graduate.grad_cohort
    )
  )
),
ranked_owner_cell AS (
  SELECT
    institution,
    degree_level,
    cipcode,
    grad_cohort,
    years_after,
    persons,
    wages,
    ROW_NUMBER() OVER (
      PARTITION BY institution, degree_level, cipcode, grad_cohort, years_after ORDER BY wages DESC NULLS LAST
    ) AS wage_rank
  FROM owner_cell
),
employer_cell AS (
  SELECT
    institution,
    degree_level,
    cipcode,
    grad_cohort,
    years_after,
    COUNT(*) AS employers,
    SUM(wages) AS earnings_sum,
    MAX(persons) AS top_employer_persons,
    MAX(wages) AS top_employer_earnings,
    MAX(CASE WHEN wage_rank = 2 THEN wages ELSE 0 END) AS second_employer_earnings
  FROM ranked_owner_cell
  GROUP BY institution, degree_level, cipcode, grad_cohort, years_after
)
SELECT
  MIN(cell.link_version) AS link_version,
  CASE
    WHEN cell.cipcode = '00' AND cell.grad_cohort = '0000' THEN 38
    WHEN cell.grad_cohort = '0000' THEN 40
    WHEN cell.cipcode = '00' THEN 44
    ELSE 46
  END AS agg_level_pseo,
  'I' AS inst_level,
  cell.institution,
  cell.degree_level,
  CASE WHEN cell.cipcode = '00' THEN 'A' ELSE '2' END AS cip_level,
  cell.cipcode,
  cell.grad_cohort,
  MIN(cell.grad_cohort_years) AS grad_cohort_years,
  'N' AS geo_level,
  '00' AS geography,
  'A' AS ind_level,
  '00' AS industry,
  MAX(CASE WHEN cell.years_after = 1 THEN cell.p25_earnings END) AS y1_p25_earnings,
  MAX(CASE WHEN cell.years_after = 1 THEN cell.p50_earnings END) AS y1_p50_earnings,
  MAX(CASE WHEN cell.years_after = 1 THEN cell.p75_earnings END) AS y1_p75_earnings,
  MAX(CASE WHEN cell.years_after = 1 THEN cell.grads_earn END) AS y1_grads_earn,
  MAX(CASE WHEN cell.years_after = 5 THEN cell.p25_earnings END) AS y5_p25_earnings,
  MAX(CASE WHEN cell.years_after = 5 THEN cell.p50_earnings END) AS y5_p50_earnings,
  MAX(CASE WHEN cell.years_after = 5 THEN cell.p75_earnings END) AS y5_p75_earnings,
  MAX(CASE WHEN cell.years_after = 5 THEN cell.grads_earn END) AS y5_grads_earn,
  MAX(CASE WHEN cell.years_after = 10 THEN cell.p25_earnings END) AS y10_p25_earnings,
  MAX(CASE WHEN cell.years_after = 10 THEN cell.p50_earnings END) AS y10_p50_earnings,
  MAX(CASE WHEN cell.years_after = 10 THEN cell.p75_earnings END) AS y10_p75_earnings,
  MAX(CASE WHEN cell.years_after = 10 THEN cell.grads_earn END) AS y10_grads_earn,
  MAX(CASE WHEN cell.years_after = 1 THEN cell.ipeds_count END) AS y1_ipeds_count,
  MAX(CASE WHEN cell.years_after = 5 THEN cell.ipeds_count END) AS y5_ipeds_count,
  MAX(CASE WHEN cell.years_after = 10 THEN cell.ipeds_count END) AS y10_ipeds_count,
  MAX(CASE WHEN cell.years_after = 1 THEN employer_cell.employers END) AS y1_employers,
  MAX(CASE WHEN cell.years_after = 1 THEN employer_cell.earnings_sum END) AS y1_earnings_sum,
  MAX(CASE WHEN cell.years_after = 1 THEN employer_cell.top_employer_persons END) AS y1_top_employer_persons,
  MAX(CASE WHEN cell.years_after = 1 THEN employer_cell.top_employer_earnings END) AS y1_top_employer_earnings,
  MAX(CASE WHEN cell.years_after = 1 THEN employer_cell.second_employer_earnings END) AS y1_second_employer_earnings,
  MAX(CASE WHEN cell.years_after = 5 THEN employer_cell.employers END) AS y5_employers,
  MAX(CASE WHEN cell.years_after = 5 THEN employer_cell.earnings_sum END) AS y5_earnings_sum,
  MAX(CASE WHEN cell.years_after = 5 THEN employer_cell.top_employer_persons END) AS y5_top_employer_persons,
  MAX(CASE WHEN cell.years_after = 5 THEN employer_cell.top_employer_earnings END) AS y5_top_employer_earnings,
  MAX(CASE WHEN cell.years_after = 5 THEN employer_cell.second_employer_earnings END) AS y5_second_employer_earnings,
  MAX(CASE WHEN cell.years_after = 10 THEN employer_cell.employers END) AS y10_employers,
  MAX(CASE WHEN cell.years_after = 10 THEN employer_cell.earnings_sum END) AS y10_earnings_sum,
  MAX(CASE WHEN cell.years_after = 10 THEN employer_cell.top_employer_persons END) AS y10_top_employer_persons,
  MAX(CASE WHEN cell.years_after = 10 THEN employer_cell.top_employer_earnings END) AS y10_top_employer_earnings,
  MAX(CASE WHEN cell.years_after = 10 THEN employer_cell.second_employer_earnings END) AS y10_second_employer_earnings
FROM cell
LEFT JOIN employer_cell
  ON employer_cell.institution = cell.institution
  AND employer_cell.degree_level = cell.degree_level
  AND employer_cell.cipcode = cell.cipcode
  AND employer_cell.grad_cohort = cell.grad_cohort
  AND employer_cell.years_after = cell.years_after
GROUP BY cell.institution, cell.degree_level, cell.cipcode, cell.grad_cohort
