-- Every Early College course of a linked student is counted once.
SELECT
  ABS(made.courses - sent.courses) AS failed,
  CAST(made.courses AS TEXT) || ' courses counted of ' || CAST(sent.courses AS TEXT) || ' sent' AS details
FROM (SELECT COALESCE(SUM(courses), 0) AS courses FROM {{ new_rows() }}) AS made
CROSS JOIN (
  SELECT COUNT(*) AS courses
  FROM staging.dhe_course_current AS course
  INNER JOIN linkage.record_person AS record
    ON record.load_id = course.load_id AND record.line_no = course.line_no
  WHERE
    record.extract = 'dhe.course'
    AND record.link_version = CAST($link_version AS INTEGER)
    AND course.early_college_course
) AS sent
