-- Every row of a current load, once: counted in the table its extract feeds, or why not.
WITH link AS (
  SELECT extract, load_id, line_no, person_key
  FROM linkage.record_person
  WHERE
    link_version = CAST($link_version AS INTEGER)
    AND extract IN ('dese.scs', 'dhe.enrollment', 'dhe.course', 'dhe.degree', 'nsc.studenttracker')
),

ending AS (
  SELECT 'dese.sims' AS extract, load_id, disposition, COUNT(*) AS records
  FROM learn_to_earn.student_record
  GROUP BY load_id, disposition
  UNION ALL
  SELECT 'dua.wage', load_id, disposition, COUNT(*)
  FROM learn_to_earn.wage_filing
  GROUP BY load_id, disposition
  UNION ALL
  SELECT
    'dese.scs',
    scs.load_id,
    CASE
      WHEN link.person_key IS NULL THEN 'no_person'
      WHEN scs.pathways_course IN ('01', '02') THEN 'counted'
      ELSE 'not_a_pathway'
    END,
    COUNT(*)
  FROM staging.dese_scs_current AS scs
  LEFT JOIN link ON link.extract = 'dese.scs' AND link.load_id = scs.load_id AND link.line_no = scs.line_no
  GROUP BY 2, 3
  UNION ALL
  SELECT 'dhe.enrollment', heirs.load_id, CASE WHEN link.person_key IS NULL THEN 'no_person' ELSE 'counted' END, COUNT(*)
  FROM staging.dhe_enrollment_current AS heirs
  LEFT JOIN link
    ON link.extract = 'dhe.enrollment' AND link.load_id = heirs.load_id AND link.line_no = heirs.line_no
  GROUP BY 2, 3
  UNION ALL
  SELECT
    'dhe.course',
    course.load_id,
    CASE
      WHEN link.person_key IS NULL THEN 'no_person'
      WHEN course.early_college_course THEN 'counted'
      ELSE 'not_a_pathway'
    END,
    COUNT(*)
  FROM staging.dhe_course_current AS course
  LEFT JOIN link ON link.extract = 'dhe.course' AND link.load_id = course.load_id AND link.line_no = course.line_no
  GROUP BY 2, 3
  UNION ALL
  SELECT 'dhe.degree', degree.load_id, CASE WHEN link.person_key IS NULL THEN 'no_person' ELSE 'counted' END, COUNT(*)
  FROM staging.dhe_degree_current AS degree
  LEFT JOIN link ON link.extract = 'dhe.degree' AND link.load_id = degree.load_id AND link.line_no = degree.line_no
  GROUP BY 2, 3
  UNION ALL
  SELECT
    'nsc.studenttracker',
    nsc.load_id,
    CASE
      WHEN link.person_key IS NULL THEN 'no_person'
      WHEN NOT nsc.record_found THEN 'not_found'
      WHEN nsc.graduated AND nsc.graduation_date IS NOT NULL THEN 'counted'
      WHEN COALESCE(nsc.graduated, FALSE) OR nsc.enrollment_begin IS NULL OR nsc.enrollment_end IS NULL THEN 'undated'
      ELSE 'counted'
    END,
    COUNT(*)
  FROM staging.nsc_studenttracker_current AS nsc
  LEFT JOIN link
    ON link.extract = 'nsc.studenttracker' AND link.load_id = nsc.load_id AND link.line_no = nsc.line_no
  GROUP BY 2, 3
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  ending.extract,
  load.period,
  ending.disposition,
  SUM(ending.records) AS records
FROM ending
INNER JOIN hub.load ON load.load_id = ending.load_id
GROUP BY ending.extract, load.period, ending.disposition
