-- Early College and Innovation Pathways are flagged on the student (SIMS) and on the course (SCS); colleges report
-- Early College once more. A person counts once a year, and the row says who agrees. Chapter 74 and other career and
-- technical programs are one program.
WITH link AS (
  SELECT load_id, line_no, person_key
  FROM linkage.record_person
  WHERE link_version = CAST($link_version AS INTEGER) AND extract = 'dese.scs'
),

report AS (
  SELECT person_key, school_year, 'early_college' AS program, 1 AS in_sims, 0 AS in_scs, 0 AS in_heirs, NULL AS cip
  FROM learn_to_earn.student_record
  WHERE disposition = 'counted' AND early_college
  UNION ALL
  SELECT person_key, school_year, 'innovation_pathways' AS program, 1, 0, 0, NULL
  FROM learn_to_earn.student_record
  WHERE disposition = 'counted' AND innovation_pathways
  UNION ALL
  SELECT person_key, school_year, 'career_technical' AS program, 1, 0, 0, chapter74_program
  FROM learn_to_earn.student_record
  WHERE disposition = 'counted' AND (chapter74_program IS NOT NULL OR non_chapter74_program IS NOT NULL)
  UNION ALL
  SELECT
    link.person_key,
    CAST(LEFT(scs.load_period, 4) AS INTEGER) + CASE WHEN RIGHT(scs.load_period, 2) = '10' THEN 1 ELSE 0 END,
    CASE scs.pathways_course WHEN '01' THEN 'early_college' ELSE 'innovation_pathways' END AS program,
    0,
    1,
    0,
    NULL
  FROM staging.dese_scs_current AS scs
  INNER JOIN link ON link.load_id = scs.load_id AND link.line_no = scs.line_no
  WHERE scs.pathways_course IN ('01', '02')
  UNION ALL
  SELECT person_key, school_year, 'early_college' AS program, 0, 0, 1, NULL
  FROM learn_to_earn.early_college_term
),

program_year AS (
  SELECT
    person_key,
    school_year,
    program,
    MAX(in_sims) = 1 AS in_sims,
    MAX(in_scs) = 1 AS in_scs,
    MAX(in_heirs) = 1 AS in_heirs,
    MAX(cip) AS program_cip
  FROM report
  GROUP BY person_key, school_year, program
),

partner AS (
  SELECT
    person_key,
    school_year,
    COUNT(DISTINCT unitid) AS colleges,
    SUM(credits_attempted) AS credits_attempted,
    SUM(credits_earned) AS credits_earned
  FROM learn_to_earn.early_college_term
  GROUP BY person_key, school_year
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  program_year.person_key,
  program_year.school_year,
  program_year.program,
  enrollment.school_code,
  enrollment.district_code,
  enrollment.grade,
  program_year.in_sims,
  program_year.in_scs,
  program_year.in_heirs,
  CASE WHEN program_year.in_sims THEN 'sims' ELSE '' END
    || CASE WHEN program_year.in_sims AND program_year.in_scs THEN '+' ELSE '' END
    || CASE WHEN program_year.in_scs THEN 'scs' ELSE '' END
    || CASE WHEN program_year.in_heirs AND (program_year.in_sims OR program_year.in_scs) THEN '+' ELSE '' END
    || CASE WHEN program_year.in_heirs THEN 'heirs' ELSE '' END AS sources,
  COALESCE(partner.colleges, 0) AS partner_colleges,
  partner.credits_attempted,
  partner.credits_earned,
  program_year.program_cip
FROM program_year
LEFT JOIN partner
  ON
    partner.person_key = program_year.person_key
    AND partner.school_year = program_year.school_year
    AND program_year.program = 'early_college'
LEFT JOIN learn_to_earn.k12_enrollment AS enrollment
  ON
    enrollment.person_key = program_year.person_key
    AND enrollment.school_year = program_year.school_year
    AND enrollment.is_attributed
