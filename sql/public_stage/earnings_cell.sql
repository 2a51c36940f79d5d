-- Graduates and their earnings by every breakdown that the earnings tables show, with what disclosure control must know
-- of persons and employers. A breakdown is one dimension beside the student group: none, attainment, kind of high school
-- or major. The broken-down cells are statewide, 1, 5 and 10 years after high school, each with the row of all values.
WITH graduate_group AS (
  SELECT
    graduate.link_version,
    graduate.person_key,
    graduate.hs_grad_year,
    graduate.earnings_year,
    graduate.years_after,
    graduate.district_code,
    graduate.high_school_type,
    graduate.attainment,
    graduate.cip2,
    graduate.covered,
    graduate.employed,
    graduate.annual_earnings,
    student_group.stu_grp
  FROM public_stage.graduate_earnings AS graduate
  INNER JOIN public_stage.student_group AS student_group
    ON (student_group.race_group IS NULL OR student_group.race_group = graduate.race_group)
    AND (student_group.gender IS NULL OR student_group.gender = graduate.gender)
    AND (student_group.low_income IS NULL OR student_group.low_income = graduate.low_income)
    AND (student_group.english_learner IS NULL OR student_group.english_learner = graduate.english_learner)
    AND (student_group.swd IS NULL OR student_group.swd = graduate.swd)
),
breakdown AS (
  SELECT breakdown, is_statewide, is_total
  FROM (
    VALUES
      ('group', TRUE, TRUE),
      ('group', FALSE, TRUE),
      ('attainment', TRUE, FALSE),
      ('attainment', TRUE, TRUE),
      ('high_school_type', TRUE, FALSE),
      ('high_school_type', TRUE, TRUE),
      ('major', TRUE, FALSE),
      ('major', TRUE, TRUE)
  ) AS breakdown (breakdown, is_statewide, is_total)
),
member AS (
  SELECT
    graduate_group.link_version,
    graduate_group.person_key,
    breakdown.breakdown,
    CASE
      WHEN breakdown.is_total THEN 'ALL'
      WHEN breakdown.breakdown = 'attainment' THEN graduate_group.attainment
      WHEN breakdown.breakdown = 'high_school_type' THEN graduate_group.high_school_type
      ELSE graduate_group.cip2
    END AS breakdown_value,
    CASE WHEN breakdown.is_statewide THEN '00000000' ELSE graduate_group.district_code END AS district_code,
    graduate_group.hs_grad_year,
    graduate_group.earnings_year,
    graduate_group.stu_grp,
    graduate_group.covered,
    graduate_group.employed,
    CASE WHEN graduate_group.covered AND graduate_group.employed THEN graduate_group.annual_earnings END AS earnings
  FROM graduate_group
  CROSS JOIN breakdown
  WHERE breakdown.breakdown = 'group'
    OR (
      graduate_group.years_after IN (1, 5, 10)
      AND (breakdown.breakdown <> 'major' OR graduate_group.cip2 IS NOT NULL)
    )
),
ranked_member AS (
  SELECT
    link_version,
    breakdown,
    breakdown_value,
    district_code,
    hs_grad_year,
    earnings_year,
    stu_grp,
    covered,
    employed,
    earnings,
    ROW_NUMBER() OVER (
      PARTITION BY breakdown, breakdown_value, district_code, hs_grad_year, earnings_year, stu_grp
      ORDER BY earnings DESC NULLS LAST
    ) AS earnings_rank
  FROM member
),
person_cell AS (
  SELECT
    MIN(link_version) AS link_version,
    breakdown,
    breakdown_value,
    district_code,
    hs_grad_year,
    earnings_year,
    stu_grp,
    COUNT(*) AS grad_count,
    {{ count_if(covered) }} AS covered_count,
    {{ count_if(covered AND employed) }} AS employed_count,
    COALESCE(SUM(earnings), 0) AS earnings_sum,
    COALESCE(MAX(CASE WHEN earnings_rank = 1 THEN earnings END), 0) AS top_person_earnings,
    COALESCE(MAX(CASE WHEN earnings_rank = 2 THEN earnings END), 0) AS second_person_earnings
  FROM ranked_member
  GROUP BY breakdown, breakdown_value, district_code, hs_grad_year, earnings_year, stu_grp
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
    member.breakdown,
    member.breakdown_value,
    member.district_code,
    member.hs_grad_year,
    member.earnings_year,
    member.stu_grp,
    person_owner.owner_key,
    COUNT(*) AS persons,
    SUM(person_owner.wages) AS wages
  FROM member
  INNER JOIN person_owner
    ON person_owner.person_key = member.person_key
    AND person_owner.year = member.earnings_year
  WHERE member.covered
    AND member.employed
  GROUP BY
    member.breakdown,
    member.breakdown_value,
    member.district_code,
    member.hs_grad_year,
    member.earnings_year,
    member.stu_grp,
    person_owner.owner_key
),
ranked_owner_cell AS (
  SELECT
    breakdown,
    breakdown_value,
    district_code,
    hs_grad_year,
    earnings_year,
    stu_grp,
    persons,
    wages,
    ROW_NUMBER() OVER (
      PARTITION BY breakdown, breakdown_value, district_code, hs_grad_year, earnings_year, stu_grp
      ORDER BY wages DESC NULLS LAST
    ) AS wage_rank
  FROM owner_cell
),
employer_cell AS (
  SELECT
    breakdown,
    breakdown_value,
    district_code,
    hs_grad_year,
    earnings_year,
    stu_grp,
    COUNT(*) AS employers,
    MAX(persons) AS top_employer_persons,
    MAX(wages) AS top_employer_earnings,
    MAX(CASE WHEN wage_rank = 2 THEN wages ELSE 0 END) AS second_employer_earnings
  FROM ranked_owner_cell
  GROUP BY breakdown, breakdown_value, district_code, hs_grad_year, earnings_year, stu_grp
)
SELECT
  person_cell.link_version,
  person_cell.breakdown,
  person_cell.breakdown_value,
  person_cell.district_code,
  person_cell.hs_grad_year,
  person_cell.earnings_year,
  person_cell.stu_grp,
  person_cell.grad_count,
  person_cell.covered_count,
  person_cell.employed_count,
  person_cell.earnings_sum,
  person_cell.top_person_earnings,
  person_cell.second_person_earnings,
  COALESCE(employer_cell.employers, 0) AS employers,
  COALESCE(employer_cell.top_employer_persons, 0) AS top_employer_persons,
  COALESCE(employer_cell.top_employer_earnings, 0) AS top_employer_earnings,
  COALESCE(employer_cell.second_employer_earnings, 0) AS second_employer_earnings
FROM person_cell
LEFT JOIN employer_cell
  ON employer_cell.breakdown = person_cell.breakdown
  AND employer_cell.breakdown_value = person_cell.breakdown_value
  AND employer_cell.district_code = person_cell.district_code
  AND employer_cell.hs_grad_year = person_cell.hs_grad_year
  AND employer_cell.earnings_year = person_cell.earnings_year
  AND employer_cell.stu_grp = person_cell.stu_grp
