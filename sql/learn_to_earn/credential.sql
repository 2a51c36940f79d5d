-- A college's own degree record beats the Clearinghouse's of the same person, college and level (or a title that names
-- no level) within the table parameter credential_match_days. Titles are free text: the level is read from their words,
-- the most particular first.
WITH link AS (
  SELECT extract, load_id, line_no, person_key
  FROM linkage.record_person
  WHERE link_version = CAST($link_version AS INTEGER) AND extract IN ('dhe.degree', 'nsc.studenttracker')
),

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

heirs AS (
  SELECT
    link.person_key,
    COALESCE(canonical.unitid, degree.unitid) AS college_key,
    degree.award_level AS degree_level,
    degree.award_date,
    MIN(degree.unitid) AS unitid,
    MIN(reported.opeid8) AS opeid8,
    MIN(reported.sector) AS sector,
    SUBSTR(MIN(CAST(degree.major_number AS TEXT) || degree.cip6), 2) AS cip6,
    COUNT(DISTINCT degree.cip6) AS majors
  FROM staging.dhe_degree_current AS degree
  INNER JOIN link ON link.extract = 'dhe.degree' AND link.load_id = degree.load_id AND link.line_no = degree.line_no
  LEFT JOIN reference.college AS reported ON reported.unitid = degree.unitid
  LEFT JOIN college AS canonical ON canonical.opeid8 = reported.opeid8
  GROUP BY link.person_key, COALESCE(canonical.unitid, degree.unitid), degree.award_level, degree.award_date
),

clearinghouse_row AS (
  SELECT
    link.person_key,
    COALESCE(branch.unitid, main.unitid, 'NSC:' || REPLACE(nsc.college_code, '-', '')) AS college_key,
    COALESCE(branch.unitid, main.unitid) AS unitid,
    REPLACE(nsc.college_code, '-', '') AS opeid8,
    CASE
      WHEN COALESCE(branch.sector, main.sector) IS NOT NULL THEN COALESCE(branch.sector, main.sector)
      WHEN nsc.college_state IS NULL OR nsc.college_state <> 'MA' THEN 'Out-of-State'
      WHEN nsc.control = 'Public' AND nsc.level = '4-year' THEN 'In-State Public 4-Year'
      WHEN nsc.control = 'Public' THEN 'In-State Public 2-Year'
      ELSE 'In-State Private'
    END AS sector,
    nsc.graduation_date AS award_date,
    REPLACE(nsc.program_code, '.', '') AS cip_digits,
    UPPER(COALESCE(nsc.degree_title, '')) AS title
  FROM staging.nsc_studenttracker_current AS nsc
  INNER JOIN link
    ON link.extract = 'nsc.studenttracker' AND link.load_id = nsc.load_id AND link.line_no = nsc.line_no
  LEFT JOIN college AS branch ON branch.opeid8 = REPLACE(nsc.college_code, '-', '')
  LEFT JOIN college AS main ON main.opeid8 = LEFT(nsc.college_code, 6) || '00'
  WHERE nsc.record_found AND nsc.graduated AND nsc.graduation_date IS NOT NULL
),

clearinghouse_level AS (
  SELECT
    person_key,
    college_key,
    unitid,
    opeid8,
    sector,
    award_date,
    CASE
      WHEN LENGTH(cip_digits) = 6 THEN LEFT(cip_digits, 2) || '.' || RIGHT(cip_digits, 4)
    END AS cip6,
    LEFT(cip_digits, 2) AS cip2,
    CASE
      WHEN title LIKE '%POST%MASTER%' THEN '08'
      WHEN title LIKE '%POST%BACC%' THEN '06'
      WHEN title LIKE '%JURIS DOCTOR%' THEN '18'
      WHEN title LIKE '%DOCTOR OF MEDICINE%' OR title LIKE '%DOCTOR OF PHARMACY%' THEN '18'
      WHEN title LIKE '%DOCTOR OF DENTAL%' OR title LIKE '%DOCTOR OF VETERINARY%' THEN '18'
      WHEN title LIKE '%DOCTOR OF PHYSICAL THERAPY%' OR title LIKE '%DOCTOR OF NURSING PRACTICE%' THEN '18'
      WHEN title LIKE '%DOCTOR%' OR title LIKE '%PHD%' THEN '17'
      WHEN title LIKE '%MASTER%' THEN '07'
      WHEN title LIKE '%BACHELOR%' OR title LIKE '%BACCALAUREATE%' THEN '05'
      WHEN title LIKE '%ASSOCIATE%' THEN '03'
      ELSE '99'
    END AS degree_level
  FROM clearinghouse_row
),

