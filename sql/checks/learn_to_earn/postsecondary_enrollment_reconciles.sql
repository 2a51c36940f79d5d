-- Every linked term record of a college and every dated enrollment of the Clearinghouse is merged into one row.
WITH sent AS (
  SELECT COUNT(*) AS records
  FROM staging.dhe_enrollment_current AS heirs
  INNER JOIN linkage.record_person AS record
    ON record.load_id = heirs.load_id AND record.line_no = heirs.line_no
  WHERE record.extract = 'dhe.enrollment' AND record.link_version = CAST($link_version AS INTEGER)
),

returned AS (
  SELECT COUNT(*) AS records
  FROM staging.nsc_studenttracker_current AS nsc
  INNER JOIN linkage.record_person AS record
    ON record.load_id = nsc.load_id AND record.line_no = nsc.line_no
  WHERE
    record.extract = 'nsc.studenttracker'
    AND record.link_version = CAST($link_version AS INTEGER)
    AND nsc.record_found
    AND COALESCE(nsc.graduated, FALSE) = FALSE
    AND nsc.enrollment_begin IS NOT NULL
    AND nsc.enrollment_end IS NOT NULL
),

made AS (
  SELECT
    COALESCE(SUM(heirs_records), 0) AS heirs_records,
    COALESCE(SUM(clearinghouse_records), 0) AS clearinghouse_records
  FROM {{ new_rows() }}
)

SELECT
  ABS(made.heirs_records - sent.records) + ABS(made.clearinghouse_records - returned.records) AS failed,
  CAST(made.heirs_records AS TEXT) || ' of ' || CAST(sent.records AS TEXT) || ' HEIRS records, '
    || CAST(made.clearinghouse_records AS TEXT) || ' of ' || CAST(returned.records AS TEXT)
    || ' Clearinghouse records' AS details
FROM made
CROSS JOIN sent
CROSS JOIN returned
