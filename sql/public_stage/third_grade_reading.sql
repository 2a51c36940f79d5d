-- Third-grade reading by the early-childhood programs a child took part in. A child in two programs stands in both, and
-- once in "Any program".
WITH reader AS (
  SELECT
    reading.link_version,
    reading.person_key,
    reading.school_year AS sy,
    reading.district_code AS dist_code,
    reading.school_code AS org_code,
    reading.race_group,
    reading.gender,
    COALESCE(reading.low_income, FALSE) AS low_income,
    COALESCE(reading.english_learner, FALSE) AS english_learner,
    COALESCE(reading.swd, FALSE) AS swd,
    reading.meets_expectations
  FROM ecids.third_grade_reading AS reading
  WHERE reading.first_attempt
    AND reading.participation = 'tested'
    AND reading.school_code IS NOT NULL
),
child_program AS (
  SELECT person_key, program AS ec_program
  FROM ecids.participation
  GROUP BY person_key, program
),
reader_program AS (
  SELECT reader.person_key, reader.sy, 'All children' AS ec_program
  FROM reader
  UNION ALL
  SELECT reader.person_key, reader.sy, child_program.ec_program
  FROM reader
  INNER JOIN child_program
    ON child_program.person_key = reader.person_key
  UNION ALL
  SELECT
    reader.person_key,
    reader.sy,
    CASE WHEN any_program.person_key IS NULL THEN 'No program found' ELSE 'Any program' END
  FROM reader
  LEFT JOIN (SELECT person_key FROM child_program GROUP BY person_key) AS any_program
    ON any_program.person_key = reader.person_key
)
SELECT
  MIN(reader.link_version) AS link_version,
  reader.sy,
  COALESCE(reader.dist_code, '00000000') AS dist_code,
  COALESCE(reader.org_code, reader.dist_code, '00000000') AS org_code,
  reader_program.ec_program,
  student_group.stu_grp,
  COUNT(*) AS stu_cnt,
  {{ count_if(reader.meets_expectations) }} AS m_plus_e_cnt
FROM reader
INNER JOIN reader_program
  ON reader_program.person_key = reader.person_key
  AND reader_program.sy = reader.sy
INNER JOIN public_stage.student_group AS student_group
  ON (student_group.race_group IS NULL OR student_group.race_group = reader.race_group)
  AND (student_group.gender IS NULL OR student_group.gender = reader.gender)
  AND (student_group.low_income IS NULL OR student_group.low_income = reader.low_income)
  AND (student_group.english_learner IS NULL OR student_group.english_learner = reader.english_learner)
  AND (student_group.swd IS NULL OR student_group.swd = reader.swd)
GROUP BY GROUPING SETS (
  (reader.sy, reader_program.ec_program, student_group.stu_grp),
  (reader.sy, reader_program.ec_program, student_group.stu_grp, reader.dist_code),
  (reader.sy, reader_program.ec_program, student_group.stu_grp, reader.dist_code, reader.org_code)
)
-- Schools have neither single programs nor groups of race and gender together: those hold too few children there.
HAVING reader.org_code IS NULL
  OR (
    reader_program.ec_program IN ('All children', 'Any program', 'No program found')
    AND (MIN(student_group.race_group) IS NULL OR MIN(student_group.gender) IS NULL)
  )
