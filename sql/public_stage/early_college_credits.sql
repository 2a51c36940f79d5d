-- College credits of Early College students by school, partner college and half-year. There is no row of all partners:
-- credits add up exactly over partners while students do not, and the sum would say more than the parts may.
WITH place AS (
  SELECT place_level
  FROM (VALUES ('state'), ('district'), ('school')) AS place (place_level)
),
member AS (
  SELECT
    student.link_version,
    student.sy,
    student.period,
    CASE place.place_level WHEN 'state' THEN '00000000' ELSE student.dist_code END AS dist_code,
    CASE place.place_level
      WHEN 'state' THEN '00000000'
      WHEN 'district' THEN student.dist_code
      ELSE student.org_code
    END AS org_code,
    student.ceeb_code,
    student_group.stu_grp,
    student.person_key,
    student.credits_attempted,
    student.credits_earned
  FROM public_stage.early_college_student AS student
  CROSS JOIN place
  INNER JOIN public_stage.student_group AS student_group
    ON (student_group.race_group IS NULL OR student_group.race_group = student.race_group)
    AND (student_group.gender IS NULL OR student_group.gender = student.gender)
    AND (student_group.low_income IS NULL OR student_group.low_income = student.low_income)
    AND (student_group.english_learner IS NULL OR student_group.english_learner = student.english_learner)
    AND (student_group.swd IS NULL OR student_group.swd = student.swd)
    -- Schools have no groups of race and gender together: those hold too few people there.
    AND (place.place_level <> 'school' OR student_group.race_group IS NULL OR student_group.gender IS NULL)
),
ranked_member AS (
  SELECT
    link_version,
    sy,
    period,
    dist_code,
    org_code,
    ceeb_code,
    stu_grp,
    person_key,
    credits_attempted,
    credits_earned,
    ROW_NUMBER() OVER (
      PARTITION BY sy, period, dist_code, org_code, ceeb_code, stu_grp ORDER BY credits_attempted DESC NULLS LAST
    ) AS attempted_rank,
    ROW_NUMBER() OVER (
      PARTITION BY sy, period, dist_code, org_code, ceeb_code, stu_grp ORDER BY credits_earned DESC NULLS LAST
    ) AS earned_rank
  FROM member
)
SELECT
  MIN(link_version) AS link_version,
  sy,
  period,
  dist_code,
  org_code,
  ceeb_code,
  stu_grp,
  COUNT(DISTINCT person_key) AS stu_cnt,
  SUM(credits_attempted) AS reg_credits_cnt,
  SUM(credits_earned) AS earned_credit_cnt,
  MAX(CASE WHEN attempted_rank = 1 THEN credits_attempted END) AS top_reg_credits,
  MAX(CASE WHEN attempted_rank = 2 THEN credits_attempted ELSE 0 END) AS second_reg_credits,
  MAX(CASE WHEN earned_rank = 1 THEN credits_earned END) AS top_earned_credits,
  MAX(CASE WHEN earned_rank = 2 THEN credits_earned ELSE 0 END) AS second_earned_credits
FROM ranked_member
GROUP BY sy, period, dist_code, org_code, ceeb_code, stu_grp
