-- What graduates did after high school, with and without Early College. A cohort that the data do not reach yet has
-- empty counts, so that "not yet known" is never read as zero.
WITH reach AS (
  SELECT
    MAX(fall_year) AS last_fall,
    MAX(CASE WHEN followed THEN fall_year END) AS last_followed_fall
  FROM learn_to_earn.persistence
),
award_reach AS (
  SELECT MAX(award_year) AS last_award_year
  FROM learn_to_earn.credential
),
first_award AS (
  SELECT
    person_key,
    MIN(award_year) AS award_year
  FROM learn_to_earn.credential
  WHERE degree_level IN ('03', '05', '06', '07', '08', '17', '18')
  GROUP BY person_key
),
graduate AS (
  SELECT
    completion.link_version,
    completion.hs_grad_year,
    completion.district_code AS dist_code,
    completion.school_code AS org_code,
    CASE WHEN completion.early_college THEN 'Early College' ELSE 'Not Early College' END AS ec_participation,
    completion.race_group,
    completion.gender,
    completion.low_income,
    completion.english_learner,
    completion.swd,
    fall.person_key IS NOT NULL AS attended,
    COALESCE(fall.persisted, FALSE) AS persisted,
    COALESCE(first_award.award_year <= completion.hs_grad_year + 6, FALSE) AS earned_degree,
    completion.hs_grad_year <= reach.last_fall AS attendance_known,
    completion.hs_grad_year <= reach.last_followed_fall AS persistence_known,
    completion.hs_grad_year + 6 <= award_reach.last_award_year AS degree_known
  FROM learn_to_earn.high_school_completion AS completion
  CROSS JOIN reach
  CROSS JOIN award_reach
  LEFT JOIN learn_to_earn.persistence AS fall
    ON fall.person_key = completion.person_key
    AND fall.fall_year = completion.hs_grad_year
  LEFT JOIN first_award
    ON first_award.person_key = completion.person_key
  WHERE completion.status IN ('graduate', 'district_program')
)
SELECT
  MIN(graduate.link_version) AS link_version,
  graduate.hs_grad_year,
  COALESCE(graduate.dist_code, '00000000') AS dist_code,
  COALESCE(graduate.org_code, graduate.dist_code, '00000000') AS org_code,
  COALESCE(graduate.ec_participation, 'All graduates') AS ec_participation,
  student_group.stu_grp,
  COUNT(*) AS grad_cnt,
  CASE WHEN MIN(CASE WHEN graduate.attendance_known THEN 1 ELSE 0 END) = 1 THEN {{ count_if(graduate.attended) }} END AS college_cnt,
  CASE WHEN MIN(CASE WHEN graduate.persistence_known THEN 1 ELSE 0 END) = 1 THEN {{ count_if(graduate.attended AND graduate.persisted) }} END
    AS persist_cnt,
  CASE WHEN MIN(CASE WHEN graduate.degree_known THEN 1 ELSE 0 END) = 1 THEN {{ count_if(graduate.earned_degree) }} END AS degree_cnt
FROM graduate
INNER JOIN public_stage.student_group AS student_group
  ON (student_group.race_group IS NULL OR student_group.race_group = graduate.race_group)
  AND (student_group.gender IS NULL OR student_group.gender = graduate.gender)
  AND (student_group.low_income IS NULL OR student_group.low_income = graduate.low_income)
  AND (student_group.english_learner IS NULL OR student_group.english_learner = graduate.english_learner)
  AND (student_group.swd IS NULL OR student_group.swd = graduate.swd)
GROUP BY GROUPING SETS (
  (graduate.hs_grad_year, student_group.stu_grp),
  (graduate.hs_grad_year, student_group.stu_grp, graduate.dist_code),
  (graduate.hs_grad_year, student_group.stu_grp, graduate.dist_code, graduate.org_code),
  (graduate.hs_grad_year, student_group.stu_grp, graduate.ec_participation),
  (graduate.hs_grad_year, student_group.stu_grp, graduate.ec_participation, graduate.dist_code),
  (graduate.hs_grad_year, student_group.stu_grp, graduate.ec_participation, graduate.dist_code, graduate.org_code)
)
