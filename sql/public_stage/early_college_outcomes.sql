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
),
cohort AS (
  SELECT
    hs_grad_year,
    MIN(link_version) AS link_version,
    MIN(CASE WHEN attendance_known THEN 1 ELSE 0 END) = 1 AS attendance_known,
    MIN(CASE WHEN persistence_known THEN 1 ELSE 0 END) = 1 AS persistence_known,
    MIN(CASE WHEN degree_known THEN 1 ELSE 0 END) = 1 AS degree_known
  FROM graduate
  GROUP BY hs_grad_year
),
counted AS (
  SELECT
    graduate.hs_grad_year,
    COALESCE(graduate.dist_code, '00000000') AS dist_code,
    COALESCE(graduate.org_code, graduate.dist_code, '00000000') AS org_code,
    COALESCE(graduate.ec_participation, 'All graduates') AS ec_participation,
    student_group.stu_grp,
    COUNT(*) AS grad_cnt,
    {{ count_if(graduate.attended) }} AS college_cnt,
    {{ count_if(graduate.attended AND graduate.persisted) }} AS persist_cnt,
    {{ count_if(graduate.earned_degree) }} AS degree_cnt
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
  -- Schools have no groups of race and gender together: those hold too few people there.
  HAVING graduate.org_code IS NULL
    OR MIN(student_group.race_group) IS NULL
    OR MIN(student_group.gender) IS NULL
),
ec_participation AS (
  SELECT ec_participation
  FROM (VALUES ('All graduates'), ('Early College'), ('Not Early College')) AS ec_participation (ec_participation)
)
-- Groups that a cohort has nobody of have their row as well, so that "not yet known" holds for them like for the rest.
SELECT
  cohort.link_version,
  place.hs_grad_year,
  place.dist_code,
  place.org_code,
  ec_participation.ec_participation,
  student_group.stu_grp,
  COALESCE(counted.grad_cnt, 0) AS grad_cnt,
  CASE WHEN cohort.attendance_known THEN COALESCE(counted.college_cnt, 0) END AS college_cnt,
  CASE WHEN cohort.persistence_known THEN COALESCE(counted.persist_cnt, 0) END AS persist_cnt,
  CASE WHEN cohort.degree_known THEN COALESCE(counted.degree_cnt, 0) END AS degree_cnt
FROM counted AS place
INNER JOIN cohort
  ON cohort.hs_grad_year = place.hs_grad_year
CROSS JOIN ec_participation
CROSS JOIN public_stage.student_group AS student_group
LEFT JOIN counted
  ON counted.hs_grad_year = place.hs_grad_year
  AND counted.dist_code = place.dist_code
  AND counted.org_code = place.org_code
  AND counted.ec_participation = ec_participation.ec_participation
  AND counted.stu_grp = student_group.stu_grp
WHERE place.ec_participation = 'All graduates'
  AND place.stu_grp = 'ALL'
  AND (place.org_code = place.dist_code OR student_group.race_group IS NULL OR student_group.gender IS NULL)
