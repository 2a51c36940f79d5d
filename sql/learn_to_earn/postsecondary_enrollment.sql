-- HEIRS names the term; the Clearinghouse gives dates, which are put into a term by the day they begin: mid-July to
-- November is fall, December to early January winter when it lasts under six weeks and spring when longer, January to
-- April spring, the rest summer. A fall of more than 180 days runs on into spring. Both sources then meet on person,
-- college and term, so a term that both report is one row.
WITH link AS (
  SELECT extract, load_id, line_no, person_key
  FROM linkage.record_person
  WHERE
    link_version = CAST($link_version AS INTEGER)
    AND extract IN ('dhe.enrollment', 'nsc.studenttracker')
),

-- One UnitID an OPEID: where two share one, that of the HEIRS college, then the active one.
college AS (
  SELECT opeid8, unitid, sector
  FROM reference.college
  WHERE opeid8 IS NOT NULL
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY opeid8
      ORDER BY CASE WHEN is_heirs THEN 0 ELSE 1 END, CASE WHEN status = 'Active' THEN 0 ELSE 1 END, unitid
    ) = 1
),

clearinghouse AS (
  SELECT
    link.person_key,
    COALESCE(branch.unitid, main.unitid, 'NSC:' || REPLACE(nsc.college_code, '-', '')) AS college_key,
    COALESCE(branch.unitid, main.unitid) AS unitid,
    CASE
      WHEN COALESCE(branch.sector, main.sector) IS NOT NULL THEN COALESCE(branch.sector, main.sector)
      WHEN nsc.college_state IS NULL OR nsc.college_state <> 'MA' THEN 'Out-of-State'
      WHEN nsc.control = 'Public' AND nsc.level = '4-year' THEN 'In-State Public 4-Year'
      WHEN nsc.control = 'Public' THEN 'In-State Public 2-Year'
      ELSE 'In-State Private'
    END AS sector,
    nsc.enrollment_begin,
    nsc.enrollment_end,
    nsc.enrollment_status,
    LEFT(REPLACE(nsc.program_code, '.', ''), 2) AS cip2,
    EXTRACT(YEAR FROM nsc.enrollment_begin) AS begin_year,
    EXTRACT(MONTH FROM nsc.enrollment_begin) AS begin_month,
    EXTRACT(DAY FROM nsc.enrollment_begin) AS begin_day,
    {{ days_between(nsc.enrollment_begin, nsc.enrollment_end) }} AS days
  FROM staging.nsc_studenttracker_current AS nsc
  INNER JOIN link
    ON link.extract = 'nsc.studenttracker' AND link.load_id = nsc.load_id AND link.line_no = nsc.line_no
  LEFT JOIN college AS branch ON branch.opeid8 = REPLACE(nsc.college_code, '-', '')
  LEFT JOIN college AS main ON main.opeid8 = LEFT(nsc.college_code, 6) || '00'
  WHERE
    nsc.record_found
    AND COALESCE(nsc.graduated, FALSE) = FALSE
    AND nsc.enrollment_begin IS NOT NULL
    AND nsc.enrollment_end IS NOT NULL
),

dated AS (
  SELECT
    person_key,
    college_key,
    unitid,
    sector,
    enrollment_begin,
    enrollment_end,
    enrollment_status,
    cip2,
    days,
    begin_year + CASE WHEN begin_month = 12 THEN 1 ELSE 0 END AS term_year,
    CASE
      WHEN begin_month BETWEEN 8 AND 11 OR (begin_month = 7 AND begin_day >= 16) THEN 'F'
      WHEN (begin_month = 12 OR (begin_month = 1 AND begin_day <= 10)) AND days < 42 THEN 'W'
      WHEN begin_month = 12 OR begin_month <= 4 THEN 'S'
      ELSE 'U'
    END AS term
  FROM clearinghouse
),

report AS (
  SELECT
    link.person_key,
    COALESCE(canonical.unitid, heirs.unitid) AS college_key,
    heirs.unitid,
    reported.sector,
    CAST(LEFT(heirs.term, 4) AS INTEGER) AS term_year,
    RIGHT(heirs.term, 1) AS term,
    CAST(NULL AS DATE) AS term_begin,
    CAST(NULL AS DATE) AS term_end,
    CASE heirs.enrollment_intensity WHEN 'F' THEN 1 ELSE 5 END AS heirs_load,
    CAST(NULL AS INTEGER) AS clearinghouse_load,
    0 AS left_term,
    1 AS heirs_records,
    0 AS clearinghouse_records,
    CASE WHEN heirs.dual_enrollment OR heirs.early_college THEN 1 ELSE 0 END AS dual_enrollment,
    CASE WHEN heirs.early_college THEN 1 ELSE 0 END AS early_college,
    CASE heirs.student_level WHEN 'UG' THEN 1 WHEN 'GR' THEN 0 END AS undergraduate,
    LEFT(heirs.cip6, 2) AS heirs_cip2,
    CAST(NULL AS TEXT) AS clearinghouse_cip2,
    heirs.credits_attempted,
    heirs.credits_earned
  FROM staging.dhe_enrollment_current AS heirs
  INNER JOIN link
    ON link.extract = 'dhe.enrollment' AND link.load_id = heirs.load_id AND link.line_no = heirs.line_no
  LEFT JOIN reference.college AS reported ON reported.unitid = heirs.unitid
  LEFT JOIN college AS canonical ON canonical.opeid8 = reported.opeid8
  UNION ALL
  SELECT
    person_key,
    college_key,
    unitid,
    sector,
    term_year,
    term,
    enrollment_begin,
    enrollment_end,
    NULL,
    CASE enrollment_status WHEN 'F' THEN 1 WHEN 'Q' THEN 2 WHEN 'H' THEN 3 WHEN 'L' THEN 4 END,
    CASE WHEN enrollment_status IN ('W', 'A', 'D') THEN 1 ELSE 0 END,
    0,
    1,
    0,
    0,
    NULL,
    NULL,
    cip2,
    NULL,
    NULL
  FROM dated
  UNION ALL
  SELECT
    person_key,
    college_key,
    unitid,
    sector,
    term_year + 1,
    'S',
    CAST(CAST(term_year + 1 AS TEXT) || '-01-19' AS DATE),
    enrollment_end,
    NULL,
    CASE enrollment_status WHEN 'F' THEN 1 WHEN 'Q' THEN 2 WHEN 'H' THEN 3 WHEN 'L' THEN 4 END,
    CASE WHEN enrollment_status IN ('W', 'A', 'D') THEN 1 ELSE 0 END,
    0,
    0,
    0,
    0,
    NULL,
    NULL,
    cip2,
    NULL,
    NULL
  FROM dated
  WHERE term = 'F' AND days > 180
),

