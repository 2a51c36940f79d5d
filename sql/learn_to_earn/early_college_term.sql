-- What partner colleges report: a term counts when the college flags the student or one of the courses. Credits come
-- from the flagged courses; from the term's totals where a college flags the student but sends no course. A course is
-- passed with any grade but those that give no credit; one without a grade is still under way.
WITH link AS (
  SELECT extract, load_id, line_no, person_key
  FROM linkage.record_person
  WHERE link_version = CAST($link_version AS INTEGER) AND extract IN ('dhe.enrollment', 'dhe.course')
),

course AS (
  SELECT
    link.person_key,
    course.unitid,
    course.term,
    COUNT(*) AS courses,
    SUM(course.credits) AS credits_attempted,
    SUM(
      CASE
        WHEN course.grade IS NULL THEN 0
        WHEN course.grade IN ('F', 'W', 'WF', 'WP', 'WD', 'I', 'IP', 'IN', 'NP', 'NC', 'NR', 'U', 'AU') THEN 0
        ELSE course.credits
      END
    ) AS credits_earned
  FROM staging.dhe_course_current AS course
  INNER JOIN link ON link.extract = 'dhe.course' AND link.load_id = course.load_id AND link.line_no = course.line_no
  WHERE course.early_college_course
  GROUP BY link.person_key, course.unitid, course.term
),

flagged AS (
  SELECT
    link.person_key,
    heirs.unitid,
    heirs.term,
    SUM(heirs.credits_attempted) AS credits_attempted,
    SUM(heirs.credits_earned) AS credits_earned
  FROM staging.dhe_enrollment_current AS heirs
  INNER JOIN link
    ON link.extract = 'dhe.enrollment' AND link.load_id = heirs.load_id AND link.line_no = heirs.line_no
  WHERE heirs.early_college
  GROUP BY link.person_key, heirs.unitid, heirs.term
),

term AS (
  SELECT
    COALESCE(course.person_key, flagged.person_key) AS person_key,
    COALESCE(course.unitid, flagged.unitid) AS unitid,
    COALESCE(course.term, flagged.term) AS term,
    course.person_key IS NOT NULL AS has_courses,
    COALESCE(course.courses, 0) AS courses,
    COALESCE(course.credits_attempted, flagged.credits_attempted, 0) AS credits_attempted,
    COALESCE(course.credits_earned, flagged.credits_earned, 0) AS credits_earned
  FROM course
  FULL OUTER JOIN flagged
    ON flagged.person_key = course.person_key AND flagged.unitid = course.unitid AND flagged.term = course.term
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person_key,
  CAST(LEFT(term, 4) AS INTEGER) + CASE WHEN RIGHT(term, 1) = 'F' THEN 1 ELSE 0 END AS school_year,
  RIGHT(term, 1) AS term,
  unitid,
  has_courses,
  courses,
  credits_attempted,
  credits_earned
FROM term