clearinghouse AS (
  SELECT
    person_key,
    college_key,
    degree_level,
    award_date,
    MIN(unitid) AS unitid,
    MIN(opeid8) AS opeid8,
    MIN(sector) AS sector,
    MIN(cip6) AS cip6,
    MIN(cip2) AS cip2,
    COALESCE(NULLIF(COUNT(DISTINCT cip2), 0), 1) AS majors
  FROM clearinghouse_level
  GROUP BY person_key, college_key, degree_level, award_date
),

pair AS (
  SELECT
    heirs.person_key,
    heirs.college_key,
    heirs.degree_level AS heirs_level,
    heirs.award_date AS heirs_date,
    clearinghouse.degree_level AS clearinghouse_level,
    clearinghouse.award_date AS clearinghouse_date
  FROM heirs
  INNER JOIN clearinghouse
    ON clearinghouse.person_key = heirs.person_key AND clearinghouse.college_key = heirs.college_key
  WHERE
    (clearinghouse.degree_level = heirs.degree_level OR clearinghouse.degree_level = '99')
    AND ABS({{ days_between(heirs.award_date, clearinghouse.award_date) }}) <= CAST($credential_match_days AS INTEGER)
),

confirmed AS (
  SELECT person_key, college_key, heirs_level, heirs_date
  FROM pair
  GROUP BY person_key, college_key, heirs_level, heirs_date
),

repeated AS (
  SELECT person_key, college_key, clearinghouse_level, clearinghouse_date
  FROM pair
  GROUP BY person_key, college_key, clearinghouse_level, clearinghouse_date
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  heirs.person_key,
  heirs.college_key,
  heirs.degree_level,
  heirs.award_date,
  EXTRACT(YEAR FROM heirs.award_date) AS award_year,
  heirs.unitid,
  heirs.opeid8,
  heirs.sector,
  heirs.cip6,
  LEFT(heirs.cip6, 2) AS cip2,
  heirs.majors,
  TRUE AS in_heirs,
  confirmed.person_key IS NOT NULL AS in_clearinghouse
FROM heirs
LEFT JOIN confirmed
  ON
    confirmed.person_key = heirs.person_key
    AND confirmed.college_key = heirs.college_key
    AND confirmed.heirs_level = heirs.degree_level
    AND confirmed.heirs_date = heirs.award_date
UNION ALL
SELECT
  CAST($link_version AS INTEGER) AS link_version,
  clearinghouse.person_key,
  clearinghouse.college_key,
  clearinghouse.degree_level,
  clearinghouse.award_date,
  EXTRACT(YEAR FROM clearinghouse.award_date) AS award_year,
  clearinghouse.unitid,
  clearinghouse.opeid8,
  clearinghouse.sector,
  clearinghouse.cip6,
  clearinghouse.cip2,
  clearinghouse.majors,
  FALSE AS in_heirs,
  TRUE AS in_clearinghouse
FROM clearinghouse
LEFT JOIN repeated
  ON
    repeated.person_key = clearinghouse.person_key
    AND repeated.college_key = clearinghouse.college_key
    AND repeated.clearinghouse_level = clearinghouse.degree_level
    AND repeated.clearinghouse_date = clearinghouse.award_date
WHERE repeated.person_key IS NULL
