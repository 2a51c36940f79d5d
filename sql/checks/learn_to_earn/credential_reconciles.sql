-- Every degree a college sends has its row, and every graduation of the Clearinghouse has a row near its date.
WITH sent AS (
  SELECT DISTINCT record.person_key, degree.award_level, degree.award_date
  FROM staging.dhe_degree_current AS degree
  INNER JOIN linkage.record_person AS record
    ON record.load_id = degree.load_id AND record.line_no = degree.line_no
  WHERE record.extract = 'dhe.degree' AND record.link_version = CAST($link_version AS INTEGER)
),

lost_degree AS (
  SELECT COUNT(*) AS degrees
  FROM sent
  LEFT JOIN (
    SELECT DISTINCT person_key, degree_level, award_date FROM {{ new_rows() }} WHERE in_heirs
  ) AS made
    ON
      made.person_key = sent.person_key
      AND made.degree_level = sent.award_level
      AND made.award_date = sent.award_date
  WHERE made.person_key IS NULL
),

returned AS (
  SELECT DISTINCT record.person_key, nsc.graduation_date
  FROM staging.nsc_studenttracker_current AS nsc
  INNER JOIN linkage.record_person AS record
    ON record.load_id = nsc.load_id AND record.line_no = nsc.line_no
  WHERE
    record.extract = 'nsc.studenttracker'
    AND record.link_version = CAST($link_version AS INTEGER)
    AND nsc.record_found
    AND nsc.graduated
    AND nsc.graduation_date IS NOT NULL
),

found AS (
  SELECT DISTINCT returned.person_key, returned.graduation_date
  FROM returned
  INNER JOIN {{ new_rows() }} AS made ON made.person_key = returned.person_key
  WHERE
    made.in_clearinghouse
    AND ABS({{ days_between(made.award_date, returned.graduation_date) }}) <= CAST($credential_match_days AS INTEGER)
),

lost_graduation AS (
  SELECT (SELECT COUNT(*) FROM returned) - (SELECT COUNT(*) FROM found) AS graduations
)

SELECT
  lost_degree.degrees + lost_graduation.graduations AS failed,
  CAST(lost_degree.degrees AS TEXT) || ' degrees of colleges and ' || CAST(lost_graduation.graduations AS TEXT)
    || ' graduations of the Clearinghouse without a row' AS details
FROM lost_degree
CROSS JOIN lost_graduation
