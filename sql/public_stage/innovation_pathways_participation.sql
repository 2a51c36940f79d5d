-- Innovation Pathways students by school and grade.
WITH student AS (
  SELECT
    participation.link_version,
    participation.person_key,
    participation.school_year AS sy,
    participation.district_code AS dist_code,
    participation.school_code AS org_code,
    participation.grade,
    learner.race_group,
    learner.gender,
    enrollment.low_income,
    enrollment.english_learner,
    enrollment.swd
  FROM learn_to_earn.program_participation AS participation
  INNER JOIN learn_to_earn.k12_enrollment AS enrollment
    ON enrollment.person_key = participation.person_key
    AND enrollment.school_year = participation.school_year
    AND enrollment.is_attributed
  INNER JOIN learn_to_earn.learner AS learner
    ON learner.person_key = participation.person_key
  WHERE participation.program = 'innovation_pathways'
    AND participation.grade IN ('09', '10', '11', '12')
)
SELECT
  MIN(student.link_version) AS link_version,
  student.sy,
  COALESCE(student.dist_code, '00000000') AS dist_code,
  COALESCE(student.org_code, student.dist_code, '00000000') AS org_code,
  student_group.stu_grp,
  {{ count_if(student.grade = '09') }} AS g09_cnt,
  {{ count_if(student.grade = '10') }} AS g10_cnt,
  {{ count_if(student.grade = '11') }} AS g11_cnt,
  {{ count_if(student.grade = '12') }} AS g12_cnt,
  COUNT(*) AS all_cnt
FROM student
INNER JOIN public_stage.student_group AS student_group
  ON (student_group.race_group IS NULL OR student_group.race_group = student.race_group)
  AND (student_group.gender IS NULL OR student_group.gender = student.gender)
  AND (student_group.low_income IS NULL OR student_group.low_income = student.low_income)
  AND (student_group.english_learner IS NULL OR student_group.english_learner = student.english_learner)
  AND (student_group.swd IS NULL OR student_group.swd = student.swd)
GROUP BY GROUPING SETS (
  (student.sy, student_group.stu_grp),
  (student.sy, student_group.stu_grp, student.dist_code),
  (student.sy, student_group.stu_grp, student.dist_code, student.org_code)
)
-- Schools have no groups of race and gender together: those hold too few people there.
HAVING student.org_code IS NULL
  OR MIN(student_group.race_group) IS NULL
  OR MIN(student_group.gender) IS NULL