enrollment AS (
  SELECT
    person_key,
    college_key,
    term_year,
    term,
    term_year + CASE WHEN term = 'F' THEN 1 ELSE 0 END AS school_year,
    MIN(unitid) AS unitid,
    MIN(sector) AS sector,
    COALESCE(
      MIN(term_begin),
      CAST(
        CAST(term_year AS TEXT)
        || CASE term WHEN 'W' THEN '-01-02' WHEN 'S' THEN '-01-19' WHEN 'U' THEN '-05-26' ELSE '-09-01' END AS DATE
      )
    ) AS term_begin,
    COALESCE(
      MAX(term_end),
      CAST(
        CAST(term_year AS TEXT)
        || CASE term WHEN 'W' THEN '-01-18' WHEN 'S' THEN '-05-15' WHEN 'U' THEN '-08-15' ELSE '-12-20' END AS DATE
      )
    ) AS term_end,
    COALESCE(MIN(heirs_load), MIN(clearinghouse_load)) AS course_load,
    MIN(left_term) = 1 AS withdrawn,
    MAX(heirs_records) = 1 AS in_heirs,
    MIN(heirs_records) = 0 AS in_clearinghouse,
    MAX(dual_enrollment) = 1 AS dual_enrollment,
    MAX(early_college) = 1 AS early_college,
    MAX(undergraduate) = 1 AS undergraduate,
    COALESCE(MIN(heirs_cip2), MIN(clearinghouse_cip2)) AS cip2,
    SUM(credits_attempted) AS credits_attempted,
    SUM(credits_earned) AS credits_earned,
    SUM(heirs_records) AS heirs_records,
    SUM(clearinghouse_records) AS clearinghouse_records
  FROM report
  GROUP BY person_key, college_key, term_year, term
),

-- Those still in high school for whom no completion is known: at the end of the year, in grades 9 to 12.
in_school AS (
  SELECT person_key, school_year
  FROM learn_to_earn.k12_enrollment
  WHERE is_attributed AND in_end_of_year AND grade IN ('09', '10', '11', '12', 'SP')
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  enrollment.person_key,
  enrollment.college_key,
  enrollment.term_year,
  enrollment.term,
  enrollment.school_year,
  enrollment.unitid,
  enrollment.sector,
  enrollment.term_begin,
  enrollment.term_end,
  CASE enrollment.course_load
    WHEN 1 THEN 'full_time'
    WHEN 2 THEN 'three_quarter_time'
    WHEN 3 THEN 'half_time'
    WHEN 4 THEN 'less_than_half_time'
    WHEN 5 THEN 'part_time'
  END AS intensity,
  enrollment.withdrawn,
  enrollment.in_heirs,
  enrollment.in_clearinghouse,
  CASE
    WHEN completion.person_key IS NULL THEN enrollment.dual_enrollment OR in_school.person_key IS NOT NULL
    ELSE
      enrollment.term_year < completion.hs_grad_year
      OR (enrollment.term_year = completion.hs_grad_year AND enrollment.term IN ('W', 'S'))
  END AS before_completion,
  enrollment.early_college,
  enrollment.undergraduate,
  enrollment.cip2,
  enrollment.credits_attempted,
  enrollment.credits_earned,
  ROW_NUMBER() OVER (
    PARTITION BY enrollment.person_key, enrollment.term_year, enrollment.term
    ORDER BY
      CASE WHEN enrollment.withdrawn THEN 1 ELSE 0 END,
      COALESCE(enrollment.course_load, 9),
      {{ days_between(enrollment.term_begin, enrollment.term_end) }} DESC NULLS LAST,
      enrollment.college_key
  ) = 1 AS is_primary,
  enrollment.heirs_records,
  enrollment.clearinghouse_records
FROM enrollment
LEFT JOIN learn_to_earn.high_school_completion AS completion ON completion.person_key = enrollment.person_key
LEFT JOIN in_school
  ON in_school.person_key = enrollment.person_key AND in_school.school_year = enrollment.school_year
