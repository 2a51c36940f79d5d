-- Demographics come from the most recent SIMS record that states them. Where there is none, from the most recent HEIRS
-- record. "Most recent" is the greatest of <when><value>, so that one pass settles it and equal dates always agree.
WITH link AS (
  SELECT extract, load_id, line_no, person_key
  FROM linkage.record_person
  WHERE
    link_version = CAST($link_version AS INTEGER)
    AND extract IN ('dese.scs', 'dhe.enrollment', 'dhe.course', 'dhe.degree', 'nsc.studenttracker')
),

school AS (
  SELECT
    person_key,
    SUBSTR(MAX(CAST(school_year * 10 + collection AS TEXT) || gender), 6) AS gender,
    SUBSTR(MAX(CAST(school_year * 10 + collection AS TEXT) || race_group), 6) AS race_group,
    MAX(CASE WHEN low_income THEN 1 ELSE 0 END) = 1 AS ever_low_income,
    MAX(CASE WHEN english_learner THEN 1 ELSE 0 END) = 1 AS ever_english_learner,
    MAX(CASE WHEN swd THEN 1 ELSE 0 END) = 1 AS ever_swd,
    MIN(school_year) AS first_school_year,
    MAX(school_year) AS last_school_year
  FROM learn_to_earn.student_record
  WHERE person_key IS NOT NULL
  GROUP BY person_key
),

college_record AS (
  SELECT
    link.person_key,
    LEFT(heirs.term, 4)
      || CASE RIGHT(heirs.term, 1) WHEN 'W' THEN '1' WHEN 'S' THEN '2' WHEN 'U' THEN '3' ELSE '4' END AS moment,
    heirs.gender,
    CASE heirs.race_ethnicity
      WHEN '2' THEN 'HL'
      WHEN '3' THEN 'AIAN'
      WHEN '4' THEN 'AS'
      WHEN '5' THEN 'BAA'
      WHEN '6' THEN 'NHPI'
      WHEN '7' THEN 'WH'
      WHEN '8' THEN 'MNHL'
    END AS race_group
  FROM staging.dhe_enrollment_current AS heirs
  INNER JOIN link
    ON link.extract = 'dhe.enrollment' AND link.load_id = heirs.load_id AND link.line_no = heirs.line_no
),

college AS (
  SELECT
    person_key,
    SUBSTR(MAX(moment || gender), 6) AS gender,
    SUBSTR(MAX(moment || race_group), 6) AS race_group
  FROM college_record
  GROUP BY person_key
),

-- Colleges also send degrees and courses of students without a term record, and districts courses without a student
-- record: those are learners too.
without_term AS (
  SELECT link.person_key
  FROM staging.dhe_degree_current AS degree
  INNER JOIN link ON link.extract = 'dhe.degree' AND link.load_id = degree.load_id AND link.line_no = degree.line_no
  UNION
  SELECT link.person_key
  FROM staging.dhe_course_current AS course
  INNER JOIN link ON link.extract = 'dhe.course' AND link.load_id = course.load_id AND link.line_no = course.line_no
),

scheduled AS (
  SELECT link.person_key
  FROM staging.dese_scs_current AS scs
  INNER JOIN link ON link.extract = 'dese.scs' AND link.load_id = scs.load_id AND link.line_no = scs.line_no
  GROUP BY link.person_key
),

clearinghouse AS (
  SELECT link.person_key
  FROM staging.nsc_studenttracker_current AS nsc
  INNER JOIN link
    ON link.extract = 'nsc.studenttracker' AND link.load_id = nsc.load_id AND link.line_no = nsc.line_no
  GROUP BY link.person_key
),

person AS (
  SELECT person_key FROM school
  UNION
  SELECT person_key FROM scheduled
  UNION
  SELECT person_key FROM college
  UNION
  SELECT person_key FROM without_term
  UNION
  SELECT person_key FROM clearinghouse
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person.person_key,
  COALESCE(school.gender, college.gender) AS gender,
  COALESCE(school.race_group, college.race_group) AS race_group,
  school.ever_low_income,
  school.ever_english_learner,
  school.ever_swd,
  school.person_key IS NOT NULL AS in_k12,
  college.person_key IS NOT NULL OR without_term.person_key IS NOT NULL AS in_heirs,
  clearinghouse.person_key IS NOT NULL AS in_clearinghouse,
  school.first_school_year,
  school.last_school_year,
  COALESCE(coverage.wage_coverage, 'none') AS wage_coverage
FROM person
LEFT JOIN school ON school.person_key = person.person_key
LEFT JOIN college ON college.person_key = person.person_key
LEFT JOIN without_term ON without_term.person_key = person.person_key
LEFT JOIN clearinghouse ON clearinghouse.person_key = person.person_key
LEFT JOIN learn_to_earn.wage_coverage AS coverage ON coverage.person_key = person.person_key
