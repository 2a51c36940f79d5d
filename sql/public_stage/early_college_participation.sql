-- Early College students by school, partner college and half-year. A student with two partners stands in both and once
-- in the row of all partners.
SELECT
  MIN(student.link_version) AS link_version,
  student.sy,
  student.period,
  COALESCE(student.dist_code, '00000000') AS dist_code,
  COALESCE(student.org_code, student.dist_code, '00000000') AS org_code,
  COALESCE(student.ceeb_code, 'ALL') AS ceeb_code,
  student_group.stu_grp,
  COUNT(DISTINCT CASE WHEN student.grade = '09' THEN student.person_key END) AS g09_cnt,
  COUNT(DISTINCT CASE WHEN student.grade = '10' THEN student.person_key END) AS g10_cnt,
  COUNT(DISTINCT CASE WHEN student.grade = '11' THEN student.person_key END) AS g11_cnt,
  COUNT(DISTINCT CASE WHEN student.grade = '12' THEN student.person_key END) AS g12_cnt,
  COUNT(DISTINCT student.person_key) AS all_cnt
FROM public_stage.early_college_student AS student
INNER JOIN public_stage.student_group AS student_group
  ON (student_group.race_group IS NULL OR student_group.race_group = student.race_group)
  AND (student_group.gender IS NULL OR student_group.gender = student.gender)
  AND (student_group.low_income IS NULL OR student_group.low_income = student.low_income)
  AND (student_group.english_learner IS NULL OR student_group.english_learner = student.english_learner)
  AND (student_group.swd IS NULL OR student_group.swd = student.swd)
GROUP BY GROUPING SETS (
  (student.sy, student.period, student_group.stu_grp),
  (student.sy, student.period, student_group.stu_grp, student.dist_code),
  (student.sy, student.period, student_group.stu_grp, student.dist_code, student.org_code),
  (student.sy, student.period, student_group.stu_grp, student.ceeb_code),
  (student.sy, student.period, student_group.stu_grp, student.ceeb_code, student.dist_code),
  (student.sy, student.period, student_group.stu_grp, student.ceeb_code, student.dist_code, student.org_code)
)
-- Schools have no groups of race and gender together: those hold too few people there.
HAVING student.org_code IS NULL
  OR MIN(student_group.race_group) IS NULL
  OR MIN(student_group.gender) IS NULL
